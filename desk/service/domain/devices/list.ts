import { type DevicePage, type DeviceQuery, pageSize } from '#contract/http/console-lists.ts';
import type { DeskDevice } from '#contract/http/console-requests.ts';
import type { Context } from '#desk/service/context.ts';
import { cursorText, parseCursor } from '#desk/service/store/cursor.ts';
import { countDevices, listDevices } from '#desk/service/store/device-list.ts';
import type { Device } from '#desk/service/store/devices.ts';
import { describeDevice, requireDevice } from './devices.ts';

type Parts = Pick<Context, 'database' | 'streams' | 'sightings'>;

/** Last seen first, as the database knows it; what was seen since the last writing shows when it is written. */
export async function devicePageOf(
  context: Parts,
  { view, find, before }: DeviceQuery,
): Promise<DevicePage> {
  const { database } = context;
  const after = before === undefined ? null : parseCursor(before);
  const { devices, total } = await listDevices(
    database,
    { view, find },
    { after, limit: pageSize + 1 },
  );
  const last = devices.length > pageSize ? devices[pageSize - 1] : undefined;
  return {
    devices: devices.slice(0, pageSize).map((device) => shown(context, device)),
    total,
    counts: await countDevices(database),
    next: last ? cursorText({ at: last.seenAt, id: last.id }) : null,
  };
}

/** @throws CandorError `not-found`. */
export async function deviceOf(context: Parts, id: string): Promise<DeskDevice> {
  return shown(context, await requireDevice(context.database, id));
}

const shown = ({ streams, sightings }: Parts, device: Device): DeskDevice =>
  describeDevice(device, { connected: streams.has(device.id), seenAt: sightings.last(device.id) });
