import { z } from 'zod';

/** A proxy between this computer and the desk that requires a name and a password. */
export const proxyQuestion = z.strictObject({
  /** Identifies this question, so that answers to older ones are ignored. */
  id: z.uuid(),
  host: z.string().max(300),
  port: z.number().int(),
  /** The proxy's own name for the protected area. */
  realm: z.string().max(300),
  /** The password is sent unencrypted. */
  unprotected: z.boolean(),
  /** `policy`: IT chose this proxy. `system`: the computer's settings or its network did. */
  setBy: z.enum(['policy', 'system']),
  /** The last answer was rejected. */
  again: z.boolean(),
});
export type ProxyQuestion = z.infer<typeof proxyQuestion>;

export const proxyAnswer = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1).max(300),
  password: z.string().max(300),
});
export type ProxyAnswer = z.infer<typeof proxyAnswer>;
