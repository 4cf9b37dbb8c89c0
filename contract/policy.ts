import { z } from 'zod';
import { collectorId, deskEndpoint } from './collector.ts';
import { publicKey } from './receipt.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https everywhere; plain http only to this same machine, for development. */
export const deskAddress = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((value) => {
    const match = /^(https?):\/\/([^/:?#@\s]+|\[[^\]]+\])(:\d+)?\/?$/.exec(value);
    return match !== null && (match[1] === 'https' || loopback.test(match[2] ?? ''));
  }, 'must be https://host[:port] without a path; http:// is allowed only to this machine itself');

/** A service of the organisation whose reachability is checked. Its address holds nothing secret: everybody can read a policy. */
const policyEndpoint = z.strictObject({
  id: collectorId.refine((id) => id !== deskEndpoint, 'must not be "desk", which is the desk itself'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((value) => /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(value), 'must be without user, query and fragment'),
  name: z.string().trim().min(1).max(100).optional(),
});

/** Settings managed by IT. There is no setting that removes the review or the consent. */
export const policy = z.strictObject({
  organisation: z.strictObject({ name: z.string().trim().min(1).max(200), publicKey }),
  desk: z.strictObject({ address: deskAddress }),
  /** age recipients (`age1…`) to which every bundle is sealed. */
  recipients: z
    .array(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/))
    .min(1)
    .max(20),
  /** Why bundles are asked for; the person reads it before they agree. */
  purpose: z.string().trim().min(1).max(500).default('To find and solve the problem you described'),
  retentionDays: z.number().int().min(1).max(3650).default(30),
  /**
   * Where the device key lives: the system's keyring, or, where a machine has none, a file only its owner can read.
   */
  deviceKey: z.enum(['keyring', 'file']).default('keyring'),
  /** Whether the agent may keep a private snapshot a day on the machine; false deletes those that are there. */
  dailySnapshot: z.boolean().default(true),
  endpoints: z
    .array(policyEndpoint)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id must be there once')
    .default([]),
});
export type Policy = z.infer<typeof policy>;
