import { unescapeOctal } from '#collector/toolkit/proc.ts';
import type { ProfileKind } from './types.ts';

/** The file system that holds a folder. */
export interface HomeMount {
  type: string;
  readOnly: boolean;
  /** `/dev/mapper/NAME`, `server:/export` …; never collected. */
  source: string;
}

const networkTypes =
  /^(?:nfs4?|cifs|smb3?|smbfs|ncpfs|9p|afs|ceph|lustre|glusterfs|fuse\.(?:sshfs|glusterfs|ceph|davfs2|rclone|s3fs))$/;
const encryptedTypes = /^(?:ecryptfs|fuse\.(?:gocryptfs|encfs|cryfs|securefs))$/;

export const isOnNetwork = (type: string): boolean => networkTypes.test(type);

/** The name of an encrypting file system, without `fuse.`, or null. */
export const encryptingType = (type: string): string | null =>
  encryptedTypes.test(type) ? type.replace('fuse.', '') : null;

/** The mount in `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that holds a folder: the one with the longest path, and the last of equals. */
export function mountOf(mountinfo: string, folder: string): HomeMount | null {
  let longest = -1;
  let found: HomeMount | null = null;
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.slice(0, 8192).split(' - ', 2);
    const [, , device, , point, options] = before.split(' ');
    const [type, source = ''] = after.split(' ');
    if (!device || !point || !options || !type) continue;
    const place = unescapeOctal(point);
    const inside = folder === place || folder.startsWith(place === '/' ? '/' : `${place}/`);
    if (!inside || place.length < longest) continue;
    longest = place.length;
    const readOnly = options.split(',').includes('ro');
    found = { type, readOnly, source: unescapeOctal(source) };
  }
  return found;
}

/** An account in `/etc/passwd` belongs to this computer; other accounts come from a directory. Null when the file was not read. */
export function accountKind(passwd: string | null, user: string): ProfileKind | null {
  if (passwd === null) return null;
  return passwd.split('\n').some((line) => line.startsWith(`${user}:`)) ? 'local' : 'directory';
}

/** `lsattr -d FOLDER`: `-------------E-e------- /home/ada`; E means that the file system encrypts the folder. */
export function folderFlag(output: string): boolean | null {
  const flags = /^([A-Za-z-]{10,40}) /.exec(output)?.[1];
  return flags === undefined ? null : flags.includes('E');
}
