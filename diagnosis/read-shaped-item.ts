import type { z } from 'zod';
import {
  type ShapedItem,
  type ShapedItemId,
  shapedItems,
} from '#contract/collector/item-shapes.ts';
import { shorten } from './format-units.ts';

/** Returns an item's text, or `undefined` when the bundle does not contain it. */
export type ReadItem = (id: string) => string | undefined;

export type ItemReading<T> =
  | { ok: true; value: T }
  | { ok: false; missing: boolean; detail: string };

/**
 * In UTF-16 units. The largest such item on a real machine has about 50 kB; a larger one is an
 * attempt to exhaust memory.
 */
const lengthCap = 4 * 1024 * 1024;

/**
 * Parses an item with the shape that its collector promises. Never throws; `detail` says what is
 * wrong.
 */
export function readShapedItem<K extends ShapedItemId>(
  id: K,
  readItem: ReadItem,
): ItemReading<ShapedItem<K>> {
  // The compiler cannot see that the schema under `id` produces the type under `id`.
  return readJsonItem(id, shapedItems[id], readItem) as ItemReading<ShapedItem<K>>;
}

/** The same for any JSON item and its schema. */
export function readJsonItem<T extends z.ZodType>(
  id: string,
  schema: T,
  readItem: ReadItem,
): ItemReading<z.infer<T>> {
  try {
    const text = readItem(id);
    if (text === undefined)
      return { ok: false, missing: true, detail: `${id} is not in the bundle` };
    if (text.length > lengthCap)
      return {
        ok: false,
        missing: false,
        detail: `${id} is too long to read: ${text.length} characters`,
      };
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the document';
    return {
      ok: false,
      missing: false,
      detail: shorten(
        `${id} has an unexpected shape: ${place}: ${issue?.message ?? 'unknown'}`,
        1000,
      ),
    };
  } catch (thrown) {
    return {
      ok: false,
      missing: false,
      detail: shorten(
        `${id} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        1000,
      ),
    };
  }
}
