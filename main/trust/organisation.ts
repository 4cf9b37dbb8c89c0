import { type Acceptance, acceptance } from '../../contract/device-api.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Recipient } from '../../contract/receipt.ts';
import { raise } from '../../contract/result.ts';
import { thumbprintOf } from './thumbprint.ts';

/** Who receives bundles under this policy. The fingerprint is the organisation key's thumbprint. */
export function recipientOf(policy: Policy): Recipient {
  const { organisation, desk } = policy;
  return { organisation: organisation.name, fingerprint: thumbprintOf(organisation.publicKey), desk: desk.address };
}

/**
 * Verifies the desk's acceptance against the organisation key of the policy, and nothing else: no key that the message
 * itself brings along is looked at. Whether it speaks of the right submission is the caller's question.
 * @param jws compact JWS, EdDSA.
 * @throws CandorError `desk-untrusted`.
 */
export async function verifyAcceptance(jws: string, policy: Policy): Promise<Acceptance> {
  const { compactVerify, importJWK } = await import('jose');
  try {
    const key = await importJWK({ ...policy.organisation.publicKey }, 'EdDSA');
    const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
    return acceptance.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch (thrown) {
    raise(
      'desk-untrusted',
      'The answer to your bundle was not signed by {organisation}. Candor stopped; please tell your IT department.',
      {
        values: { organisation: policy.organisation.name },
        detail: String(thrown),
        cause: thrown,
      },
    );
  }
}
