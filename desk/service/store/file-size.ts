import { open, stat } from 'node:fs/promises';
import { errorCodeOf } from '#bundle/durable-file.ts';
import { rethrowDiskError } from './disk-error.ts';

/** Bytes of a file; null when there is none. */
export async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

/**
 * Bytes of a file that survive a power loss: a connection that broke leaves bytes that were written but not synced.
 * Null when there is no such file. @throws CandorError `disk-full`, `disk-failed`.
 */
export async function syncedSize(file: string): Promise<number | null> {
  try {
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return null;
    return rethrowDiskError(thrown);
  }
}
