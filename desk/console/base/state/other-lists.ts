import type {
  DevicePage,
  DeviceQuery,
  RequestPage,
  RequestQuery,
} from '#contract/http/console-lists.ts';
import type { DeskDevice, DeskRequest } from '#contract/http/console-requests.ts';
import type { ConsoleClient } from '../api/client.ts';
import { createPagedList, type PagedList } from './paged-list.ts';

export type DeviceList = PagedList<Omit<DeviceQuery, 'before'>, DeskDevice, DevicePage>;
export type RequestList = PagedList<Omit<RequestQuery, 'before'>, DeskRequest, RequestPage>;

export const createDeviceList = (client: Pick<ConsoleClient, 'call'>): DeviceList =>
  createPagedList({
    query: { view: 'all', find: '' },
    read: (query, before) =>
      client.call('devices.list', { query: { ...query, before: before ?? undefined } }),
    rowsOf: ({ devices }) => devices,
  });

export const createRequestList = (client: Pick<ConsoleClient, 'call'>): RequestList =>
  createPagedList({
    query: { view: 'all', find: '' },
    read: (query, before) =>
      client.call('requests.list', { query: { ...query, before: before ?? undefined } }),
    rowsOf: ({ requests }) => requests,
  });
