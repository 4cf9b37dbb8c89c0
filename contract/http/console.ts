import { consoleDesk } from './console-desk.ts';
import { consoleEntry } from './console-entry.ts';
import { consoleIncidents } from './console-incidents.ts';
import { consoleRequests } from './console-requests.ts';
import type { HttpContract } from './define.ts';

/**
 * What engineers ask of the desk, in the console and by the command line. An endpoint with `roles` needs the session
 * cookie, and for changes the header `x-candor-csrf` with the session's token; one with a `scope` may instead be called
 * with `Authorization: Bearer candor_…`, an engineer's token for the command line.
 */
export const consoleApi = {
  ...consoleEntry,
  ...consoleIncidents,
  ...consoleRequests,
  ...consoleDesk,
} as const satisfies HttpContract;
export type ConsoleApi = typeof consoleApi;
