import { diskFullReason, type NotSaved, notSavedReason } from '#contract/bundle/not-saved.ts';
import { attachedTextItemId, descriptionItemId } from '#contract/collector/item-shapes.ts';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import type { Description } from '#contract/text/description.ts';
import type { Collected } from './compose-bundle.ts';

/** @param written what the person wrote; null in a session that an engineer asked for. */
export function notSavedOf({ parts }: Collected, written: Description | null): NotSaved | null {
  const reasons = parts.flatMap(({ outcome }) =>
    outcome.status === 'fail' && outcome.reason ? [outcome.reason.message] : [],
  );
  const full = reasons.filter((message) => message === diskFullReason).length;
  const lost = full + reasons.filter((message) => message === notSavedReason).length;
  const savedIds = new Set(parts.flatMap(({ outcome }) => outcome.items.map(({ id }) => id)));
  const words =
    written !== null &&
    (!savedIds.has(descriptionItemId) ||
      (Boolean(written.attachedText) && !savedIds.has(attachedTextItemId)));
  return lost > 0 || words ? { parts: lost, words, diskFull: full > 0 } : null;
}

/** The person's words are the reason for the bundle, so it is sent without them only if the person left them out. */
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
