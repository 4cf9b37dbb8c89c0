import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CandorError, raise } from '../../../contract/result.ts';

/**
 * Writes a file that only this account can read, so that it survives a crash or power loss once this resolves, and the
 * old content does before: temporary file, fsync, rename, fsync of the folder.
 */
export async function writeFileDurably(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

/** Moves a file that is already synced; afterwards the move itself survives a power loss. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
  await syncFolder(dirname(from));
}

export async function removeDurably(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(dirname(file));
}

export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Makes renames and deletions in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const failedDisk = new Set(['EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'SQLITE_IOERR', 'SQLITE_READONLY']);

/**
 * Throws again, with a failed write of a file or of the database said in words. Both are the desk's trouble and pass:
 * the sender keeps the bundle and tries again.
 */
export function rethrowDiskError(thrown: unknown): never {
  if (thrown instanceof CandorError) throw thrown;
  const code = errorCodeOf(thrown);
  const detail = String(thrown);
  if (fullDisk.has(code))
    raise('disk-full', "The desk's disk is full. Your support team has to free space; try again later.", { detail });
  // SQLite's extended codes name the step that failed: SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC …
  if (failedDisk.has(code) || code.startsWith('SQLITE_IOERR')) {
    raise('disk-failed', 'The desk cannot write to its disk. Tell your support team; try again later.', { detail });
  }
  throw thrown;
}

export function errorCodeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : '';
}
