import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { raise } from '#contract/errors/result.ts';
import type { OfferedFactor } from '#contract/http/console-people.ts';
import type { Database } from '../../store/database.ts';
import { decrypt, encrypt } from '../../store/extract.ts';
import type { EngineerRow } from '../../store/tables.ts';
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

type Factor = Pick<EngineerRow, 'id'> & { factor: Uint8Array | null; factor_step: number };

/** Makes a secret and keeps it beside the account, without effect until `proveFactor`. */
export async function offerFactor(
  database: Database,
  key: Uint8Array,
  { id, name, organisation }: { id: string; name: string; organisation: string },
): Promise<OfferedFactor> {
  const secret = new Secret({ size: 20 }).base32;
  await database
    .updateTable('engineers')
    .set({ factor_offer: encrypt(secret, key, `${id} factor`) })
    .where('id', '=', id)
    .execute();
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
  const row = await database
    .selectFrom('engineers')
    .select('factor_offer')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (!row.factor_offer)
    raise('conflict', 'Begin again: the secret that was shown is no longer good.');
  const step = stepOf(decrypt(z.string(), row.factor_offer, key, `${id} factor`), code, now);
  if (step === null) {
    raise(
      'invalid-arguments',
      'This code is not right. Check that the clock of your phone is right, then enter the newest code.',
    );
  }
  const codes = Array.from({ length: recoveryCount }, makeRecoveryCode);
  await database
    .updateTable('engineers')
    .set({ factor: row.factor_offer, factor_offer: null, factor_step: step })
    .where('id', '=', id)
    .execute();
  await database.deleteFrom('recovery_codes').where('engineer', '=', id).execute();
  await database
    .insertInto('recovery_codes')
    .values(codes.map((each) => ({ engineer: id, code_hash: hashSecret(each) })))
    .execute();
  return codes.map((each) => `${each.slice(0, 5)}-${each.slice(5)}`);
}

export async function removeFactor(database: Database, id: string): Promise<void> {
  await database
    .updateTable('engineers')
    .set({ factor: null, factor_offer: null, factor_step: 0 })
    .where('id', '=', id)
    .execute();
  await database.deleteFrom('recovery_codes').where('engineer', '=', id).execute();
}

/**
 * Uses a code up: one of the app's, and none of an earlier or the same step again; or a recovery code, once.
 * The update itself decides, so that two sign-ins with one code at the same moment are one.
 * @returns what it was; null when it was nothing.
 */
export async function spendCode(
  database: Database,
  key: Uint8Array,
  { id, factor }: Factor,
  code: string,
  now: Date,
): Promise<'app' | 'recovery' | null> {
  if (!factor) return null;
  const step = /^\d{6}$/.test(code)
    ? stepOf(decrypt(z.string(), factor, key, `${id} factor`), code, now)
    : null;
  if (step !== null) {
    const { numUpdatedRows } = await database
      .updateTable('engineers')
      .set({ factor_step: step })
      .where('id', '=', id)
      .where('factor_step', '<', step)
      .executeTakeFirst();
    return numUpdatedRows === 1n ? 'app' : null;
  }
  const { numDeletedRows } = await database
    .deleteFrom('recovery_codes')
    .where('engineer', '=', id)
    .where('code_hash', '=', hashSecret(code.replace(/[\s-]/g, '').toUpperCase()))
    .executeTakeFirst();
  return numDeletedRows === 1n ? 'recovery' : null;
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
