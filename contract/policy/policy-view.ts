import { z } from 'zod';
import { recipient } from '../bundle/receipt.ts';
import { text } from '../text/text.ts';

/** One setting as the window shows it. */
const shownSetting = z.strictObject({
  /** `desk.address`: what IT calls it. */
  id: z.string().max(200),
  title: text,
  description: text,
  /** Null when it is not set and has no default, and for a secret one that is set. */
  value: z.json(),
  /** Set, and not shown to anybody. */
  secret: z.boolean(),
  /** `kept`: from the last policy that was good. */
  level: z.enum(['machine', 'user', 'default', 'last-good', 'development']),
  /** A path or a registry value; null for a default. */
  source: z.string().max(32_767).nullable(),
});
export type ShownSetting = z.infer<typeof shownSetting>;

/** What the window shows of the organisation's settings. */
export const policyView = z.strictObject({
  /** `kept`: there is one with faults, and the last good one counts. `refused`: there is one, and none counts. */
  state: z.enum(['none', 'in-force', 'last-good', 'refused']),
  /** Where the policy stands; where it would stand when there is none. */
  place: z.string().max(32_767),
  /** When it was read last. */
  readAt: z.iso.datetime(),
  /** Since when the last good one is kept; null unless `kept`. */
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
