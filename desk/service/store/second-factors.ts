import { z } from 'zod';
import type { Database } from './database.ts';
import { decrypt, encrypt } from './extract.ts';

const place = (engineer: string): string => `${engineer} factor`;

/** @returns the secret in base32. */
export const decryptFactor = (key: Uint8Array, engineer: string, factor: Uint8Array): string =>
  decrypt(z.string(), factor, key, place(engineer));

/** Stores a secret that has no effect until it is proven. */
export async function saveFactorOffer(
  database: Database,
  key: Uint8Array,
  engineer: string,
  secret: string,
): Promise<void> {
  await database
    .updateTable('engineers')
    .set({ factor_offer: encrypt(secret, key, place(engineer)) })
    .where('id', '=', engineer)
    .execute();
}

/** @returns the offered secret, still encrypted; null without one. */
export async function findFactorOffer(
  database: Database,
  engineer: string,
): Promise<Uint8Array | null> {
  const { factor_offer } = await database
    .selectFrom('engineers')
    .select('factor_offer')
    .where('id', '=', engineer)
    .executeTakeFirstOrThrow();
  return factor_offer;
}

/** @param step the time step of the code that proved it; no code up to it is valid again. */
export async function setFactor(
  database: Database,
  engineer: string,
  factor: Uint8Array,
  step: number,
): Promise<void> {
  await database
    .updateTable('engineers')
    .set({ factor, factor_offer: null, factor_step: step })
    .where('id', '=', engineer)
    .execute();
}

export async function deleteFactor(database: Database, engineer: string): Promise<void> {
  await database
    .updateTable('engineers')
    .set({ factor: null, factor_offer: null, factor_step: 0 })
    .where('id', '=', engineer)
    .execute();
  await deleteRecoveryCodes(database, engineer);
}

/** @returns false when a code of this time step or a later one was used before. */
export async function spendFactorStep(
  database: Database,
  engineer: string,
  step: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('engineers')
    .set({ factor_step: step })
    .where('id', '=', engineer)
    .where('factor_step', '<', step)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function deleteRecoveryCodes(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('recovery_codes').where('engineer', '=', engineer).execute();
}

export async function replaceRecoveryCodes(
  database: Database,
  engineer: string,
  hashes: readonly string[],
): Promise<void> {
  await deleteRecoveryCodes(database, engineer);
  await database
    .insertInto('recovery_codes')
    .values(hashes.map((code_hash) => ({ engineer, code_hash })))
    .execute();
}

/** @returns false for a code that is unknown or used. */
export async function spendRecoveryCode(
  database: Database,
  engineer: string,
  hash: string,
): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom('recovery_codes')
    .where('engineer', '=', engineer)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function countRecoveryCodes(database: Database, engineer: string): Promise<number> {
  const { count } = await database
    .selectFrom('recovery_codes')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('engineer', '=', engineer)
    .executeTakeFirstOrThrow();
  return count;
}
