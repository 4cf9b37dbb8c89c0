import { sha256Hex } from '#bundle/hash.ts';
import { verifyJws } from '#bundle/jws.ts';
import { raise } from '#contract/errors/result.ts';
import { answerType, signedAnswer } from '#contract/http/device-api.ts';
import type { Policy } from '#contract/policy/policy.ts';

/**
 * Makes sure that the organisation signed this very answer to this very request.
 * @param authorization the header that the request carried.
 * @throws CandorError `desk-untrusted`.
 */
export async function verifyAnswer(
  jws: string,
  { organisation }: Policy,
  { authorization, body }: { authorization: string; body: Uint8Array },
): Promise<void> {
  try {
    const payload = await verifyJws(
      jws,
      { publicKey: organisation.publicKey, type: answerType },
      signedAnswer,
    );
    if (payload.request !== sha256Hex(Buffer.from(authorization)))
      throw new Error('it answers another request');
    if (payload.body !== sha256Hex(body)) throw new Error('it was signed over another body');
  } catch (thrown) {
    raise(
      'desk-untrusted',
      'An answer about what you sent was not signed by {organisation}, so Candor does not show it. Please tell your IT department.',
      { values: { organisation: organisation.name }, detail: String(thrown), cause: thrown },
    );
  }
}
