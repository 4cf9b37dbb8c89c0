import type { Manifest, ManifestCollector } from '#contract/bundle/manifest.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';

export type WordsMissing =
  /** The person took them out in the review. */
  | { kind: 'left-out' }
  /** They wrote some, and the collector could not read or keep them. */
  | { kind: 'not-collected'; reason: ManifestCollector['reason'] }
  /** The bundle holds them, but not in a form that can be shown. */
  | { kind: 'unreadable' }
  /** There were none, or they were not asked for. */
  | { kind: 'not-written' };

/** Why a bundle holds no words of the person: nothing is missing silently, and nobody is said to have done what failed. */
export function wordsMissing({
  items,
  leftOut,
  collectors,
}: Pick<Manifest, 'items' | 'leftOut' | 'collectors'>): WordsMissing {
  const isWords = ({ id }: { id: string }) => id === descriptionItemId;
  if (leftOut.some(isWords)) return { kind: 'left-out' };
  if (items.some(isWords)) return { kind: 'unreadable' };
  const collector = collectors.find(({ id }) => id === 'description');
  if (!collector || collector.status === 'success' || collector.status === 'skip')
    return { kind: 'not-written' };
  return { kind: 'not-collected', reason: collector.reason };
}
