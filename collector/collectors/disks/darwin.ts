import { numberOf, profilerRowsOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { type Device, type Disks, filesystem } from './types.ts';

const byName = (devices: Device[]): Device[] => [
  ...new Map(devices.map((device) => [device.name, device])).values(),
];

/** `system_profiler -json SPStorageDataType`: one entry for each volume, with its disk inside. */
export function darwinDisks(storage: string): Disks {
  const rows = profilerRowsOf(storage, 'SPStorageDataType');
  const writable = (value: unknown): boolean | null =>
    value === 'no' ? true : value === 'yes' ? false : null;
  const devices = rows.flatMap((row): Device[] => {
    const drive = rowOf(row.physical_drive);
    const name = textOf(drive.device_name);
    if (name === null) return [];
    const medium = textOf(drive.medium_type);
    return [
      {
        name,
        model: name,
        sizeBytes: numberOf(row.size_in_bytes) ?? 0,
        medium: medium === 'ssd' ? 'solid state' : medium === 'rotational' ? 'rotating' : null,
        connection: textOf(drive.protocol)?.toLowerCase() ?? null,
        removable:
          drive.is_internal_disk === 'yes' ? false : drive.is_internal_disk === 'no' ? true : null,
        readOnly: null,
        health: textOf(drive.smart_status),
      },
    ];
  });
  return {
    filesystems: rows.flatMap((row) =>
      filesystem(
        textOf(row.mount_point),
        row.file_system,
        row.size_in_bytes,
        row.free_space_in_bytes,
        writable(row.writable),
      ),
    ),
    devices: byName(devices),
  };
}
