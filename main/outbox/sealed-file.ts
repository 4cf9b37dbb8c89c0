import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { raise } from '#contract/errors/result.ts';
import { diskError } from '../storage/durable-file.ts';

/**
 * Looks whether the file that waits here is still the one that was sealed. It may lie for days, and what the person did
 * not agree to must not even begin to leave.
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
      'What waited here to be sent is no longer on this computer. Nothing of it was sent just now. Get help again.',
      {
        detail: file,
        cause: thrown,
      },
    );
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  raise(
    'bundle-invalid',
    'What waited here to be sent was changed on this computer after you agreed to it. So Candor did not send it. Get help again.',
    { detail: `agreed to ${sha256}, found ${found}` },
  );
}
