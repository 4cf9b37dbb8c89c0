import type { ShapedItem } from '#contract/collector/item-shapes.ts';

export type Memory = ShapedItem<'memory/memory.json'>;

export const mebibyte = 1024 * 1024;
