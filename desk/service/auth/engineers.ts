import { randomUUID } from 'node:crypto';
import type { Engineer, Setup, SignIn } from '../../../contract/console-api.ts';
import { raise } from '../../../contract/result.ts';
import type { Database } from '../store/database.ts';
import type { BackOff } from './back-off.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { hashSecret, makeSecret, sameSecret } from './secrets.ts';

const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

export async function setupNeeded(database: Database): Promise<boolean> {
  return !(await database.selectFrom('engineers').select('id').limit(1).executeTakeFirst());
}

/**
 * A new one-time token for the first account, or null once there is one. Made anew at each start until then: the desk
 * keeps only a hash, so an old link cannot be shown again.
 */
export async function renewSetupToken(database: Database): Promise<string | null> {
  if (!(await setupNeeded(database))) return null;
  const token = makeSecret();
  const row = { name: 'setup-token-hash' as const, value: hashSecret(token) };
  await database
    .insertInto('settings')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
    .execute();
  return token;
}

/**
 * Makes the first engineer's account and ends the set-up for ever.
 * @throws CandorError `not-found` when there is an account, `forbidden` when the token is not the one that was shown.
 */
export async function setUp(database: Database, { token, name, password }: Setup, at: string): Promise<Engineer> {
  await requireSetupToken(database, token);
  const hashed = await hashPassword(password);
  return database.transaction().execute(async (transaction) => {
    // Again: hashing takes long enough for a second visitor with the same link.
    await requireSetupToken(transaction, token);
    await transaction.deleteFrom('settings').where('name', '=', 'setup-token-hash').execute();
    const engineer = { id: randomUUID(), name };
    await transaction
      .insertInto('engineers')
      .values({ ...engineer, name_key: nameKeyOf(name), password: hashed, created_at: at })
      .execute();
    return engineer;
  });
}

async function requireSetupToken(database: Database, token: string): Promise<void> {
  if (!(await setupNeeded(database))) raise('not-found', 'There is nothing here.');
  const row = await database.selectFrom('settings').select('value').where('name', '=', 'setup-token-hash').executeTakeFirst();
  if (!row || !sameSecret(row.value, hashSecret(token))) {
    raise('forbidden', 'This set-up link is not valid. Start the desk again; it prints a new one.');
  }
}

/**
 * @throws CandorError `unauthorized` for a wrong name or password, alike and after equal time; `too-many-attempts` with
 * the seconds to wait.
 */
export async function signInEngineer(
  database: Database,
  { name, password }: SignIn,
  attempt: { address: string; byName: BackOff; byAddress: BackOff; nowMs: number },
): Promise<Engineer> {
  const { address, byName, byAddress, nowMs } = attempt;
  const nameKey = nameKeyOf(name);
  const wait = Math.max(byName.waitMs(nameKey, nowMs), byAddress.waitMs(address, nowMs));
  if (wait > 0) tooMany(Math.ceil(wait / 1000));
  byName.fail(nameKey, nowMs);
  byAddress.fail(address, nowMs);
  const row = await database
    .selectFrom('engineers')
    .select(['id', 'name', 'password'])
    .where('name_key', '=', nameKey)
    .executeTakeFirst();
  const matches = await passwordMatches(row?.password ?? null, password);
  if (!row || !matches) raise('unauthorized', 'The name or the password is wrong. Check both and try again.');
  byName.succeed(nameKey);
  byAddress.succeed(address);
  return { id: row.id, name: row.name };
}

export function tooMany(seconds: number): never {
  raise('too-many-attempts', 'Too many attempts. Wait {seconds} seconds, then try again.', { values: { seconds } });
}
