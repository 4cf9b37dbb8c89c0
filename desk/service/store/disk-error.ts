import { errorCodeOf, isDiskFull } from '../../../bundle/durable-file.ts';
import { CandorError, raise } from '../../../contract/result.ts';

const failedDisk = new Set(['EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'SQLITE_IOERR', 'SQLITE_READONLY']);

/**
 * Throws again, with a failed write of a file or of the database said in words. Both are the desk's trouble and pass:
 * the sender keeps the bundle and tries again. The system's own text names the desk's folders: it goes to the log alone.
 */
export function rethrowDiskError(thrown: unknown): never {
  if (thrown instanceof CandorError) throw thrown;
  const code = errorCodeOf(thrown);
  const words = { detail: code, cause: thrown };
  if (isDiskFull(code) || code === 'SQLITE_FULL')
    raise('disk-full', "The desk's disk is full. Your support team has to free space; try again later.", words);
  // SQLite's extended codes name the step that failed: SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC …
  if (failedDisk.has(code) || code.startsWith('SQLITE_IOERR')) {
    raise('disk-failed', 'The desk cannot write to its disk. Tell your support team; try again later.', words);
  }
  throw thrown;
}
