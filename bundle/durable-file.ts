import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file that only this account can read. After a crash or power loss, the new content
 * exists if this has resolved, and the old content otherwise: temporary file, fsync, rename, fsync
 * of the folder.
 *
 * Others may be able to write to the folder. So the temporary name cannot be guessed, and the file
 * must be new (`wx` is O_EXCL, which does not follow links either): no one can have put a file or
 * link there first.
 */
export async function writeFileDurably(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {});
    throw thrown;
  }
}

const unfinishedName = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.new$/;
/** Milliseconds. Younger files may belong to a process that is writing them now. */
const unfinishedAgeMs = 60_000;

/** Removes what an interrupted `writeFileDurably` left in a folder and all folders below it. */
export async function removeUnfinished(folder: string, now = Date.now()): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !unfinishedName.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const written = await stat(file).catch(() => null);
    if (written && now - written.mtimeMs > unfinishedAgeMs) await rm(file, { force: true });
  }
}

/** Moves a file that is already synced; after that, the move survives a power loss. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  // The new name first: a power loss in between may leave the file with both names, but never
  // without a name.
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

/**
 * Makes renames and deletions in a folder durable. Windows has no such call and does not need one.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The error code of the system or the database, such as `ENOSPC`; empty without one. */
export function errorCodeOf(thrown: unknown): string {
  const code =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : '';
}

export const isDiskFull = (code: string): boolean => code === 'ENOSPC' || code === 'EDQUOT';
