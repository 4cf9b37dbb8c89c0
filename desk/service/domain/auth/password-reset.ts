import { raise } from '#contract/errors/result.ts';
import type { PasswordReset, Person } from '#contract/http/console-people.ts';
import type { Database } from '../../store/database.ts';
import { type Actor, engineerActor, record } from '../audit/audit.ts';
import { revokeApiTokens } from './api-tokens.ts';
import { hashPassword } from './password.ts';
import { requirePerson } from './people.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import { endSessionsOf } from './sessions.ts';

const resetMs = 24 * 3_600_000;

/**
 * Makes a one-time link for a forgotten password and ends the person's sessions; an earlier link stops working. The second
 * factor stays: resetting it is another decision, with an audit entry of its own.
 * @returns also the link's token, which exists nowhere else.
 * @throws CandorError `not-found`; `conflict` for an account that has no password of its own or is not in use.
 */
export async function offerPasswordReset(
  database: Database,
  by: Actor,
  id: string,
  now: Date,
): Promise<{ token: string; person: Person }> {
  const token = makeSecret();
  const reset = {
    token_hash: hashSecret(token),
    expires_at: new Date(now.getTime() + resetMs).toISOString(),
  };
  const person = await database.transaction().execute(async (transaction) => {
    // A write comes first: it takes SQLite's lock, so that another process cannot write between reading and writing here.
    await transaction
      .deleteFrom('password_resets')
      .where('expires_at', '<=', now.toISOString())
      .execute();
    const found = await requirePerson(transaction, id);
    if (by.id === id) raise('conflict', 'Change your own password under Your account.');
    requireOwnPassword(found);
    await transaction
      .insertInto('password_resets')
      .values({ engineer: id, ...reset })
      .onConflict((conflict) => conflict.column('engineer').doUpdateSet(reset))
      .execute();
    await endSessionsOf(transaction, id);
    const detail = { name: found.name };
    await record(transaction, {
      at: now.toISOString(),
      actor: by,
      action: 'password-reset-offered',
      object: id,
      detail,
    });
    return found;
  });
  return { token, person };
}

function requireOwnPassword({ oidc, state, name }: Person): void {
  if (oidc) {
    raise('conflict', '{name} signs in by your organisation. Reset the password there.', {
      values: { name },
    });
  }
  if (state === 'disabled') {
    raise('conflict', 'The account of {name} is disabled. Enable it, then reset the password.', {
      values: { name },
    });
  }
  if (state === 'invited') {
    raise(
      'conflict',
      '{name} has not used the invitation yet. Invite them again under the same name.',
      { values: { name } },
    );
  }
}

/**
 * Sets the new password and ends every session and token: whoever knew the old password may have made them.
 * @throws CandorError `forbidden` for a link that was used, has expired or is wrong.
 */
export async function resetPassword(
  database: Database,
  { token, password }: PasswordReset,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const find = (from: Database) =>
    from
      .selectFrom('password_resets')
      .innerJoin('engineers', 'engineers.id', 'password_resets.engineer')
      .select(['engineers.id', 'name'])
      .where('token_hash', '=', hashSecret(token))
      .where('expires_at', '>', at)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
  const wrong = () =>
    raise('forbidden', 'This link was used or has expired. Ask your administrator for a new one.');
  if (!(await find(database))) wrong();
  const hashed = await hashPassword(password);
  await database.transaction().execute(async (transaction) => {
    // Again: hashing takes long enough for a second visitor with the same link.
    const engineer = (await find(transaction)) ?? wrong();
    await transaction.deleteFrom('password_resets').where('engineer', '=', engineer.id).execute();
    await transaction
      .updateTable('engineers')
      .set({ password: hashed })
      .where('id', '=', engineer.id)
      .execute();
    await endSessionsOf(transaction, engineer.id);
    await revokeApiTokens(transaction, engineer.id);
    await record(transaction, { at, actor: engineerActor(engineer), action: 'password-reset' });
  });
}
