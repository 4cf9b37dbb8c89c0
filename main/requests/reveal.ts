import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { signJws } from '#bundle/jws.ts';
import { type RequestClaims, type RevealAnswer, revealType } from '#contract/http/request.ts';
import type { DeviceKey } from '../trust/device-key.ts';

/** The person's answer to a reveal. `unknown`: this machine no longer knows what the stand-in stood for. */
export type RevealWords =
  | { answer: 'value'; value: string }
  | { answer: 'declined'; sentence: string | null }
  | { answer: 'unknown' };

/** Compact JWS of `revealAnswer`, signed by the device key; a value is sealed to `recipients`. `at` is the desk's time. */
export async function signReveal(
  { jti, reveal }: Extract<RequestClaims, { kind: 'reveal' }>,
  words: RevealWords,
  at: Date,
  key: DeviceKey,
  recipients: readonly string[],
): Promise<string> {
  const seal = async (value: string) => {
    const { sealTo } = await import('#bundle/seal.ts');
    return (await buffer(sealTo(recipients)(Readable.from([Buffer.from(value)])))).toString(
      'base64',
    );
  };
  const answer =
    words.answer === 'value' ? { answer: words.answer, sealed: await seal(words.value) } : words;
  const content: RevealAnswer = { request: jti, ...reveal, at: at.toISOString(), ...answer };
  return signJws(revealType, content, key);
}
