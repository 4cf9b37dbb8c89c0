import { z } from 'zod';
import { recipient } from './receipt.ts';
import { text } from './text.ts';

/** One setting as the window shows it. */
const shownSetting = z.strictObject({
  /** `desk.address`: what IT calls it. */
  id: z.string(),
  title: text,
  description: text,
  /** Null when it is not set and has no default, and for a secret one that is set. */
  value: z.json(),
  /** Set, and not shown to anybody. */
  secret: z.boolean(),
  /** `kept`: from the last policy that was good. */
  level: z.enum(['machine', 'user', 'default', 'kept', 'development']),
  /** A path or a registry value; null for a default. */
  source: z.string().nullable(),
});
export type ShownSetting = z.infer<typeof shownSetting>;

/** What the window shows of the organisation's settings. */
export const policyView = z.strictObject({
  /** `kept`: there is one with faults, and the last good one counts. `refused`: there is one, and none counts. */
  state: z.enum(['none', 'in-force', 'kept', 'refused']),
  /** Where the policy stands; where it would stand when there is none. */
  place: z.string(),
  /** When it was read last. */
  readAt: z.iso.datetime(),
  /** Since when the last good one is kept; null unless `kept`. */
  keptSince: z.iso.datetime().nullable(),
  recipient: recipient.nullable(),
  settings: z.array(shownSetting),
  faults: z.array(
    z.strictObject({ setting: z.string(), problem: z.string(), found: z.string().nullable(), source: z.string().nullable() }),
  ),
  ignored: z.array(
    z.strictObject({
      setting: z.string(),
      reason: z.enum(['unknown', 'machine-only', 'overridden', 'invalid']),
      source: z.string(),
    }),
  ),
});
export type PolicyView = z.infer<typeof policyView>;
