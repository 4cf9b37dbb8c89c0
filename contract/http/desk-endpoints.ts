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

/** The people of the desk, its settings and its audit log. */
export const deskEndpoints = {
  'people.list': {
    summary: 'Lists the people of the desk.',
    method: 'GET',
    path: '/api/people',
    response: z.array(person).max(100_000),
    roles: leadsAndOverseers,
  },
  'people.invite': {
    summary: 'Invites somebody. The link is shown only in this response.',
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
    summary:
      'Creates a link with which a person chooses a new password. It is shown only in this response.',
    method: 'POST',
    path: '/api/people/:id/password-reset',
    params,
    response: offeredReset,
    errors: ['not-found', 'conflict'],
    roles: administrators,
  },
  'settings.read': {
    summary: 'Shows the settings of the desk.',
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
    summary: 'Checks the whole audit log now.',
    method: 'POST',
    path: '/api/audit/verification',
    response: auditVerdict,
    roles: overseers,
    scope: 'audit',
  },
  'audit.export': {
    summary: 'The whole audit log: one `auditEntry` a line, and the signed head last.',
    method: 'GET',
    path: '/api/audit/export',
    raw: { status: 200, response: 'application/x-ndjson' },
    // Its body is made while it is sent.
    head: false,
    roles: overseers,
    scope: 'audit',
  },
} as const satisfies HttpContract;
