import type { Manifest, ManifestCollector, ManifestItem } from '#contract/bundle/manifest.ts';
import { type Category, categories } from '#contract/collector/collector.ts';

/** The groups that hold anything, in the order of the review that the person saw. */
export function itemsByCategory(
  items: readonly ManifestItem[],
): { category: Category; items: ManifestItem[] }[] {
  return categories
    .map((category) => ({ category, items: items.filter((item) => item.category === category) }))
    .filter((group) => group.items.length > 0);
}

/** Items in the order in which they are listed: what "next" means. */
export const listedItems = (items: readonly ManifestItem[]): ManifestItem[] =>
  itemsByCategory(items).flatMap((group) => group.items);

/** Collectors that gave nothing or less than they should. */
export const missingParts = ({ collectors }: Manifest): ManifestCollector[] =>
  collectors.filter(({ status }) => status !== 'success');
