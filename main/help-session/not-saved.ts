import { diskFullReason, type NotSaved, notSavedReason } from '#contract/bundle/not-saved.ts';
import { attachedTextItemId, descriptionItemId } from '#contract/collector/item-shapes.ts';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import type { Description } from '#contract/text/description.ts';
import type { Collected } from './compose-bundle.ts';

/** @param said what the person wrote; null in a session that an engineer asked for. */
export function notSavedOf({ parts }: Collected, said: Description | null): NotSaved | null {
  const reasons = parts.flatMap(({ outcome }) =>
    outcome.status === 'fail' && outcome.reason ? [outcome.reason.message] : [],
  );
  const full = reasons.filter((message) => message === diskFullReason).length;
  const lost = full + reasons.filter((message) => message === notSavedReason).length;
  const found = new Set(parts.flatMap(({ outcome }) => outcome.items.map(({ id }) => id)));
  const words =
    said !== null &&
    (!found.has(descriptionItemId) ||
      (Boolean(said.attachedText) && !found.has(attachedTextItemId)));
  return lost > 0 || words ? { parts: lost, words, diskFull: full > 0 } : null;
}

/** The words are the reason for it all: a bundle without them leaves only when the person switched them off. */
export function wordsNotSaved({ diskFull }: NotSaved): AppError {
  return diskFull
    ? appErrorOf(
        'disk-full',
        'The disk is full, so what you wrote could not be added. Free some space, then check again. Nothing was sent.',
      )
    : appErrorOf(
        'disk-failed',
        'What you wrote could not be added. Check again. Nothing was sent.',
      );
}
