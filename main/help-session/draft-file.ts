import { z } from 'zod';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import { type Draft, draft, emptyDraft } from '#contract/text/description.ts';
import { jsonFile } from '../storage/json-file.ts';

const savedDraft = z.strictObject({ draft, active: z.boolean() });

/** The person's words, kept on this machine until they are sent. `active` marks a session that was under way. */
export interface DraftFile {
  read(): Promise<{ draft: Draft; interrupted: boolean }>;
  write(draft: Draft, active: boolean): Promise<void>;
}

export function createDraftFile(path: string, report: (detail: string) => void): DraftFile {
  const file = jsonFile(path, savedDraft);
  // One write after the other: the last one said is the one that stays.
  const writes = createSerialQueue();
  return {
    async read() {
      const found = await file.readOrSetAside(report);
      return found
        ? { draft: found.draft, interrupted: found.active }
        : { draft: emptyDraft, interrupted: false };
    },
    write: (words, active) => writes.run(() => file.write({ draft: words, active })),
  };
}
