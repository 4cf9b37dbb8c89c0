import type { HttpContract } from './define.ts';
import { deskEndpoints } from './desk-endpoints.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { incidentEndpoints } from './incident-endpoints.ts';
import { requestEndpoints } from './request-endpoints.ts';

/**
 * What engineers ask of the desk, in the console and by the command line. An endpoint with `roles` needs the session
 * cookie, and for changes the header `x-candor-csrf` with the session's token; one with a `scope` may instead be called
 * with `Authorization: Bearer candor_…`, an engineer's token for the command line.
 */
export const consoleApi = {
  ...entryEndpoints,
  ...incidentEndpoints,
  ...requestEndpoints,
  ...deskEndpoints,
} as const satisfies HttpContract;
export type ConsoleApi = typeof consoleApi;
