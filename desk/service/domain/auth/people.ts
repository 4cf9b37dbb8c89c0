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
import type { Database } from '../../store/database.ts';
import { type AuditAction, engineerActor, record } from '../audit/audit.ts';
import { revokeApiTokens } from './api-tokens.ts';
import { insertEngineer, nameKeyOf } from './engineers.ts';
import { hashPassword } from './password.ts';
import { removeFactor } from './second-factor.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import { endSessionsOf } from './sessions.ts';

const invitationMs = 3 * 24 * 3_600_000;

export async function peopleOf(database: Database): Promise<Person[]> {
  const rows = await people(database).orderBy('engineers.name_key').execute();
  return rows.map(personOf);
}

const people = (database: Database) =>
  database
    .selectFrom('engineers')
    .leftJoin('invitations', 'invitations.engineer', 'engineers.id')
    .select([
      'engineers.id',
      'name',
      'role',
      'disabled_at',
      'subject',
      'factor',
      'created_at',
      'invitations.expires_at',
    ]);

type PersonRow = Awaited<ReturnType<ReturnType<typeof people>['executeTakeFirstOrThrow']>>;

const personOf = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  role: row.role,
  state: row.disabled_at !== null ? 'disabled' : row.expires_at !== null ? 'invited' : 'active',
  oidc: row.subject !== null,
  secondFactor: row.factor !== null,
  createdAt: row.created_at,
});

/** @throws CandorError `not-found`. */
export async function requirePerson(database: Database, id: string): Promise<Person> {
  const row = await people(database).where('engineers.id', '=', id).executeTakeFirst();
  return row ? personOf(row) : raise('not-found', 'There is no such person.');
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
    token_hash: hashSecret(token),
    expires_at: new Date(now.getTime() + invitationMs).toISOString(),
  };
  const person = await database.transaction().execute(async (transaction) => {
    const known = await people(transaction)
      .where('name_key', '=', nameKeyOf(name))
      .executeTakeFirst();
    if (known && known.expires_at === null) refuseTaken(personOf(known));
    const id = known?.id ?? randomUUID();
    if (known)
      await transaction
        .updateTable('engineers')
        .set({ role, disabled_at: null })
        .where('id', '=', id)
        .execute();
    else await insertEngineer(transaction, { id, name, role, password: '', subject: null, at });
    await transaction
      .insertInto('invitations')
      .values({ engineer: id, ...invitation })
      .onConflict((conflict) => conflict.column('engineer').doUpdateSet(invitation))
      .execute();
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
  const find = (from: Database) =>
    from
      .selectFrom('invitations')
      .innerJoin('engineers', 'engineers.id', 'invitations.engineer')
      .select(['engineers.id', 'name', 'role'])
      .where('token_hash', '=', hashSecret(token))
      .where('expires_at', '>', at)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
  const wrong = () =>
    raise(
      'forbidden',
      'This invitation is used up or too old. Ask your administrator for a new one.',
    );
  if (!(await find(database))) wrong();
  const hashed = await hashPassword(password);
  return database.transaction().execute(async (transaction) => {
    const engineer = (await find(transaction)) ?? wrong();
    await transaction.deleteFrom('invitations').where('engineer', '=', engineer.id).execute();
    await transaction
      .updateTable('engineers')
      .set({ password: hashed })
      .where('id', '=', engineer.id)
      .execute();
    await record(transaction, { at, actor: engineerActor(engineer), action: 'person-joined' });
    return engineer;
  });
}

/**
 * Changes an account and ends its sessions, so that nobody goes on with what they no longer are.
 * @throws CandorError `conflict` when it would leave the desk without an administrator.
 */
export async function changePerson(
  database: Database,
  by: Engineer,
  id: string,
  change: PersonChange,
  at: string,
): Promise<Person> {
  return database.transaction().execute(async (transaction) => {
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
  const set = (values: { role?: Role; disabled_at?: string | null }) =>
    database.updateTable('engineers').set(values).where('id', '=', id).execute();
  switch (change.change) {
    case 'role':
      if (oidc)
        raise(
          'conflict',
          'This person’s role comes from your organisation’s sign-in. Change it there.',
        );
      await set({ role: change.role });
      return { action: 'role-changed', detail: { from: role, to: change.role } };
    case 'disable':
      await set({ disabled_at: at });
      await revokeApiTokens(database, id);
      await database.deleteFrom('password_resets').where('engineer', '=', id).execute();
      return { action: 'person-disabled', detail: {} };
    case 'enable':
      await set({ disabled_at: null });
      return { action: 'person-enabled', detail: {} };
    case 'reset-second-factor':
      await removeFactor(database, id);
      return { action: 'second-factor-removed', detail: {} };
    default:
      return assertNever(change);
  }
}

async function requireAdministrator(database: Database): Promise<void> {
  const left = await people(database).where('role', '=', 'administrator').execute();
  if (left.map(personOf).some(({ state }) => state === 'active')) return;
  raise('conflict', 'This is the last administrator. Make somebody else an administrator first.');
}
