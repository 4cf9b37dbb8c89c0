import { z } from 'zod';
import { boundedRecord } from '../primitives/bounded-record.ts';
import { filled } from '../primitives/filled.ts';

/**
 * Text that a person reads and that main, a collector or an analyzer wrote. `message` is the
 * English source and also the key of its translation; `{name}` stands for `values.name`. The window
 * translates it; the command line and the desk use `formatText`.
 */
export const text = z.strictObject({
  message: z.string().min(1).max(2000),
  values: boundedRecord(
    z.string().max(100),
    z.union([z.string().max(2000), z.number()]),
    50,
  ).optional(),
});
export type Text = z.infer<typeof text>;

export const formatText = ({ message, values }: Text): string => filled(message, values);
