import { z } from 'zod';

/** A proxy between this computer and the desk that wants a name and a password. */
export const proxyQuestion = z.strictObject({
  /** Names this one question, so that an answer to an older one is none. */
  id: z.uuid(),
  host: z.string().max(300),
  port: z.number().int(),
  /** What the proxy calls what it protects; its own words. */
  realm: z.string().max(300),
  /** The password goes over the network as it is. */
  unprotected: z.boolean(),
  /** `policy`: IT chose this proxy. `system`: this computer, or the network that it is in. */
  setBy: z.enum(['policy', 'system']),
  /** The last answer was not accepted. */
  again: z.boolean(),
});
export type ProxyQuestion = z.infer<typeof proxyQuestion>;

export const proxyAnswer = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1).max(300),
  password: z.string().max(300),
});
export type ProxyAnswer = z.infer<typeof proxyAnswer>;
