import { z } from 'zod';
import { thumbprint } from '../bundle/receipt.ts';
import {
  assignee,
  deletion,
  engineerMessage,
  handover,
  incidentChange,
  incidentDetail,
} from './console-api.ts';
import { incidentEvent, incidentPage, incidentQuery } from './console-lists.ts';
import type { HttpContract } from './define.ts';
import { incidentNumber } from './incident.ts';
import { everyone, leads, workers } from './roles.ts';

// Any text: what is not a number of an incident is not found, like a number that does not exist.
const params = z.object({ number: z.string().max(100) });

/** What people sent, the work on it, and the news of it. */
export const incidentEndpoints = {
  'incidents.list': {
    summary: 'Lists incidents, newest first.',
    method: 'GET',
    path: '/api/incidents',
    query: incidentQuery,
    response: incidentPage,
    roles: workers,
  },
  'incidents.read': {
    summary: 'Shows one incident.',
    method: 'GET',
    path: '/api/incidents/:number',
    params,
    response: incidentDetail,
    errors: ['not-found'],
    roles: workers,
  },
  'incidents.setStatus': {
    summary: 'Changes the status of an incident.',
    method: 'PATCH',
    path: '/api/incidents/:number',
    params,
    body: incidentChange,
    response: incidentDetail,
    errors: ['not-found', 'conflict'],
    roles: workers,
  },
  'incidents.assign': {
    summary: 'Gives an incident to an engineer, or to nobody. 409 when a colleague was faster.',
    method: 'PUT',
    path: '/api/incidents/:number/assignee',
    params,
    body: handover,
    response: incidentDetail,
    errors: ['not-found', 'conflict'],
    roles: workers,
  },
  'incidents.sendMessage': {
    summary: 'Sends a message to the person. 409 when a colleague has answered in the meantime.',
    method: 'POST',
    path: '/api/incidents/:number/messages',
    params,
    body: engineerMessage,
    response: incidentDetail,
    errors: ['not-found', 'conflict'],
    roles: workers,
  },
  'incidents.delete': {
    summary: 'Deletes an incident and everything that was read out of its bundle.',
    method: 'POST',
    path: '/api/incidents/:number/deletion',
    params,
    body: deletion,
    errors: ['not-found'],
    roles: leads,
  },
  'incidents.assignees': {
    summary: 'Lists everybody to whom an incident can be given.',
    method: 'GET',
    path: '/api/assignees',
    response: z.array(assignee).max(100_000),
    roles: workers,
  },
  'items.read': {
    summary:
      'The exact bytes of an item or of one of the bundle’s documents: plain text or a PNG picture, whole or the part that a `Range` header names.',
    method: 'GET',
    path: '/api/incidents/:number/items/*',
    params: z.object({ number: z.string().max(40), '*': z.string().max(200) }),
    query: z.object({
      /** The browser saves it. */
      download: z.literal('1').optional(),
      /** The page of the incident shows it: the audit log then says that the incident was viewed, not the item. */
      part: z.literal('incident').optional(),
    }),
    raw: { status: 200, response: 'text/plain' },
    errors: ['not-found', 'unknown-item', 'bundle-invalid', 'too-many-attempts'],
    roles: workers,
  },
  'events.listen': {
    summary:
      'Says what changes at the desk. A token of the command line receives no `incident`, which holds what people wrote; auditors receive only `devices`.',
    method: 'GET',
    path: '/api/events',
    events: {
      /** A row of the list, before and after. */
      incident: incidentEvent,
      /** The number of an incident. */
      changed: incidentNumber,
      /** The id of a request. */
      requests: z.uuid(),
      /** The id of a device. */
      devices: thumbprint,
    },
    errors: ['too-many-attempts'],
    roles: everyone,
    scope: 'requests',
  },
} as const satisfies HttpContract;
