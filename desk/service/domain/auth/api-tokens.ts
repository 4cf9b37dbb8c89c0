import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import { type ApiToken, type CreateToken, mostTokenDays } from '#contract/http/console-people.ts';
import {
  deleteExpiredApiTokens,
  findApiTokenByHash,
  insertApiToken,
  setApiTokenUsed,
  tokensOf,
} from '#desk/service/store/api-tokens.ts';
import type { Database } from '#desk/service/store/database.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import type { Session } from './sessions.ts';

/** A fixed prefix, so that scanners for leaked secrets can find a token. */
const prefix = 'candor_';
const shape = /^Bearer (candor_[A-Za-z0-9_-]{43})$/i;
const dayMs = 24 * 3_600_000;
const touchAfterMs = 60_000;
/** Of one engineer. */
const mostTokens = 20;

/**
 * Whoever signs in by the organisation leaves it there, and the desk is not told. Their tokens live shorter, and end when
 * they have not signed in for a while.
 */
const signInWithinDays = 14;

/** @returns also the token itself, which exists nowhere else. @throws CandorError `conflict` beyond the limit. */
export async function makeApiToken(
  database: Database,
  engineer: string,
  { label, scopes, days }: Omit<CreateToken, 'password'>,
  now: Date,
): Promise<{ token: string; apiToken: ApiToken }> {
  const at = now.toISOString();
  await deleteExpiredApiTokens(database, at);
  if ((await tokensOf(database, engineer, at)).length >= mostTokens) {
    raise('conflict', 'You have {count} tokens. Revoke one that you no longer use.', {
      values: { count: mostTokens },
    });
  }
  const token = `${prefix}${makeSecret()}`;
  const apiToken: ApiToken = {
    id: randomUUID(),
    label,
    scopes,
    createdAt: at,
    expiresAt: new Date(now.getTime() + days * dayMs).toISOString(),
    usedAt: null,
  };
  await insertApiToken(database, engineer, hashSecret(token), apiToken);
  return { token, apiToken };
}

/** The session of a bearer token, with its engineer's current role; null when the token is not valid. */
export async function findApiToken(
  database: Database,
  authorization: string,
  now: Date,
): Promise<Session | null> {
  const token = shape.exec(authorization.slice(0, 200))?.[1];
  if (!token) return null;
  const at = now.toISOString();
  const row = await findApiTokenByHash(database, hashSecret(token), at);
  if (!row || (row.subject !== null && !holdsByOidc(row, now))) return null;
  if (row.usedAt === null || now.getTime() - Date.parse(row.usedAt) > touchAfterMs)
    await setApiTokenUsed(database, row.id, at);
  const engineer: Engineer = { id: row.engineer, name: row.name, role: row.role };
  return {
    key: `token ${row.id}`,
    engineer,
    csrf: '',
    confirmedAt: null,
    scopes: row.scopes,
  };
}

/** Also of tokens that an older desk made for longer. A sign-in that was not noted yet was before the token was made. */
function holdsByOidc(
  { createdAt, signedInAt }: { createdAt: string; signedInAt: string | null },
  now: Date,
): boolean {
  const daysSince = (at: string) => (now.getTime() - Date.parse(at)) / dayMs;
  return (
    daysSince(createdAt) < mostTokenDays.oidc &&
    daysSince(signedInAt ?? createdAt) < signInWithinDays
  );
}
