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

// Any text: a value that is not an incident number is not found, like a number that does not exist.
const params = z.object({ number: z.string().max(100) });

/** Incidents, the work on them, and their changes. */
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
    summary: 'Returns one incident.',
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
    summary: 'Assigns an incident to an engineer, or to no one. 409 when a colleague was faster.',
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
    summary: 'Deletes an incident and everything that was read from its bundle.',
    method: 'POST',
    path: '/api/incidents/:number/deletion',
    params,
    body: deletion,
    errors: ['not-found'],
    roles: leads,
  },
  'incidents.assignees': {
    summary: 'Lists the engineers to whom an incident can be assigned.',
    method: 'GET',
    path: '/api/assignees',
    response: z.array(assignee).max(100_000),
    roles: workers,
  },
  'items.read': {
    summary:
      'Returns the exact bytes of an item or a document of the bundle: plain text or a PNG picture, whole or the part that a `Range` header names.',
    method: 'GET',
    path: '/api/incidents/:number/items/*',
    params: z.object({ number: z.string().max(40), '*': z.string().max(200) }),
    query: z.object({
      /** The browser saves it as a file. */
      download: z.literal('1').optional(),
      /**
       * The incident page shows it: the audit log then records a view of the incident, not of the
       * item.
       */
      part: z.literal('incident').optional(),
    }),
    raw: { status: 200, response: 'text/plain' },
    errors: ['not-found', 'unknown-item', 'bundle-invalid', 'too-many-attempts'],
    roles: workers,
  },
  'events.listen': {
    summary:
      'Streams changes at the desk. A command-line token receives no `incident` events, which contain people’s words; auditors receive only `devices`.',
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
