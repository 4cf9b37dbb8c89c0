import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appErrorOf, CandorError } from '../contract/result.ts';

/**
 * Writes a private file so that after it resolves the new content survives a crash or power loss, and before that the
 * old content does: temporary file, fsync, rename, fsync of the folder.
 * @throws CandorError `disk-full` or `disk-failed`.
 */
export async function writeFileDurably(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'w', 0o600);
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
    throw diskError(thrown);
  }
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

/** A failed write in words that help: a full disk is something that the person can mend. */
export function diskError(thrown: unknown): CandorError {
  if (thrown instanceof CandorError) return thrown;
  const code = (thrown as { code?: string } | null)?.code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const error = full
    ? appErrorOf('disk-full', 'The disk is full. Free some space, then try again. Nothing was sent.', { detail: String(thrown) })
    : appErrorOf('disk-failed', 'The disk could not be written. Try again; nothing was sent.', { detail: String(thrown) });
  return new CandorError(error, { cause: thrown });
}
