import { numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type Device, type Disks, filesystem, type Mount } from './types.ts';

/** `{ networkDrives: HKCU\\Network, mappings: Get-SmbMapping }`: drives by their letter, without their targets, which may name a person. */
export function win32NetworkDrives(answer: unknown): Mount[] {
  const parts = rowOf(answer);
  const found = new Map<string, Mount>();
  for (const row of [...rowsOf(parts.networkDrives ?? []), ...rowsOf(parts.mappings ?? [])].slice(
    0,
    500,
  )) {
    const mount = /^[A-Za-z]:$/.exec(textOf(row.Letter) ?? '')?.[0].toUpperCase();
    // Windows remembers it, but it is not connected.
    if (mount !== undefined)
      found.set(mount, {
        mount,
        type: 'smb',
        readOnly: null,
        state: textOf(row.State) ?? 'not connected',
      });
  }
  return [...found.values()];
}

/** `answer`: `{ volumes: Win32_LogicalDisk[], disks: Get-PhysicalDisk[] }`. */
export function win32Disks(answer: unknown): Disks {
  const parts = rowOf(answer);
  const medium = (value: unknown): string | null =>
    value === 'SSD' ? 'solid state' : value === 'HDD' ? 'rotating' : null;
  return {
    filesystems: rowsOf(parts.volumes).flatMap((row) =>
      filesystem(textOf(row.DeviceID), row.FileSystem, row.Size, row.FreeSpace, null),
    ),
    devices: rowsOf(parts.disks).flatMap((row): Device[] => {
      const name = textOf(row.FriendlyName);
      if (name === null) return [];
      const connection = textOf(row.BusType)?.toLowerCase() ?? null;
      return [
        {
          name,
          model: name,
          sizeBytes: numberOf(row.Size) ?? 0,
          medium: medium(row.MediaType),
          connection,
          removable: connection === 'usb' ? true : null,
          readOnly: null,
          health: textOf(row.HealthStatus),
        },
      ];
    }),
  };
}
