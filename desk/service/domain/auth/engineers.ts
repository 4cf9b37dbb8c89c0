import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer, Setup, SignIn } from '#contract/http/console-api.ts';
import type { BackOff } from '#desk/service/runtime/back-off.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  type CreateEngineer,
  findCredentials,
  hasEngineers,
  insertEngineer,
} from '#desk/service/store/engineers.ts';
import {
  deleteSetupTokenHash,
  findSetupTokenHash,
  saveSetupTokenHash,
} from '#desk/service/store/settings.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { engineerActor, record, strangerActor } from '../audit/audit.ts';
import { networkOf } from './network.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { spendCode } from './second-factor.ts';
import { hashSecret, makeSecret, sameSecret } from './secrets.ts';
import { forgetUnfinished, noteUnfinished } from './unfinished-sign-ins.ts';

export const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

export async function setupNeeded(database: Database): Promise<boolean> {
  return !(await hasEngineers(database));
}

/**
 * A new one-time token for the first account, or null once there is one. A new one is made at each start until then: the desk
 * keeps only a hash, so an old link cannot be shown again.
 */
export async function renewSetupToken(database: Database): Promise<string | null> {
  if (!(await setupNeeded(database))) return null;
  const token = makeSecret();
  await saveSetupTokenHash(database, hashSecret(token));
  return token;
}

/**
 * Makes the first account, an administrator's, and ends the set-up for ever.
 * @throws CandorError `not-found` when there is an account, `forbidden` when the token is not the one that was shown.
 */
export async function setUp(
  database: Database,
  { token, name, password }: Setup,
  at: string,
): Promise<Engineer> {
  await requireSetupToken(database, token);
  const hashed = await hashPassword(password);
  return inTransaction(database, async (transaction) => {
    // Again: hashing takes long enough for a second visitor with the same link.
    await requireSetupToken(transaction, token);
    await deleteSetupTokenHash(transaction);
    const engineer: Engineer = { id: randomUUID(), name, role: 'administrator' };
    await createEngineer(transaction, { ...engineer, password: hashed, subject: null, at });
    await record(transaction, { at, actor: engineerActor(engineer), action: 'desk-set-up' });
    return engineer;
  });
}

/** Stores a new account under the name by which accounts are compared. */
export async function createEngineer(
  database: Database,
  engineer: Omit<CreateEngineer, 'nameKey'>,
): Promise<void> {
  const { name, subject } = engineer;
  // A name from elsewhere never opens, and never blocks, an account with a password.
  const nameKey = subject === null ? nameKeyOf(name) : `subject ${subject}`;
  await insertEngineer(database, { ...engineer, nameKey });
}

async function requireSetupToken(database: Database, token: string): Promise<void> {
  if (!(await setupNeeded(database))) raise('not-found', 'There is nothing here.');
  const hash = await findSetupTokenHash(database);
  if (hash === null || !sameSecret(hash, hashSecret(token))) {
    raise('forbidden', 'This set-up link is not valid. Start the desk again; it prints a new one.');
  }
}

export interface Attempt {
  address: string;
  byName: BackOff;
  byAddress: BackOff;
  /** Whether this browser has signed in under the name before, and then its own name. */
  browserOf: (nameKey: string) => string | null;
  /** A secret that only this browser has, and keeps while it enters password and code. */
  attempt: string;
  now: Date;
  /** With which second factors are encrypted. */
  key: Uint8Array;
}

/**
 * @throws CandorError `unauthorized` for a wrong name, password or code, alike and after equal time; `second-factor-needed`
 * when only the code is missing; `too-many-attempts` with the seconds to wait.
 */
export async function signInEngineer(
  database: Database,
  { name, password, code }: SignIn,
  { address, byName, byAddress, browserOf, attempt, now, key }: Attempt,
): Promise<Engineer> {
  const nameKey = nameKeyOf(name);
  const nowMs = now.getTime();
  const browser = browserOf(nameKey);
  const counters: readonly (readonly [BackOff, string])[] =
    browser === null
      ? [
          [byName, nameKey],
          [byAddress, networkOf(address)],
        ]
      : [[byName, `browser ${browser}`]];
  const wait = Math.max(...counters.map(([backOff, counted]) => backOff.waitMs(counted, nowMs)));
  if (wait > 0) tooMany(Math.ceil(wait / 1000));
  for (const [backOff, counted] of counters) backOff.fail(counted, nowMs);
  const row = await findCredentials(database, nameKey);
  const usable = row && row.disabledAt === null && row.password !== '' ? row : null;
  const matches = await passwordMatches(usable?.password ?? null, password);
  const at = now.toISOString();
  const failed = async (why: string): Promise<never> => {
    await record(database, {
      at,
      actor: strangerActor(address),
      action: 'sign-in-failed',
      object: row?.id ?? '',
      detail: { why },
    });
    raise('unauthorized', 'The name or the password is wrong. Check both and try again.');
  };
  if (!usable || !matches) return failed('name or password');
  const actor = engineerActor(usable);
  if (usable.factor) {
    if (code === undefined) {
      await noteUnfinished(database, { engineer: usable.id, attempt, at, address });
      await record(database, {
        at,
        actor: strangerActor(address),
        action: 'second-factor-asked',
        object: usable.id,
      });
      // Not forgiven here: who knows the password could else begin again after each guess of the code.
      raise('second-factor-needed', 'Enter the six digits that your authenticator app shows now.');
    }
    const used = await spendCode(database, key, usable, code, now);
    if (used === null) {
      await noteUnfinished(database, { engineer: usable.id, attempt, at, address });
      await record(database, {
        at,
        actor: strangerActor(address),
        action: 'sign-in-failed',
        object: usable.id,
        detail: { why: 'code' },
      });
      raise(
        'unauthorized',
        'This code is not right, or it was used before. Wait for the next one.',
      );
    }
    await forgetUnfinished(database, usable.id, attempt);
    if (used === 'recovery') await record(database, { at, actor, action: 'recovery-code-used' });
  }
  for (const [backOff, counted] of counters) backOff.succeed(counted);
  await record(database, { at, actor, action: 'signed-in', detail: { address } });
  return { id: usable.id, name: usable.name, role: usable.role };
}

export function tooMany(seconds: number): never {
  raise('too-many-attempts', 'Too many attempts. Wait {seconds} seconds, then try again.', {
    values: { seconds },
  });
}
