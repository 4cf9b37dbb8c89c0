import type { Manifest, ManifestCollector } from '#contract/bundle/manifest.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';

export type WordsMissing =
  /** The person removed the description in the review. */
  | { kind: 'left-out' }
  /** The person wrote one, but the collector could not read or store it. */
  | { kind: 'not-collected'; reason: ManifestCollector['reason'] }
  /** The bundle contains it, but not in a form that can be shown. */
  | { kind: 'unreadable' }
  /** The person wrote none, or was not asked for one. */
  | { kind: 'not-written' };

/** Why a bundle has no description. Distinguishes what the person left out from what failed. */
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
