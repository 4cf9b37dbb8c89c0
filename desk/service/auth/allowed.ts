import type { Role } from '../../../contract/roles.ts';

/** Groups of roles, as routes name them. A route names one of these, or it does not start. */
export const everyone: readonly Role[] = ['engineer', 'lead', 'administrator', 'auditor'];
/** May see what people sent. */
export const workers: readonly Role[] = ['engineer', 'lead', 'administrator'];
export const leads: readonly Role[] = ['lead', 'administrator'];
export const administrators: readonly Role[] = ['administrator'];
/** Look at who did what. */
export const overseers: readonly Role[] = ['administrator', 'auditor'];
/** Administrators and leads manage people and devices; the auditor sees them. */
export const leadsAndOverseers: readonly Role[] = ['lead', 'administrator', 'auditor'];
