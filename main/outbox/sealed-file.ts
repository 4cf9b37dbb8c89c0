import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { raise } from '#contract/errors/result.ts';
import { diskError } from '../storage/durable-file.ts';

/**
 * Makes sure that the waiting file is still the one that was sealed. It may wait for days, and not one byte may be sent
 * that the person did not agree to.
 * @throws CandorError `bundle-invalid`: sending it, now or again, cannot help; `disk-failed`; or the signal's reason.
 */
export async function proveSealed(
  file: string,
  sha256: string,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    if ((thrown as { code?: string }).code !== 'ENOENT') throw diskError(thrown);
    raise(
      'bundle-invalid',
      'The bundle that was waiting to be sent is no longer on this computer. Nothing was sent this time. Get help again.',
      {
        detail: file,
        cause: thrown,
      },
    );
  }
  const actual = hash.digest('hex');
  if (actual === sha256) return;
  raise(
    'bundle-invalid',
    'The bundle that was waiting to be sent was changed on this computer after you agreed to it, so Candor did not send it. Get help again.',
    { detail: `agreed to ${sha256}, found ${actual}` },
  );
}
