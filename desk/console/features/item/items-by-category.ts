import type { Manifest, ManifestCollector, ManifestItem } from '#contract/bundle/manifest.ts';
import { type Category, categories } from '#contract/collector/collector.ts';

/** The categories that contain items, in the order of the person's review. */
export function itemsByCategory(
  items: readonly ManifestItem[],
): { category: Category; items: ManifestItem[] }[] {
  return categories
    .map((category) => ({ category, items: items.filter((item) => item.category === category) }))
    .filter((group) => group.items.length > 0);
}

/** Items in list order, which defines "next" and "previous". */
export const listedItems = (items: readonly ManifestItem[]): ManifestItem[] =>
  itemsByCategory(items).flatMap((group) => group.items);

/** Collectors that returned nothing or too little. */
export const missingParts = ({ collectors }: Manifest): ManifestCollector[] =>
  collectors.filter(({ status }) => status !== 'success');
