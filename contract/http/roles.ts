import { z } from 'zod';
import { presetId } from '../collector/collector.ts';

/**
 * engineer: works on incidents and asks for bundles. lead: also any engineer's requests, devices and who may ask for what.
 * administrator: also people and settings. auditor: reads the audit log, people and devices, and no person's data.
 */
export const roles = ['engineer', 'lead', 'administrator', 'auditor'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What a role may ask a person's computer for. */
export const allowance = z.strictObject({
  presets: z
    .array(presetId)
    .max(30)
    .refine((all) => new Set(all).size === all.length, 'each preset once'),
  /** May also name single collectors. */
  collectors: z.boolean(),
});
export type Allowance = z.infer<typeof allowance>;

/** Groups of roles, as the endpoints of the console name them. */
export const everyone: readonly Role[] = ['engineer', 'lead', 'administrator', 'auditor'];
/** May see what people sent. */
export const workers: readonly Role[] = ['engineer', 'lead', 'administrator'];
export const leads: readonly Role[] = ['lead', 'administrator'];
export const administrators: readonly Role[] = ['administrator'];
/** Look at who did what. */
export const overseers: readonly Role[] = ['administrator', 'auditor'];
/** Administrators and leads manage people and devices; the auditor sees them. */
export const leadsAndOverseers: readonly Role[] = ['lead', 'administrator', 'auditor'];
