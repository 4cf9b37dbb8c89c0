import type { HttpContract } from './define.ts';
import { deskEndpoints } from './desk-endpoints.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { incidentEndpoints } from './incident-endpoints.ts';
import { requestEndpoints } from './request-endpoints.ts';

/**
 * The API of the console and the command line. An endpoint with `roles` needs the session cookie
 * and, for changes, the header `x-candor-csrf` with the session's token. An endpoint with a `scope`
 * also accepts `Authorization: Bearer candor_…`, an engineer's token for the command line.
 */
export const consoleApi = {
  ...entryEndpoints,
  ...incidentEndpoints,
  ...requestEndpoints,
  ...deskEndpoints,
} as const satisfies HttpContract;
export type ConsoleApi = typeof consoleApi;
