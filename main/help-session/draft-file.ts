import { z } from 'zod';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import { type Draft, draft, emptyDraft } from '#contract/text/description.ts';
import { jsonFile } from '../storage/json-file.ts';

const savedDraft = z.strictObject({ draft, active: z.boolean() });

/** The person's words, saved on this computer until they are sent. `active`: a session was under way with them. */
export interface DraftFile {
  read(): Promise<{ draft: Draft; interrupted: boolean }>;
  /** Clearing the draft also removes a damaged one that `read` set aside: it holds words of the person as well. */
  write(draft: Draft, active: boolean): Promise<void>;
}

/** @param report what is wrong with the file, for the log. */
export function createDraftFile(path: string, report: (detail: string) => void): DraftFile {
  const file = jsonFile(path, savedDraft);
  // One write after the other, so that the last one called is the one on disk.
  const writes = createSerialQueue();
  return {
    async read() {
      const saved = await file.readOrSetAside(report);
      return saved
        ? { draft: saved.draft, interrupted: saved.active }
        : { draft: emptyDraft, interrupted: false };
    },
    write: (words, active) =>
      writes.run(async () => {
        await file.write({ draft: words, active });
        if (isEmpty(words))
          await file.removeSetAside().catch((thrown: unknown) => report(String(thrown)));
      }),
  };
}

const isEmpty = ({ happened, began, attachedText }: Draft): boolean =>
  [happened, began, attachedText ?? ''].every((text) => text.trim() === '');
