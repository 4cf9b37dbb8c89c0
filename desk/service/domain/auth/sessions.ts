import type { Engineer } from '#contract/http/console-api.ts';
import type { TokenScope } from '#contract/http/console-people.ts';
import type { Limits } from '../../limits.ts';
import type { Database } from '../../store/database.ts';
import { csrfTokenOf, hashSecret, makeSecret } from './secrets.ts';

export interface Session {
  /** The hash under which it is kept; names the session without being able to use it. */
  key: string;
  engineer: Engineer;
  csrf: string;
  /** When the organisation's own sign-in last made the person prove who they are; null: not in this session. */
  confirmedAt: string | null;
  /** What it may do, when it is a token of the command line; null: a browser's session, which may do all that its role may. */
  scopes: readonly TokenScope[] | null;
}

/** Writes of `used_at` are spared when the last one is younger than this: a read should not cost an fsync. */
const touchAfterMs = 60_000;

type Expiry = Pick<Limits, 'sessionIdleMs' | 'sessionAbsoluteMs'>;

/** @returns the cookie's value, which exists nowhere else. */
export async function startSession(
  database: Database,
  engineer: Pick<Engineer, 'id'>,
  now: Date,
  expiry: Expiry,
  confirmed = false,
): Promise<string> {
  const secret = makeSecret();
  const at = now.toISOString();
  await database
    .deleteFrom('sessions')
    .where((row) =>
      row.or([
        row('used_at', '<', before(now, expiry.sessionIdleMs)),
        row('created_at', '<', before(now, expiry.sessionAbsoluteMs)),
      ]),
    )
    .execute();
  await database
    .insertInto('sessions')
    .values({
      id_hash: hashSecret(secret),
      engineer: engineer.id,
      created_at: at,
      used_at: at,
      confirmed_at: confirmed ? at : null,
    })
    .execute();
  return secret;
}

/** The session of a cookie's value; null when there is none, it was idle too long, is too old, or its engineer is disabled. */
export async function findSession(
  database: Database,
  secret: string | undefined,
  now: Date,
  expiry: Expiry,
): Promise<Session | null> {
  if (!secret || secret.length > 100) return null;
  const key = hashSecret(secret);
  const row = await database
    .selectFrom('sessions')
    .innerJoin('engineers', 'engineers.id', 'sessions.engineer')
    .select([
      'engineers.id',
      'engineers.name',
      'engineers.role',
      'sessions.used_at',
      'sessions.confirmed_at',
    ])
    .where('sessions.id_hash', '=', key)
    .where('sessions.used_at', '>=', before(now, expiry.sessionIdleMs))
    .where('sessions.created_at', '>=', before(now, expiry.sessionAbsoluteMs))
    .where('engineers.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  if (row.used_at < before(now, touchAfterMs)) {
    await database
      .updateTable('sessions')
      .set({ used_at: now.toISOString() })
      .where('id_hash', '=', key)
      .execute();
  }
  const engineer: Engineer = { id: row.id, name: row.name, role: row.role };
  return { key, engineer, csrf: csrfTokenOf(secret), confirmedAt: row.confirmed_at, scopes: null };
}

/** Whether a session still holds, without counting as a use of it. A changed role has ended it. */
export async function sessionHolds(
  database: Database,
  key: string,
  now: Date,
  expiry: Expiry,
): Promise<boolean> {
  const row = await database
    .selectFrom('sessions')
    .select('id_hash')
    .where('id_hash', '=', key)
    .where('used_at', '>=', before(now, expiry.sessionIdleMs))
    .where('created_at', '>=', before(now, expiry.sessionAbsoluteMs))
    .executeTakeFirst();
  return row !== undefined;
}

export async function endSession(database: Database, key: string): Promise<void> {
  await database.deleteFrom('sessions').where('id_hash', '=', key).execute();
}

/** A changed role, password or second factor ends what was begun with the old one. */
export async function endSessionsOf(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('sessions').where('engineer', '=', engineer).execute();
}

const before = (now: Date, milliseconds: number): string =>
  new Date(now.getTime() - milliseconds).toISOString();
