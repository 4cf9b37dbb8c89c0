import { z } from 'zod';
import { recipient } from '../bundle/receipt.ts';
import { text } from '../text/text.ts';

/** One setting as the window shows it. */
const shownSetting = z.strictObject({
  /** `desk.address`: the name that IT uses. */
  id: z.string().max(200),
  title: text,
  description: text,
  /** Null when it is not set and has no default, and for a secret that is set. */
  value: z.json(),
  /** The setting has a value, which is never shown. */
  secret: z.boolean(),
  /** `kept`: the value comes from the last good policy. */
  level: z.enum(['machine', 'user', 'default', 'last-good', 'development']),
  /** A path or a registry value; null for a default. */
  source: z.string().max(32_767).nullable(),
});
export type ShownSetting = z.infer<typeof shownSetting>;

/** What the window shows about the settings of IT. */
export const policyView = z.strictObject({
  /**
   * `kept`: the policy has errors, and the last good one is used. `refused`: the policy has errors,
   * and no policy is used.
   */
  state: z.enum(['none', 'in-force', 'last-good', 'refused']),
  /** Where the policy is; where it would be when there is none. */
  place: z.string().max(32_767),
  /** When the policy was last read. */
  readAt: z.iso.datetime(),
  /** Since when the last good policy has been used; null unless the state is `kept`. */
  keptSince: z.iso.datetime().nullable(),
  recipient: recipient.nullable(),
  settings: z.array(shownSetting).max(1000),
  faults: z
    .array(
      z.strictObject({
        setting: z.string().max(1_000_000),
        problem: z.string().max(1_000_000),
        found: z.string().max(1_000_000).nullable(),
        source: z.string().max(32_767).nullable(),
      }),
    )
    .max(100_000),
  ignored: z
    .array(
      z.strictObject({
        setting: z.string().max(1_000_000),
        reason: z.enum(['unknown', 'machine-only', 'overridden', 'invalid']),
        source: z.string().max(32_767),
      }),
    )
    .max(100_000),
});
export type PolicyView = z.infer<typeof policyView>;
