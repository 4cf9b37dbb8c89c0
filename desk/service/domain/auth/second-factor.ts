import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { raise } from '#contract/errors/result.ts';
import type { OfferedFactor } from '#contract/http/console-people.ts';
import type { Database } from '#desk/service/store/database.ts';
import type { Credentials } from '#desk/service/store/engineers.ts';
import {
  decryptFactor,
  findFactorOffer,
  replaceRecoveryCodes,
  saveFactorOffer,
  setFactor,
  spendFactorStep,
  spendRecoveryCode,
} from '#desk/service/store/second-factors.ts';
import { hashSecret } from './secrets.ts';

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, 30 s. One step of clock difference either way. */
const periodSeconds = 30;
const totp = (base32: string, label = '', issuer = '') =>
  new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: Secret.fromBase32(base32),
  });

const recoveryCount = 10;
/** 24^10 codes, 45 bits each; as the phone's codes, without look-alikes. */
const recoveryAlphabet = 'ACDEFGHJKMNPQRTVWXY34679';
const recoveryLength = 10;

type Factor = Pick<Credentials, 'id' | 'factor'>;

/** Makes a secret and stores it with the account, without effect until `proveFactor`. */
export async function offerFactor(
  database: Database,
  key: Uint8Array,
  { id, name, organisation }: { id: string; name: string; organisation: string },
): Promise<OfferedFactor> {
  const secret = new Secret({ size: 20 }).base32;
  await saveFactorOffer(database, key, id, secret);
  return { secret, uri: totp(secret, name, `${organisation} Candor desk`).toString() };
}

/**
 * Puts the offered secret into force when a code of it is shown.
 * @returns the recovery codes, which exist nowhere else.
 * @throws CandorError `invalid-arguments` for a wrong code, `conflict` when nothing was offered.
 */
export async function proveFactor(
  database: Database,
  key: Uint8Array,
  id: string,
  code: string,
  now: Date,
): Promise<string[]> {
  const offer = await findFactorOffer(database, id);
  if (offer === null)
    raise('conflict', 'Begin again: the secret that was shown is no longer good.');
  const step = stepOf(decryptFactor(key, id, offer), code, now);
  if (step === null) {
    raise(
      'invalid-arguments',
      'This code is not right. Check that the clock of your phone is right, then enter the newest code.',
    );
  }
  const codes = Array.from({ length: recoveryCount }, makeRecoveryCode);
  await setFactor(database, id, offer, step);
  await replaceRecoveryCodes(database, id, codes.map(hashSecret));
  return codes.map((each) => `${each.slice(0, 5)}-${each.slice(5)}`);
}

/**
 * Uses a code up: one of the app's, and none of an earlier or the same step again; or a recovery code, once.
 * The update itself decides, so that two sign-ins with one code at the same moment are one.
 * @returns the kind of code; null when the code is not valid.
 */
export async function spendCode(
  database: Database,
  key: Uint8Array,
  { id, factor }: Factor,
  code: string,
  now: Date,
): Promise<'app' | 'recovery' | null> {
  if (!factor) return null;
  const step = /^\d{6}$/.test(code) ? stepOf(decryptFactor(key, id, factor), code, now) : null;
  if (step !== null) return (await spendFactorStep(database, id, step)) ? 'app' : null;
  const hash = hashSecret(code.replace(/[\s-]/g, '').toUpperCase());
  return (await spendRecoveryCode(database, id, hash)) ? 'recovery' : null;
}

/** The time step that a code belongs to; null when it belongs to none near `now`. */
function stepOf(base32: string, code: string, now: Date): number | null {
  const delta = totp(base32).validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / periodSeconds) + delta;
}

const makeRecoveryCode = (): string =>
  Array.from(
    { length: recoveryLength },
    () => recoveryAlphabet[randomInt(recoveryAlphabet.length)],
  ).join('');
