import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as durable from '#bundle/durable-file.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';

/**
 * Writes a private file durably, and creates its folder if needed.
 * @throws CandorError `disk-full` or `disk-failed`.
 */
export async function writeFileDurably(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await durable.writeFileDurably(file, content);
  } catch (thrown) {
    throw diskError(thrown);
  }
}

/** Explains a failed write: the person can do something about a full disk. */
export function diskError(thrown: unknown): CandorError {
  if (thrown instanceof CandorError) return thrown;
  const detail = String(thrown);
  const error = durable.isDiskFull(durable.errorCodeOf(thrown))
    ? appErrorOf(
        'disk-full',
        'The disk is full. Free some space, then try again. Nothing was sent.',
        { detail },
      )
    : appErrorOf(
        'disk-failed',
        'Candor could not write to the disk. Nothing was sent. Try again.',
        {
          detail,
        },
      );
  return new CandorError(error, { cause: thrown });
}
