import { randomUUID } from 'node:crypto';
import { assertNever, raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type {
  CreateInvitation,
  Joining,
  Person,
  PersonChange,
} from '#contract/http/console-people.ts';
import type { Role } from '#contract/http/roles.ts';
import { revokeApiTokens } from '#desk/service/store/api-tokens.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  type Account,
  enableInRole,
  findAccount,
  findAccountByName,
  listAccounts,
  listAccountsInRole,
  setDisabled,
  setPassword,
  setRole,
} from '#desk/service/store/engineers.ts';
import {
  deleteInvitation,
  deletePasswordReset,
  findInvited,
  saveInvitation,
} from '#desk/service/store/one-time-links.ts';
import { deleteFactor } from '#desk/service/store/second-factors.ts';
import { endSessionsOf } from '#desk/service/store/sessions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { type AuditAction, engineerActor, record } from '../audit/audit.ts';
import { createEngineer, nameKeyOf } from './engineers.ts';
import { hashPassword } from './password.ts';
import { hashSecret, makeSecret } from './secrets.ts';

const invitationMs = 3 * 24 * 3_600_000;

export async function peopleOf(database: Database): Promise<Person[]> {
  const rows = await listAccounts(database);
  return rows.map(personOf);
}

const personOf = (account: Account): Person => ({
  id: account.id,
  name: account.name,
  role: account.role,
  state:
    account.disabledAt !== null ? 'disabled' : account.invitedUntil !== null ? 'invited' : 'active',
  oidc: account.subject !== null,
  secondFactor: account.factor !== null,
  createdAt: account.createdAt,
});

/** @throws CandorError `not-found`. */
export async function requirePerson(database: Database, id: string): Promise<Person> {
  const account = await findAccount(database, id);
  return account ? personOf(account) : raise('not-found', 'There is no such person.');
}

/**
 * Makes an account that opens with a link. Asked again for a name that has not followed its link yet, the old link ends.
 * @returns also the link's token, which exists nowhere else. @throws CandorError `conflict` when the name is taken.
 */
export async function invite(
  database: Database,
  by: Engineer,
  { name, role }: CreateInvitation,
  now: Date,
): Promise<{ token: string; person: Person }> {
  const token = makeSecret();
  const at = now.toISOString();
  const invitation = {
    tokenHash: hashSecret(token),
    expiresAt: new Date(now.getTime() + invitationMs).toISOString(),
  };
  const person = await inTransaction(database, async (transaction) => {
    const known = await findAccountByName(transaction, nameKeyOf(name));
    if (known && known.invitedUntil === null) refuseTaken(personOf(known));
    const id = known?.id ?? randomUUID();
    if (known) await enableInRole(transaction, id, role);
    else await createEngineer(transaction, { id, name, role, password: '', subject: null, at });
    await saveInvitation(transaction, { engineer: id, ...invitation });
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'person-invited',
      object: id,
      detail: { name, role },
    });
    return requirePerson(transaction, id);
  });
  return { token, person };
}

function refuseTaken({ name, state }: Person): never {
  const values = { name };
  if (state !== 'disabled')
    raise('conflict', 'There is an account named {name}. Choose another name.', { values });
  raise(
    'conflict',
    'There is a disabled account named {name}. If it is the same person, enable it and reset the password; if not, choose another name.',
    { values },
  );
}

/** Opens the account of an invitation. @throws CandorError `forbidden` for a link that is used, over or wrong. */
export async function join(
  database: Database,
  { token, password }: Joining,
  now: Date,
): Promise<Engineer> {
  const at = now.toISOString();
  const find = (from: Database) => findInvited(from, hashSecret(token), at);
  const wrong = () =>
    raise(
      'forbidden',
      'This invitation is used up or too old. Ask your administrator for a new one.',
    );
  if (!(await find(database))) wrong();
  const hashed = await hashPassword(password);
  return inTransaction(database, async (transaction) => {
    const engineer = (await find(transaction)) ?? wrong();
    await deleteInvitation(transaction, engineer.id);
    await setPassword(transaction, engineer.id, hashed);
    await record(transaction, { at, actor: engineerActor(engineer), action: 'person-joined' });
    return engineer;
  });
}

/**
 * Changes an account and ends its sessions, so that no session continues with the old rights.
 * @throws CandorError `conflict` when it would leave the desk without an administrator.
 */
export async function changePerson(
  database: Database,
  by: Engineer,
  id: string,
  change: PersonChange,
  at: string,
): Promise<Person> {
  return inTransaction(database, async (transaction) => {
    const person = await requirePerson(transaction, id);
    const { action, detail } = await apply(transaction, person, change, at);
    if (person.role === 'administrator' && person.state === 'active')
      await requireAdministrator(transaction);
    await endSessionsOf(transaction, id);
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action,
      object: id,
      detail: { name: person.name, ...detail },
    });
    return requirePerson(transaction, id);
  });
}

async function apply(
  database: Database,
  { id, role, oidc }: Person,
  change: PersonChange,
  at: string,
): Promise<{ action: AuditAction; detail: Record<string, Role> }> {
  switch (change.change) {
    case 'role':
      if (oidc)
        raise(
          'conflict',
          'This person’s role comes from your organisation’s sign-in. Change it there.',
        );
      await setRole(database, id, change.role);
      return { action: 'role-changed', detail: { from: role, to: change.role } };
    case 'disable':
      await setDisabled(database, id, at);
      await revokeApiTokens(database, id);
      await deletePasswordReset(database, id);
      return { action: 'person-disabled', detail: {} };
    case 'enable':
      await setDisabled(database, id, null);
      return { action: 'person-enabled', detail: {} };
    case 'reset-second-factor':
      await deleteFactor(database, id);
      return { action: 'second-factor-removed', detail: {} };
    default:
      return assertNever(change);
  }
}

async function requireAdministrator(database: Database): Promise<void> {
  const left = await listAccountsInRole(database, 'administrator');
  if (left.map(personOf).some(({ state }) => state === 'active')) return;
  raise('conflict', 'This is the last administrator. Make somebody else an administrator first.');
}
