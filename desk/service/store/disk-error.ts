import { statfs } from 'node:fs/promises';
import { errorCodeOf, isDiskFull } from '#bundle/durable-file.ts';
import { CandorError, raise } from '#contract/errors/result.ts';

const failedDisk = new Set([
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
]);

function diskTrouble(thrown: unknown): 'disk-full' | 'disk-failed' | null {
  const code = errorCodeOf(thrown);
  if (isDiskFull(code) || code === 'SQLITE_FULL') return 'disk-full';
  // SQLite's extended codes name the step that failed: SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC …
  return failedDisk.has(code) ||
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_CANTOPEN')
    ? 'disk-failed'
    : null;
}

/**
 * Rethrows an error, with a clear message when writing a file or the database failed. Both are temporary faults of the desk:
 * the sender keeps the bundle and tries again. The system's own text names the desk's folders: it goes to the log alone.
 */
export function rethrowDiskError(thrown: unknown): never {
  if (thrown instanceof CandorError) throw thrown;
  const words = { detail: errorCodeOf(thrown), cause: thrown };
  const trouble = diskTrouble(thrown);
  if (trouble === 'disk-full') {
    raise(
      trouble,
      "The desk's disk is full. Your support team has to free space; try again later.",
      words,
    );
  }
  if (trouble === 'disk-failed') {
    raise(
      trouble,
      'The desk cannot write to its disk. Tell your support team; try again later.',
      words,
    );
  }
  throw thrown;
}

/** Bytes below which a failed write is taken for want of room: SQLite calls it an I/O error when its shared memory does not fit. */
const nearlyFull = 256 * 1024;

/** The same for the person who starts the desk, who may know where its data is. */
export async function rethrowStartError(thrown: unknown, folder: string): Promise<never> {
  const trouble = thrown instanceof CandorError ? null : diskTrouble(thrown);
  if (trouble === null) throw thrown;
  const words = { values: { folder }, detail: String(thrown), cause: thrown };
  const { bavail, bsize } = await statfs(folder).catch(() => ({
    bavail: Number.POSITIVE_INFINITY,
    bsize: 1,
  }));
  if (trouble === 'disk-full' || bavail * bsize < nearlyFull) {
    raise(
      'disk-full',
      'The disk that holds {folder} is full. Free some space, then start the desk again.',
      words,
    );
  }
  raise(
    'disk-failed',
    'The desk cannot write to {folder}. Check the disk and who may write there, then start again.',
    words,
  );
}
