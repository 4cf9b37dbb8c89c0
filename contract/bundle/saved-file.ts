import { z } from 'zod';
import { shortestPassphrase } from './saved-file-limits.ts';

/** Who can open a saved file: the organisation's keys, anyone with the passphrase, or anyone. */
export const fileProtection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('organisation') }),
  z.strictObject({
    kind: z.literal('passphrase'),
    passphrase: z.string().min(shortestPassphrase).max(1000),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type FileProtection = z.infer<typeof fileProtection>;
