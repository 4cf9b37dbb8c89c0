import { z } from 'zod';
import { presetId } from '../collector/collector.ts';

/**
 * engineer: works on incidents and requests bundles. lead: also manages the requests of all
 * engineers, devices and request permissions. administrator: also manages people and settings.
 * auditor: reads the audit log, people and devices, but no person's data.
 */
export const roles = ['engineer', 'lead', 'administrator', 'auditor'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What a role may request from a person's computer. */
export const allowance = z.strictObject({
  presets: z
    .array(presetId)
    .max(30)
    .refine((all) => new Set(all).size === all.length, 'must not contain the same preset twice'),
  /** May also request single collectors. */
  collectors: z.boolean(),
});
export type Allowance = z.infer<typeof allowance>;

/** Groups of roles for the endpoints of the console. */
export const everyone: readonly Role[] = ['engineer', 'lead', 'administrator', 'auditor'];
/** May see what people sent. */
export const workers: readonly Role[] = ['engineer', 'lead', 'administrator'];
export const leads: readonly Role[] = ['lead', 'administrator'];
export const administrators: readonly Role[] = ['administrator'];
/** May read the audit log. */
export const overseers: readonly Role[] = ['administrator', 'auditor'];
/** Administrators and leads manage people and devices; the auditor sees them. */
export const leadsAndOverseers: readonly Role[] = ['lead', 'administrator', 'auditor'];
