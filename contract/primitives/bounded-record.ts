import { z } from 'zod';

/** A record of at most so many entries: zod bounds strings and arrays, but no records. JSON Schema calls it `maxProperties`. */
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
