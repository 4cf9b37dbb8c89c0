import { type ApiToken, tokenScope } from '#contract/http/console-people.ts';
import type { Database } from './database.ts';
import type { ApiTokenRow } from './tables.ts';

const scopesOf = (scopes: string) => tokenScope.array().parse(JSON.parse(scopes));

const tokenOf = (row: ApiTokenRow): ApiToken => ({
  id: row.id,
  label: row.label,
  scopes: scopesOf(row.scopes),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
});

/** The engineer's tokens that have not expired, newest first. */
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

export async function insertApiToken(
  database: Database,
  engineer: string,
  tokenHash: string,
  { id, label, scopes, createdAt, expiresAt, usedAt }: ApiToken,
): Promise<void> {
  await database
    .insertInto('api_tokens')
    .values({
      id,
      engineer,
      label,
      token_hash: tokenHash,
      scopes: JSON.stringify(scopes),
      created_at: createdAt,
      expires_at: expiresAt,
      used_at: usedAt,
    })
    .execute();
}

export async function deleteExpiredApiTokens(database: Database, at: string): Promise<void> {
  await database.deleteFrom('api_tokens').where('expires_at', '<=', at).execute();
}

/** Deletes every token of this engineer. */
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

/** A token that has not expired, with its engineer unless their account is disabled. */
export async function findApiTokenByHash(database: Database, tokenHash: string, at: string) {
  const row = await database
    .selectFrom('api_tokens')
    .innerJoin('engineers', 'engineers.id', 'api_tokens.engineer')
    .select([
      'api_tokens.id',
      'api_tokens.scopes',
      'api_tokens.used_at as usedAt',
      'api_tokens.created_at as createdAt',
      'engineers.id as engineer',
      'engineers.name',
      'engineers.role',
      'engineers.subject',
      'engineers.signed_in_at as signedInAt',
    ])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .where('engineers.disabled_at', 'is', null)
    .executeTakeFirst();
  return row && { ...row, scopes: scopesOf(row.scopes) };
}

export async function setApiTokenUsed(database: Database, id: string, at: string): Promise<void> {
  await database.updateTable('api_tokens').set({ used_at: at }).where('id', '=', id).execute();
}
