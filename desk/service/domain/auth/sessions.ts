import type { Engineer } from '#contract/http/console-api.ts';
import type { TokenScope } from '#contract/http/console-people.ts';
import type { Limits } from '#desk/service/limits.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  deleteEndedSessions,
  findSessionByHash,
  insertSession,
  type SessionLimits,
  sessionExists,
  setSessionUsed,
} from '#desk/service/store/sessions.ts';
import { csrfTokenOf, hashSecret, makeSecret } from './secrets.ts';

export interface Session {
  /** The hash under which it is stored; it names the session but cannot be used to sign in. */
  key: string;
  engineer: Engineer;
  csrf: string;
  /** When the organisation's own sign-in last made the person prove who they are; null: not in this session. */
  confirmedAt: string | null;
  /** What it may do, when it is a token of the command line; null: a browser's session, which may do all that its role may. */
  scopes: readonly TokenScope[] | null;
}

/** Writes of the time of use are spared when the last one is younger than this: a read should not cost an fsync. */
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
  await deleteEndedSessions(database, limitsAt(now, expiry));
  await insertSession(database, { hash: hashSecret(secret), engineer: engineer.id, at, confirmed });
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
  const row = await findSessionByHash(database, key, limitsAt(now, expiry));
  if (!row) return null;
  if (row.usedAt < before(now, touchAfterMs))
    await setSessionUsed(database, key, now.toISOString());
  const engineer: Engineer = { id: row.id, name: row.name, role: row.role };
  return { key, engineer, csrf: csrfTokenOf(secret), confirmedAt: row.confirmedAt, scopes: null };
}

/** Whether a session still holds, without counting as a use of it. A changed role has ended it. */
export function sessionHolds(
  database: Database,
  key: string,
  now: Date,
  expiry: Expiry,
): Promise<boolean> {
  return sessionExists(database, key, limitsAt(now, expiry));
}

const limitsAt = (now: Date, { sessionIdleMs, sessionAbsoluteMs }: Expiry): SessionLimits => ({
  usedSince: before(now, sessionIdleMs),
  createdSince: before(now, sessionAbsoluteMs),
});

const before = (now: Date, milliseconds: number): string =>
  new Date(now.getTime() - milliseconds).toISOString();
