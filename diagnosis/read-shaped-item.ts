import type { z } from 'zod';
import {
  type ShapedItem,
  type ShapedItemId,
  shapedItems,
} from '#contract/collector/item-shapes.ts';
import { shorten } from './format-units.ts';

/** Gives an item's text, or `undefined` when the bundle does not hold it. */
export type ReadItem = (id: string) => string | undefined;

export type ItemReading<T> =
  | { ok: true; value: T }
  | { ok: false; missing: boolean; detail: string };

/** In UTF-16 units. The largest shaped item of a real machine has some 50 kB; above this it is an attack on memory. */
const lengthCap = 4 * 1024 * 1024;

/** Parses an item against the shape its collector promised. Never throws; `detail` says what is wrong with it. */
export function readShapedItem<K extends ShapedItemId>(
  id: K,
  readItem: ReadItem,
): ItemReading<ShapedItem<K>> {
  // The compiler cannot see that the schema found under `id` makes the type named by `id`.
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
        detail: `${id} is too long to be read: ${text.length} characters`,
      };
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the document';
    return {
      ok: false,
      missing: false,
      detail: shorten(`${id} has another shape: ${place}: ${issue?.message ?? 'unknown'}`, 1000),
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
