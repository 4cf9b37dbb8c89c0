import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { encryptingType, folderFlag, type HomeMount, isOnNetwork, mountOf } from './linux.ts';
import type { Home } from './types.ts';

/** The location of the home folder; null when the system does not say. */
export async function gatherHome(
  context: CollectContext,
  folder: string,
): Promise<Home | 'denied' | null> {
  const mounts = await context.readText('/proc/self/mountinfo', 4 * 1024 * 1024);
  if (!mounts.ok) return mounts.problem === 'denied' ? 'denied' : null;
  const mount = mountOf(mounts.text, await realFolder(folder));
  if (mount === null) return null;
  const network = isOnNetwork(mount.type);
  const encryption =
    encryptingType(mount.type) ?? (network ? null : await encryptionOf(context, folder, mount));
  const unknown = network || encryption === 'unknown';
  return {
    filesystem: mount.type,
    network,
    readOnly: mount.readOnly,
    encrypted: unknown ? null : encryption !== null,
    encryption: unknown ? null : encryption,
  };
}

/** `/home` may be a link. The folder itself is not touched: if its server is gone, that would wait forever. */
async function realFolder(folder: string): Promise<string> {
  const parent = dirname(folder);
  return join(await realpath(parent).catch(() => parent), basename(folder));
}

/** Null when it is not encrypted. A file system on several disks or in memory does not name its disk. */
async function encryptionOf(
  context: CollectContext,
  folder: string,
  mount: HomeMount,
): Promise<string | null> {
  if (/^(?:ext4|f2fs|ubifs|ceph)$/.test(mount.type)) {
    const listed = await context.run('lsattr', ['-d', folder], { timeoutMs: 3000 });
    if (listed.state === 'ended' && folderFlag(listed.stdout) === true) return 'fscrypt';
  }
  const mapped = await mappedName(context, mount);
  if (mapped === null) return /^\/dev\/(?!mapper\/|dm-)/.test(mount.source) ? null : 'unknown';
  // LVM in an encrypted partition is a mapping on top of another.
  const below = await namesIn(context, `/sys/block/${mapped}/slaves`, /^dm-\d{1,5}$/);
  const uuids = await readMany(
    context,
    [mapped, ...below].map((name) => `/sys/block/${name}/dm/uuid`),
  );
  return uuids.some((uuid) => uuid.startsWith('CRYPT-')) ? 'dm-crypt' : null;
}

/** `dm-0` for `/dev/mapper/NAME`, or null when it is not mapped. */
async function mappedName(context: CollectContext, { source }: HomeMount): Promise<string | null> {
  const direct = /^\/dev\/(dm-\d{1,5})$/.exec(source)?.[1];
  if (direct !== undefined) return direct;
  if (!source.startsWith('/dev/mapper/')) return null;
  const names = await namesIn(context, '/sys/block', /^dm-\d{1,5}$/);
  const labels = await readMany(
    context,
    names.map((name) => `/sys/block/${name}/dm/name`),
  );
  return names.find((_, at) => labels[at]?.trim() === source.slice('/dev/mapper/'.length)) ?? null;
}
