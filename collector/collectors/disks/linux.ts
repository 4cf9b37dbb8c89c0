import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { unescapeOctal } from '#collector/toolkit/proc.ts';
import type { Device, Mount } from './types.ts';

const localTypes =
  /^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|nilfs2|vfat|exfat|ntfs3?|fuseblk|hfsplus|apfs|overlay)$/;

const networkTypes =
  /^(nfs4?|cifs|smb3?|9p|ceph|glusterfs|lustre|afs|fuse\.(sshfs|s3fs|rclone|gvfsd-fuse|davfs2|glusterfs))$/;

/** File systems in memory that stop programs when they are full. The others are small and have one purpose. */
const memoryMounts = new Set(['/', '/tmp', '/run', '/dev/shm', '/var/tmp']);

/**
 * The mounts in `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that hold files, each file system once. Network mounts are
 * separate, because measuring one hangs forever when its server is gone. Images that are always full (squashfs, iso9660)
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
    // A later mount hides an earlier one in the same place.
    for (const [key, hidden] of local) if (hidden.mount === mount) local.delete(key);
    const measured = localTypes.test(type) || (type === 'tmpfs' && memoryMounts.has(mount));
    const other = local.get(device);
    // A file system may be bound to several places; the shortest path is its real one.
    if (measured && (!other || mount.length < other.mount.length)) local.set(device, found);
  }
  return { local: [...local.values()].slice(0, 500), network: [...network.values()].slice(0, 500) };
}

/** Contents of the files in `/sys/block/NAME`; `link` is the entry's target. */
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

/** Null for everything that is not a disk: loop devices, memory disks, and anything without a size. */
export function linuxDevice(files: LinuxDeviceFiles): Device | null {
  const sectors = numberOf(files.sectors?.trim());
  if (sectors === null || sectors === 0 || /^(loop|ram|zram|dm-|md)\d*/.test(files.name))
    return null;
  const flag = (text: string | undefined): boolean | null =>
    text?.trim() === '1' ? true : text?.trim() === '0' ? false : null;
  const connection =
    /\/(nvme|usb|virtio|mmc|ata|scsi|xen)/.exec(files.link)?.[1]?.replace('ata', 'sata') ?? null;
  // The kernel assumes that a disk rotates until its driver says otherwise; drivers of virtual machines and USB sticks never do.
  const reliable =
    connection === 'sata' || connection === 'scsi' || flag(files.rotational) === false;
  const rotating = reliable ? flag(files.rotational) : null;
  // sysfs counts in sectors of 512 bytes, whatever the disk's sector size is.
  const sizeBytes = sectors * 512;
  return {
    name: files.name,
    model: textOf(
      [textOf(files.vendor), textOf(files.model)]
        .filter((part) => part !== null && !/^0x/.test(part))
        .join(' '),
    ),
    sizeBytes,
    medium: rotating === null ? null : rotating ? 'rotating' : 'solid state',
    connection,
    removable: flag(files.removable),
    readOnly: flag(files.readOnly),
    health: null,
  };
}
