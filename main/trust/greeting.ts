import { verifyJws } from '#bundle/jws.ts';
import type { PublicKey } from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import { deskGreeting, greetingType } from '#contract/http/device-api.ts';

/**
 * Verifies the desk's answer to a nonce: it proves that the desk holds the organisation's key now, at the address that IT
 * set, and names the desk's time and the newest version.
 * @returns `at`: milliseconds since 1970, by the desk's clock at the moment of signing.
 * @throws CandorError `desk-untrusted`.
 */
export async function verifyGreeting(
  jws: string,
  expected: {
    publicKey: PublicKey;
    fingerprint: string;
    organisation: string;
    address: string;
    nonce: string;
  },
): Promise<{ at: number; version: string }> {
  try {
    const payload = await verifyJws(
      jws,
      { publicKey: expected.publicKey, type: greetingType },
      deskGreeting,
    );
    if (payload.nonce !== expected.nonce) throw new Error('it answers another nonce');
    if (payload.fingerprint !== expected.fingerprint)
      throw new Error(`fingerprint ${payload.fingerprint}`);
    if (new URL(payload.address).origin !== new URL(expected.address).origin)
      throw new Error(`address ${payload.address}`);
    return { at: Date.parse(payload.at), version: payload.version };
  } catch (thrown) {
    raise(
      'desk-untrusted',
      'The server at {address} could not prove that it belongs to {organisation}. Candor ignores it. Please tell your IT department.',
      {
        values: { address: expected.address, organisation: expected.organisation },
        detail: String(thrown),
        cause: thrown,
      },
    );
  }
}
