import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import {
  type ApiToken,
  type CreateToken,
  mostTokenDays,
  tokenScope,
} from '#contract/http/console-people.ts';
import type { Database } from '../../store/database.ts';
import type { ApiTokenRow } from '../../store/tables.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import type { Session } from './sessions.ts';

/** Known by its beginning, so that scanners for leaked secrets can find one. */
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

export function tokenOf({
  id,
  label,
  scopes,
  created_at,
  expires_at,
  used_at,
}: ApiTokenRow): ApiToken {
  return {
    id,
    label,
    scopes: tokenScope.array().parse(JSON.parse(scopes)),
    createdAt: created_at,
    expiresAt: expires_at,
    usedAt: used_at,
  };
}

export async function tokensOf(
  database: Database,
  engineer: string,
  at: string,
): Promise<ApiToken[]> {
  const rows = await database
    .selectFrom('api_tokens')
    .selectAll()
    .where('engineer', '=', engineer)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(tokenOf);
}

/** @returns also the token itself, which exists nowhere else. @throws CandorError `conflict` beyond the limit. */
export async function makeApiToken(
  database: Database,
  engineer: string,
  { label, scopes, days }: Omit<CreateToken, 'password'>,
  now: Date,
): Promise<{ token: string; apiToken: ApiToken }> {
  const at = now.toISOString();
  await database.deleteFrom('api_tokens').where('expires_at', '<=', at).execute();
  if ((await tokensOf(database, engineer, at)).length >= mostTokens) {
    raise('conflict', 'You have {count} tokens. Revoke one that you no longer use.', {
      values: { count: mostTokens },
    });
  }
  const token = `${prefix}${makeSecret()}`;
  const row: ApiTokenRow = {
    id: randomUUID(),
    engineer,
    label,
    token_hash: hashSecret(token),
    scopes: JSON.stringify(scopes),
    created_at: at,
    expires_at: new Date(now.getTime() + days * dayMs).toISOString(),
    used_at: null,
  };
  await database.insertInto('api_tokens').values(row).execute();
  return { token, apiToken: tokenOf(row) };
}

/** Every token of this engineer. */
export async function revokeApiTokens(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('api_tokens').where('engineer', '=', engineer).execute();
}

/** @returns false when this engineer has no such token. */
export async function revokeApiToken(
  database: Database,
  engineer: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom('api_tokens')
    .where('id', '=', id)
    .where('engineer', '=', engineer)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** What a bearer token stands for, with its engineer's role of today; null when it is none that holds. */
export async function findApiToken(
  database: Database,
  authorization: string,
  now: Date,
): Promise<Session | null> {
  const token = shape.exec(authorization.slice(0, 200))?.[1];
  if (!token) return null;
  const at = now.toISOString();
  const row = await database
    .selectFrom('api_tokens')
    .innerJoin('engineers', 'engineers.id', 'api_tokens.engineer')
    .select(['api_tokens.id', 'api_tokens.scopes', 'api_tokens.used_at'])
    .select(['engineers.id as engineer', 'engineers.name', 'engineers.role'])
    .select(['api_tokens.created_at', 'engineers.subject', 'engineers.signed_in_at'])
    .where('token_hash', '=', hashSecret(token))
    .where('expires_at', '>', at)
    .where('engineers.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row || (row.subject !== null && !holdsByOidc(row, now))) return null;
  if (row.used_at === null || now.getTime() - Date.parse(row.used_at) > touchAfterMs) {
    await database
      .updateTable('api_tokens')
      .set({ used_at: at })
      .where('id', '=', row.id)
      .execute();
  }
  const engineer: Engineer = { id: row.engineer, name: row.name, role: row.role };
  return {
    key: `token ${row.id}`,
    engineer,
    csrf: '',
    confirmedAt: null,
    scopes: tokenScope.array().parse(JSON.parse(row.scopes)),
  };
}

/** Also of tokens that an older desk made for longer. A sign-in that was not noted yet was before the token was made. */
function holdsByOidc(
  { created_at, signed_in_at }: { created_at: string; signed_in_at: string | null },
  now: Date,
): boolean {
  const daysSince = (at: string) => (now.getTime() - Date.parse(at)) / dayMs;
  return (
    daysSince(created_at) < mostTokenDays.oidc &&
    daysSince(signed_in_at ?? created_at) < signInWithinDays
  );
}
