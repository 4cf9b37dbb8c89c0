import type { z } from 'zod';
import { verifyJws } from '#bundle/jws.ts';
import type { Recipient } from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import {
  type Acceptance,
  acceptance,
  acceptanceType,
  type Withdrawal,
  withdrawal,
  withdrawalType,
} from '#contract/http/device-api.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { thumbprintOf } from './thumbprint.ts';

/** Who receives bundles under this policy. The fingerprint is the organisation key's thumbprint. */
export function recipientOf(policy: Policy): Recipient {
  const { organisation, desk } = policy;
  return {
    organisation: organisation.name,
    fingerprint: thumbprintOf(organisation.publicKey),
    desk: desk.address,
  };
}

/**
 * Verifies the desk's acceptance against the policy's organisation key alone; keys inside the message are ignored. The
 * caller checks that it is about the right submission.
 * @param jws compact JWS, EdDSA.
 * @throws CandorError `desk-untrusted`.
 */
export function verifyAcceptance(jws: string, policy: Policy): Promise<Acceptance> {
  return verified(
    jws,
    policy,
    acceptanceType,
    acceptance,
    'The answer to your bundle was not signed by {organisation}. Candor stopped. Please tell your IT department.',
  );
}

/**
 * Verifies the desk's confirmation that a bundle, and everything read from it, is deleted.
 * @throws CandorError `desk-untrusted`.
 */
export function verifyWithdrawal(jws: string, policy: Policy): Promise<Withdrawal> {
  return verified(
    jws,
    policy,
    withdrawalType,
    withdrawal,
    'The confirmation that your bundle was deleted was not signed by {organisation}, so Candor does not count it. Please tell your IT department.',
  );
}

async function verified<T extends z.ZodType>(
  jws: string,
  { organisation }: Policy,
  type: string,
  schema: T,
  problem: string,
): Promise<z.infer<T>> {
  try {
    return await verifyJws(jws, { publicKey: organisation.publicKey, type }, schema);
  } catch (thrown) {
    raise('desk-untrusted', problem, {
      values: { organisation: organisation.name },
      detail: String(thrown),
      cause: thrown,
    });
  }
}
