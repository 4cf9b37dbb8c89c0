import { z } from 'zod';

/**
 * engineer: works on incidents and asks for bundles. lead: also any engineer's requests, devices and who may ask for what.
 * administrator: also people and settings. auditor: reads the audit log, people and devices, and no person's data.
 */
export const roles = ['engineer', 'lead', 'administrator', 'auditor'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;
