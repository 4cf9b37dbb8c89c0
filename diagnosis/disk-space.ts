import type { Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { formatBytes, formatPercent, shorten } from './format-units.ts';

const item = 'disks/filesystems.json';
type Filesystem = ShapedItem<typeof item>['filesystems'][number];
type Place = { filesystem: Filesystem; index: number; severity: 'critical' | 'warning' };

const gigabyte = 1e9;
/**
 * Both limits must be reached. The percentages are those of the Prometheus node mixin
 * (NodeFilesystemAlmostOutOfSpace: 5 % and 3 %); alone they would call 120 free GB of a 4 TB disk
 * critical. A Windows feature update needs 20 GB; below 5 GB a swap file, a mail database or a
 * browser cache of the usual size no longer fits.
 */
const limits = [
  { severity: 'critical', share: 0.03, bytes: 5 * gigabyte },
  { severity: 'warning', share: 0.05, bytes: 20 * gigabyte },
] as const;

/** Images that are always full, and kernel file systems that hold no data. */
const neverFull =
  /^(squashfs|erofs|cramfs|romfs|iso9660|udf|cd9660|cddafs|devfs|devtmpfs|proc|procfs|sysfs|autofs|efivarfs|ramfs|cgroup2?|fuse\.(snapfuse|squashfuse|portal|gvfsd-fuse)|nullfs|hugetlbfs|tracefs|debugfs|bpf)$/i;
const onNetwork =
  /^(nfs4?|cifs|smbfs|smb3|afpfs|webdav|davfs|ceph|glusterfs|9p|fuse\.(sshfs|glusterfs|ceph|rclone|davfs2?))$/i;

/**
 * `/run/lock` and similar file systems have 5 MB to 100 MB by design; a tmpfs that programs use for
 * their files is larger.
 */
const smallTmpfsBytes = 256 * 1024 * 1024;

/** More findings would hide the others; the last one says how many more there are. */
const findingsCap = 20;

export const diskSpace: Analyzer<typeof item> = {
  id: 'disk-space',
  reads: [item],
  analyze(items) {
    const { filesystems } = items[item];
    if (filesystems.length === 0) throw new Error(`${item} names no file system`);
    const full = distinct(filesystems).flatMap(({ filesystem, index }): Place[] => {
      const severity = severityOf(filesystem);
      return severity ? [{ filesystem, index, severity }] : [];
    });
    full.sort((a, b) => a.filesystem.availableBytes - b.filesystem.availableBytes);
    const findings = full.slice(0, findingsCap).map(findingOf);
    const last = full[findingsCap];
    if (last) findings.push(more(full.length - findingsCap, last));
    return findings;
  },
};

/**
 * Free space is compared with all space that programs can ever use, as `df` does: the part reserved
 * for root is not included.
 */
function severityOf({ availableBytes, usedBytes }: Filesystem): Place['severity'] | null {
  const usable = usedBytes + availableBytes;
  if (usable === 0) return null;
  return (
    limits.find(({ share, bytes }) => availableBytes / usable < share && availableBytes < bytes)
      ?.severity ?? null
  );
}

/**
 * Each real file system once. Overlays, bind mounts and the volumes of one APFS container repeat
 * the size and free bytes of the file system below them; two different disks never have exactly the
 * same values, unless both are full.
 */
function distinct(filesystems: readonly Filesystem[]): { filesystem: Filesystem; index: number }[] {
  const bySpace = new Map<string, { filesystem: Filesystem; index: number }>();
  for (const [index, filesystem] of filesystems.entries()) {
    const { type, sizeBytes, usedBytes, availableBytes, readOnly } = filesystem;
    if (readOnly === true || sizeBytes === 0 || neverFull.test(type)) continue;
    if (type === 'tmpfs' && sizeBytes < smallTmpfsBytes) continue;
    const key =
      availableBytes === 0
        ? `${sizeBytes} full with ${usedBytes}`
        : `${sizeBytes} ${availableBytes}`;
    const known = bySpace.get(key);
    if (!known || rank(filesystem) < rank(known.filesystem))
      bySpace.set(key, { filesystem, index });
  }
  return [...bySpace.values()];
}

/** The name to show: the system's own disk rather than a mount deep in the tree or an overlay. */
const rank = ({ mount, type }: Filesystem): number =>
  mount.length + (type === 'overlay' && mount !== '/' ? 10_000 : 0);

function findingOf({ filesystem, index, severity }: Place): Finding {
  const { mount, type, availableBytes, usedBytes } = filesystem;
  const remote = onNetwork.test(type);
  const values = {
    mount: shorten(mount),
    free: formatBytes(availableBytes),
    share: formatPercent(availableBytes, usedBytes + availableBytes),
  };
  return {
    analyzer: diskSpace.id,
    severity,
    cause: remote ? 'infrastructure' : 'client environment',
    title:
      severity === 'critical'
        ? {
            message: 'The disk {mount} is full: only {free} left',
            values: { mount: values.mount, free: values.free },
          }
        : { message: 'The disk {mount} is nearly full', values: { mount: values.mount } },
    explanation: {
      message:
        severity === 'critical'
          ? 'Only {free} ({share}) is left on {mount}. Programs that need to save something there fail, often without saying why.'
          : 'Only {free} ({share}) is left on {mount}. Updates and large files may no longer fit.',
      values,
    },
    nextStep: remote
      ? {
          message:
            'Ask the team that runs the file server to free some space, or to make this share larger.',
        }
      : {
          message:
            'Empty the trash and the downloads folder, or move large files elsewhere. Then try again what did not work.',
        },
    evidence: [
      {
        item,
        pointer: jsonPointer('filesystems', index, 'availableBytes'),
        line: null,
        quote: shorten(
          `${mount} (${type}): availableBytes ${availableBytes}, usedBytes ${usedBytes}`,
          500,
        ),
      },
    ],
  };
}

function more(count: number, first: Place): Finding {
  return {
    ...findingOf(first),
    title: { message: '{count} more disks are nearly full', values: { count } },
    explanation: {
      message: 'Only the {shown} fullest disks are listed one by one.',
      values: { shown: findingsCap },
    },
    nextStep: { message: 'Read the list of file systems in the evidence.' },
  };
}
