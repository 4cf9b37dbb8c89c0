import { z } from 'zod';
import { application, collectorId, deskEndpoint, presetId, presets } from './collector.ts';
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
  id: collectorId
    .refine((id) => id !== deskEndpoint, 'must not be "desk", which is the desk itself')
    .refine((id) => !id.startsWith('app-'), 'must not begin with "app-", which is for applications'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((value) => /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(value), 'must be without user, query and fragment'),
  name: z.string().trim().min(1).max(100).optional(),
});

/** A preset of the organisation's own: which collectors run, by their ids. What the person wrote is always part of it. */
const policyPreset = z.strictObject({
  id: presetId.refine((id) => !(presets as readonly string[]).includes(id), `must not be one of ${presets.join(', ')}`),
  name: z.string().trim().min(1).max(60),
  purpose: z.string().trim().min(1).max(200),
  collectors: z.array(collectorId).min(1).max(100),
});
export type PolicyPreset = z.infer<typeof policyPreset>;

/** An application with the services it needs; they are checked with the organisation's other endpoints. */
const policyApplication = application.extend({ endpoints: z.array(policyEndpoint.shape.url).max(5).default([]) });

const onlyOnce = (all: readonly { id: string }[]) => new Set(all.map(({ id }) => id)).size === all.length;

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
  endpoints: z.array(policyEndpoint).max(20).refine(onlyOnce, 'each id must be there once').default([]),
  applications: z.array(policyApplication).max(20).refine(onlyOnce, 'each id must be there once').default([]),
  presets: z.array(policyPreset).max(10).refine(onlyOnce, 'each id must be there once').default([]),
});
export type Policy = z.infer<typeof policy>;
