import { itemsOf } from './compose-bundle.ts';
import type { ReadyPicture } from './pictures.ts';
import type { ReviewState } from './review-state.ts';
import type { CollectorRun } from './run-collectors.ts';

/** What the person decided in a review, for the next review of the same words. Values that they put back are hidden again. */
export interface CarriedDecisions {
  readonly leftOut: readonly string[];
  readonly hide: readonly string[];
  readonly rerunRedaction: boolean;
  /** As the person blacked it out. */
  readonly picture: ReadyPicture | null;
}

export const nothingCarried: CarriedDecisions = {
  leftOut: [],
  hide: [],
  rerunRedaction: false,
  picture: null,
};

export const carriedFrom = (
  { leftOut, decisions }: ReviewState,
  picture: ReadyPicture | null,
): CarriedDecisions => ({
  leftOut: [...leftOut],
  hide: decisions.hide.map(({ value }) => value),
  rerunRedaction: decisions.again,
  picture,
});

export function leftOutAgain(
  { leftOut }: CarriedDecisions,
  { collected }: CollectorRun,
): Set<string> {
  const collectedIds = new Set(itemsOf(collected).map(({ id }) => id));
  return new Set(leftOut.filter((id) => collectedIds.has(id)));
}

export const hidesAnything = ({ hide, rerunRedaction }: CarriedDecisions): boolean =>
  rerunRedaction || hide.length > 0;
