import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { raise } from '#contract/errors/result.ts';

/** `f_type` of statfs(2) on Linux for file systems on another computer. FUSE may be sshfs or any other program. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x00c36400, 'Ceph'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x0bd00bd3, 'Lustre'],
  [0x19830326, 'BeeGFS'],
  [0x65735546, 'FUSE'],
]);

interface FolderFacts {
  platform: NodeJS.Platform;
  /** The folder's mode. */
  mode: number;
  fileSystem: number;
}

const writableByOthers = 0o022;
const sticky = 0o1000;

/**
 * Why a bundle must not be written to this file; null if it may. Collecting to a file sends nothing, so the place must not
 * send it either, and no other user may be able to replace the file. Others may list the folder, because only the owner
 * can read the file itself.
 */
export function placeFault(
  file: string,
  { platform, mode, fileSystem }: FolderFacts,
): string | null {
  if (platform === 'win32') return /^[\\/]{2}/.test(file) ? 'it is on another computer' : null;
  const network = platform === 'linux' ? networkFileSystems.get(fileSystem >>> 0) : undefined;
  if (network !== undefined) return `it is on a network file system (${network})`;
  if ((mode & writableByOthers) !== 0 && (mode & sticky) === 0)
    return `others can write to its folder (mode ${(mode & 0o7777).toString(8)})`;
  return null;
}

/** @throws CandorError `invalid-arguments` */
export async function refuseUnsafePlace(
  file: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const folder = dirname(file);
  const unc = placeFault(file, { platform, mode: 0, fileSystem: 0 });
  // Checked first, because reading a folder on another computer already contacts that computer.
  const facts =
    unc === null ? await Promise.all([stat(folder), statfs(folder)]).catch(() => null) : null;
  // `writeBundleFile` reports a missing folder.
  const fault =
    unc ??
    (facts && placeFault(file, { platform, mode: facts[0].mode, fileSystem: facts[1].type }));
  if (fault !== null)
    raise(
      'invalid-arguments',
      'Candor does not collect into {file}: {fault}. Name a file in a folder of your own.',
      {
        values: { file, fault },
      },
    );
}

/**
 * Makes a private folder in Candor's data folder for what is collected until the file is written. Its name contains the
 * process id, so that the folder of a killed process can be recognised.
 */
export async function makeCollectFolder(parent: string): Promise<string> {
  await sweepCollectFolders(parent);
  const folder = join(parent, `${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes the folders whose process has ended. */
export async function sweepCollectFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = Number(/^(\d{1,10})-[0-9a-f]{12}$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: the process runs as another user.
    return (thrown as { code?: string }).code !== 'ESRCH';
  }
}
