import { z } from 'zod';
import {
  auditPage,
  auditQuery,
  auditVerdict,
  createdInvitation,
  createInvitation,
  deskSettings,
  offeredReset,
  person,
  personChange,
} from './console-people.ts';
import type { HttpContract } from './define.ts';
import { administrators, leads, leadsAndOverseers, overseers } from './roles.ts';

const params = z.object({ id: z.uuid().toLowerCase() });

/** Accounts, settings and the audit log of the desk. */
export const deskEndpoints = {
  'people.list': {
    summary: 'Lists the accounts of the desk.',
    method: 'GET',
    path: '/api/people',
    response: z.array(person).max(100_000),
    roles: leadsAndOverseers,
  },
  'people.invite': {
    summary: 'Invites a person. The link is shown only in this response.',
    method: 'POST',
    path: '/api/people',
    body: createInvitation,
    response: createdInvitation,
    errors: ['conflict'],
    roles: administrators,
  },
  'people.change': {
    summary: 'Changes a role, disables or enables an account, or removes its second factor.',
    method: 'PATCH',
    path: '/api/people/:id',
    params,
    body: personChange,
    response: person,
    errors: ['not-found', 'conflict'],
    roles: administrators,
  },
  'people.resetPassword': {
    summary: 'Creates a link to choose a new password. It is shown only in this response.',
    method: 'POST',
    path: '/api/people/:id/password-reset',
    params,
    response: offeredReset,
    errors: ['not-found', 'conflict'],
    roles: administrators,
  },
  'settings.read': {
    summary: 'Returns the settings of the desk.',
    method: 'GET',
    path: '/api/settings',
    response: deskSettings,
    roles: leads,
  },
  'settings.change': {
    summary: 'Replaces the settings of the desk.',
    method: 'PUT',
    path: '/api/settings',
    body: deskSettings,
    response: deskSettings,
    roles: leads,
  },
  'audit.list': {
    summary: 'Lists the entries of the audit log, newest first.',
    method: 'GET',
    path: '/api/audit',
    query: auditQuery,
    response: auditPage,
    roles: overseers,
    scope: 'audit',
  },
  'audit.verify': {
    summary: 'Checks the whole audit log.',
    method: 'POST',
    path: '/api/audit/verification',
    response: auditVerdict,
    roles: overseers,
    scope: 'audit',
  },
  'audit.export': {
    summary: 'Exports the whole audit log: one `auditEntry` per line, then the signed head.',
    method: 'GET',
    path: '/api/audit/export',
    raw: { status: 200, response: 'application/x-ndjson' },
    // The body is generated while it is sent.
    head: false,
    roles: overseers,
    scope: 'audit',
  },
} as const satisfies HttpContract;
