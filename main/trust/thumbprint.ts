import { createHash } from 'node:crypto';
import type { PublicKey } from '#contract/bundle/receipt.ts';

/**
 * A key's name, as `keyThumbprint` of the bundle room computes it: SHA-256 over the required members in alphabetical
 * order (RFC 7638, RFC 8037 appendix A.3). Written out here because it is needed when the app starts, and loading jose
 * for it would make every start slower.
 */
export function thumbprintOf({ crv, kty, x }: PublicKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
