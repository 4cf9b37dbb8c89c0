import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import type { ReviewState } from './review-state.ts';

/** The first line of the person's words, which identifies a submission for them. */
export function summaryOf(happened: string): string {
  const line = happened.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

const reviewedDescription = z.object({ happened: z.string() });

/**
 * The summary of the description as it is sent: after redaction, and without what the person hid. Empty if they left it
 * out. Never taken from the draft, because the person relies on this line to see what was sent.
 */
export async function summaryOfSent({
  composition,
  run,
}: Pick<ReviewState, 'composition' | 'run'>): Promise<string> {
  if (!composition.manifest.items.some(({ id }) => id === descriptionItemId)) return '';
  try {
    return summaryOf(
      reviewedDescription.parse(JSON.parse(await text(run.folder.stream(descriptionItemId))))
        .happened,
    );
  } catch {
    // The person hid so much that the rest is not valid JSON.
    return '';
  }
}
