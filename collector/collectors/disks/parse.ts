import type { ShapedItem } from '../../../contract/item-shapes.ts';
import { numberOf, profilerRowsOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Mount {
  mount: string;
  type: string;
  readOnly: boolean | null;
  /** Of a network drive, in the system's own English word: `OK`, `Disconnected` … */
  state?: string | null;
}

export type Filesystem = ShapedItem<'disks/filesystems.json'>['filesystems'][number] & {
  inodes: { total: number; free: number } | null;
};

export interface Device {
  name: string;
  model: string | null;
  sizeBytes: number;
  /** `solid state`, `rotating`, or null when the system does not say. */
  medium: string | null;
  /** `nvme`, `usb`, `sata`, `virtio` … */
  connection: string | null;
  removable: boolean | null;
  readOnly: boolean | null;
  health: string | null;
}

const localTypes = /^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|nilfs2|vfat|exfat|ntfs3?|fuseblk|hfsplus|apfs|overlay)$/;
const networkTypes = /^(nfs4?|cifs|smb3?|9p|ceph|glusterfs|lustre|afs|fuse\.(sshfs|s3fs|rclone|gvfsd-fuse|davfs2|glusterfs))$/;
/** Places in memory where a full file system stops programs. Others of this kind are small and made for one purpose. */
const memoryMounts = new Set(['/', '/tmp', '/run', '/dev/shm', '/var/tmp']);

/**
 * The mounts in `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that hold files, each file system once. Network mounts
 * stand apart: measuring one whose server is lost hangs for ever. Images that are full by nature (squashfs, iso9660)
 * are left out.
 */
export function mountsOf(mountinfo: string): { local: Mount[]; network: Mount[] } {
  const local = new Map<string, Mount>();
  const network = new Map<string, Mount>();
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , device, , point, options] = before.split(' ');
    const type = after.split(' ')[0] ?? '';
    if (!device || !point || !options) continue;
    const mount = unescapeOctal(point);
    const found: Mount = { mount, type, readOnly: options.split(',').includes('ro') };
    if (networkTypes.test(type)) network.set(mount, found);
    // What is mounted over another in the same place hides it.
    for (const [key, hidden] of local) if (hidden.mount === mount) local.delete(key);
    const measured = localTypes.test(type) || (type === 'tmpfs' && memoryMounts.has(mount));
    const other = local.get(device);
    // The same file system bound to several places: the shortest path is where it really is.
    if (measured && (!other || mount.length < other.mount.length)) local.set(device, found);
  }
  return { local: [...local.values()].slice(0, 500), network: [...network.values()].slice(0, 500) };
}

/** mountinfo writes space, tab, newline and backslash as three octal digits. */
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** Contents of the files in `/sys/block/NAME`; `link` is where the entry points. */
interface LinuxDeviceFiles {
  name: string;
  link: string;
  sectors?: string | undefined;
  rotational?: string | undefined;
  removable?: string | undefined;
  readOnly?: string | undefined;
  model?: string | undefined;
  vendor?: string | undefined;
}

/** Null for what is no disk: loop devices, memory disks, and anything without a size. */
export function linuxDevice(files: LinuxDeviceFiles): Device | null {
  const sectors = numberOf(files.sectors?.trim());
  if (sectors === null || sectors === 0 || /^(loop|ram|zram|dm-|md)\d*/.test(files.name)) return null;
  const flag = (text: string | undefined): boolean | null => (text?.trim() === '1' ? true : text?.trim() === '0' ? false : null);
  const connection = /\/(nvme|usb|virtio|mmc|ata|scsi|xen)/.exec(files.link)?.[1]?.replace('ata', 'sata') ?? null;
  // The kernel takes every disk to turn until its driver says otherwise, which those of virtual machines and sticks never do.
  const told = connection === 'sata' || connection === 'scsi' || flag(files.rotational) === false;
  const rotating = told ? flag(files.rotational) : null;
  // sysfs counts in sectors of 512 bytes whatever the disk's own sector size is.
  const sizeBytes = sectors * 512;
  return {
    name: files.name,
    model: textOf([textOf(files.vendor), textOf(files.model)].filter((part) => part !== null && !/^0x/.test(part)).join(' ')),
    sizeBytes,
    medium: rotating === null ? null : rotating ? 'rotating' : 'solid state',
    connection,
    removable: flag(files.removable),
    readOnly: flag(files.readOnly),
    health: null,
  };
}

interface Disks {
  filesystems: Filesystem[];
  devices: Device[];
}

function filesystem(mount: string | null, type: unknown, size: unknown, free: unknown, readOnly: boolean | null): Filesystem[] {
  const sizeBytes = numberOf(size);
  const availableBytes = numberOf(free);
  if (mount === null || sizeBytes === null || availableBytes === null || sizeBytes === 0) return [];
  const usedBytes = Math.max(0, sizeBytes - availableBytes);
  return [{ mount, type: textOf(type) ?? 'unknown', sizeBytes, usedBytes, availableBytes, readOnly, inodes: null }];
}

const byName = (devices: Device[]): Device[] => [...new Map(devices.map((device) => [device.name, device])).values()];

/** `system_profiler -json SPStorageDataType`: one entry for each volume, with its disk inside. */
export function darwinDisks(storage: string): Disks {
  const rows = profilerRowsOf(storage, 'SPStorageDataType');
  const writable = (value: unknown): boolean | null => (value === 'no' ? true : value === 'yes' ? false : null);
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
        removable: drive.is_internal_disk === 'yes' ? false : drive.is_internal_disk === 'no' ? true : null,
        readOnly: null,
        health: textOf(drive.smart_status),
      },
    ];
  });
  return {
    filesystems: rows.flatMap((row) =>
      filesystem(textOf(row.mount_point), row.file_system, row.size_in_bytes, row.free_space_in_bytes, writable(row.writable)),
    ),
    devices: byName(devices),
  };
}

/** `{ networkDrives: HKCU\\Network, mappings: Get-SmbMapping }`: drives by their letter; where they lead may name a person. */
export function win32NetworkDrives(answer: unknown): Mount[] {
  const parts = rowOf(answer);
  const found = new Map<string, Mount>();
  for (const row of [...rowsOf(parts.networkDrives ?? []), ...rowsOf(parts.mappings ?? [])].slice(0, 500)) {
    const mount = /^[A-Za-z]:$/.exec(textOf(row.Letter) ?? '')?.[0].toUpperCase();
    // Remembered, but not in the list of what is connected.
    if (mount !== undefined)
      found.set(mount, { mount, type: 'smb', readOnly: null, state: textOf(row.State) ?? 'not connected' });
  }
  return [...found.values()];
}

/** `answer`: `{ volumes: Win32_LogicalDisk[], disks: Get-PhysicalDisk[] }`. */
export function win32Disks(answer: unknown): Disks {
  const parts = rowOf(answer);
  const medium = (value: unknown): string | null => (value === 'SSD' ? 'solid state' : value === 'HDD' ? 'rotating' : null);
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
