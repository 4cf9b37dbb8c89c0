import { errorCodeOf } from '#bundle/durable-file.ts';
import { type AppError, appErrorOf, CandorError } from '#contract/errors/result.ts';
import { openSealed } from '../domain/incidents/open-sealed.ts';
import { type CheckedBundle, checkBundle, requireSha256 } from '../domain/intake/check-bundle.ts';

/** One sealed file to check, and who sent it. */
export interface CheckTask {
  file: string;
  sha256: string;
  identity: string;
  sealedBytes: number;
  device: string;
  fingerprint: string;
  /** ISO 8601. */
  at: string;
}

/** `failure`: the file could not be read now. It is put in words, because an error loses its code between processes. */
export type CheckAnswer =
  | CheckedBundle
  | { problem: AppError }
  | { failure: { code: string; message: string } };

/** This file runs as a process of its own: it answers each task with one message, and ends with the desk. */
process.on('message', (task: CheckTask) => {
  void judge(task).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());

/** Everything about the bundle itself that is wrong is the sender's to hear; only the disk's failures are not. */
async function judge(task: CheckTask): Promise<CheckAnswer> {
  try {
    await requireSha256(task.file, task.sha256);
    const { bundle } = await openSealed(task.file, task.identity, task.sealedBytes);
    try {
      return await checkBundle(bundle, task);
    } finally {
      await bundle.close();
    }
  } catch (thrown) {
    if (thrown instanceof CandorError) return { problem: thrown.error };
    // Failed system calls, and they alone, carry their name; whatever else a parser threw, the bundle made it throw.
    if (typeof thrown === 'object' && thrown !== null && 'syscall' in thrown) {
      return { failure: { code: errorCodeOf(thrown), message: String(thrown) } };
    }
    return { problem: unreadableBundle(String(thrown)) };
  }
}

function unreadableBundle(detail: string): AppError {
  return appErrorOf(
    'bundle-invalid',
    'The desk cannot read this bundle. Please ask for help again.',
    { detail },
  );
}
