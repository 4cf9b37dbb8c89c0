import { z } from 'zod';

/**
 * A record with a maximum number of entries: zod limits strings and arrays, but not records. JSON
 * Schema calls it `maxProperties`.
 */
export const boundedRecord = <Value extends z.ZodType>(
  key: z.ZodString,
  value: Value,
  maxProperties: number,
) =>
  z
    .record(key, value)
    .refine(
      (record) => Object.keys(record).length <= maxProperties,
      `at most ${maxProperties} entries`,
    )
    .meta({ maxProperties });
