import { consoleRoutes } from '../../../contract/console-api.ts';
import {
  type DevicePage,
  type DeviceQuery,
  devicePage,
  type RequestPage,
  type RequestQuery,
  requestPage,
} from '../../../contract/console-lists.ts';
import type { DeskDevice, DeskRequest } from '../../../contract/console-requests.ts';
import type { ConsoleClient } from '../api/client.ts';
import { createPagedList, type PagedList } from './paged-list.ts';
import { queryText } from './query-text.ts';

export type DeviceList = PagedList<Omit<DeviceQuery, 'before'>, DeskDevice, DevicePage>;
export type RequestList = PagedList<Omit<RequestQuery, 'before'>, DeskRequest, RequestPage>;

export const createDeviceList = (client: Pick<ConsoleClient, 'read'>): DeviceList =>
  createPagedList({
    query: { view: 'all', find: '' },
    read: (query, before) => client.read(`${consoleRoutes.devices}${queryText({ ...query, before })}`, devicePage),
    rowsOf: ({ devices }) => devices,
  });

export const createRequestList = (client: Pick<ConsoleClient, 'read'>): RequestList =>
  createPagedList({
    query: { view: 'all', find: '' },
    read: (query, before) => client.read(`${consoleRoutes.requests}${queryText({ ...query, before })}`, requestPage),
    rowsOf: ({ requests }) => requests,
  });
