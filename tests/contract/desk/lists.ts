import { consoleRoutes } from '#contract/http/console-api.ts';
import {
  type DevicePage,
  devicePage,
  type IncidentPage,
  incidentPage,
  type RequestPage,
  requestPage,
} from '#contract/http/console-lists.ts';
import type { DeskDevice } from '#contract/http/console-requests.ts';
import type { Browser } from './desk.ts';

type Query = Record<string, string>;

async function read(by: Browser, route: string, query: Query): Promise<unknown> {
  const response = await by.call('GET', `${route}?${new URLSearchParams(query)}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

export const incidentsOf = async (by: Browser, query: Query = {}): Promise<IncidentPage> =>
  incidentPage.parse(await read(by, consoleRoutes.incidents, query));
export const devicePageOf = async (by: Browser, query: Query = {}): Promise<DevicePage> =>
  devicePage.parse(await read(by, consoleRoutes.devices, query));
export const devicesOf = async (by: Browser): Promise<DeskDevice[]> =>
  (await devicePageOf(by)).devices;
export const requestsOf = async (by: Browser, query: Query = {}): Promise<RequestPage> =>
  requestPage.parse(await read(by, consoleRoutes.requests, query));
