import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createSerialQueue } from '../../bundle/serial-queue.ts';
import { type Draft, draft, emptyDraft } from '../../contract/description.ts';
import { writeFileDurably } from '../durable-file.ts';

const draftFile = z.strictObject({ draft, active: z.boolean() });

/** The person's words, kept on this machine until they are sent. `active` marks a session that was under way. */
export interface DraftFile {
  read(): Promise<{ draft: Draft; interrupted: boolean }>;
  write(draft: Draft, active: boolean): Promise<void>;
}

export function createDraftFile(file: string): DraftFile {
  // One write after the other: the last one said is the one that stays.
  const writes = createSerialQueue();
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => null);
      const parsed = draftFile.safeParse(parseJson(text));
      return parsed.success
        ? { draft: parsed.data.draft, interrupted: parsed.data.active }
        : { draft: emptyDraft, interrupted: false };
    },
    write: (words, active) => writes.run(() => writeFileDurably(file, JSON.stringify({ draft: words, active }))),
  };
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
