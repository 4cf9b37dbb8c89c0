import type { Engineer } from '#contract/http/console-api.ts';
import type { Database } from './database.ts';

/** A link that its receiver follows once: to open an invited account, or to choose a new password. */
export interface OneTimeLink {
  engineer: string;
  tokenHash: string;
  expiresAt: string;
}

type LinkTable = 'invitations' | 'password_resets';

/** Stores a link; an earlier one of the same account stops working. */
async function save(
  database: Database,
  table: LinkTable,
  { engineer, tokenHash, expiresAt }: OneTimeLink,
): Promise<void> {
  const link = { token_hash: tokenHash, expires_at: expiresAt };
  await database
    .insertInto(table)
    .values({ engineer, ...link })
    .onConflict((conflict) => conflict.column('engineer').doUpdateSet(link))
    .execute();
}

export const saveInvitation = (database: Database, link: OneTimeLink): Promise<void> =>
  save(database, 'invitations', link);

export const savePasswordReset = (database: Database, link: OneTimeLink): Promise<void> =>
  save(database, 'password_resets', link);

/** @returns the account of a link that is still valid and whose account is enabled. */
export const findInvited = (
  database: Database,
  tokenHash: string,
  at: string,
): Promise<Engineer | undefined> =>
  database
    .selectFrom('invitations')
    .innerJoin('engineers', 'engineers.id', 'invitations.engineer')
    .select(['engineers.id', 'name', 'role'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();

/** The same for a password reset. */
export const findPasswordResetOwner = (
  database: Database,
  tokenHash: string,
  at: string,
): Promise<Engineer | undefined> =>
  database
    .selectFrom('password_resets')
    .innerJoin('engineers', 'engineers.id', 'password_resets.engineer')
    .select(['engineers.id', 'name', 'role'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();

export async function deleteInvitation(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('invitations').where('engineer', '=', engineer).execute();
}

export async function deletePasswordReset(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('password_resets').where('engineer', '=', engineer).execute();
}

export async function deleteExpiredPasswordResets(database: Database, at: string): Promise<void> {
  await database.deleteFrom('password_resets').where('expires_at', '<=', at).execute();
}
