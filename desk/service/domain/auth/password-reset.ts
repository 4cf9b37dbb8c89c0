import { raise } from '#contract/errors/result.ts';
import type { PasswordReset, Person } from '#contract/http/console-people.ts';
import { revokeApiTokens } from '#desk/service/store/api-tokens.ts';
import type { Database } from '#desk/service/store/database.ts';
import { setPassword } from '#desk/service/store/engineers.ts';
import {
  deleteExpiredPasswordResets,
  deletePasswordReset,
  findPasswordResetOwner,
  savePasswordReset,
} from '#desk/service/store/one-time-links.ts';
import { endSessionsOf } from '#desk/service/store/sessions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { type Actor, engineerActor, record } from '../audit/audit.ts';
import { hashPassword } from './password.ts';
import { requirePerson } from './people.ts';
import { hashSecret, makeSecret } from './secrets.ts';

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
    tokenHash: hashSecret(token),
    expiresAt: new Date(now.getTime() + resetMs).toISOString(),
  };
  const person = await inTransaction(database, async (transaction) => {
    // A write comes first: it takes SQLite's lock, so that another process cannot write between reading and writing here.
    await deleteExpiredPasswordResets(transaction, now.toISOString());
    const found = await requirePerson(transaction, id);
    if (by.id === id) raise('conflict', 'Change your own password under Your account.');
    requireOwnPassword(found);
    await savePasswordReset(transaction, { engineer: id, ...reset });
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
  const find = (from: Database) => findPasswordResetOwner(from, hashSecret(token), at);
  const wrong = () =>
    raise('forbidden', 'This link was used or has expired. Ask your administrator for a new one.');
  if (!(await find(database))) wrong();
  const hashed = await hashPassword(password);
  await inTransaction(database, async (transaction) => {
    // Again: hashing takes long enough for a second visitor with the same link.
    const engineer = (await find(transaction)) ?? wrong();
    await deletePasswordReset(transaction, engineer.id);
    await setPassword(transaction, engineer.id, hashed);
    await endSessionsOf(transaction, engineer.id);
    await revokeApiTokens(transaction, engineer.id);
    await record(transaction, { at, actor: engineerActor(engineer), action: 'password-reset' });
  });
}
