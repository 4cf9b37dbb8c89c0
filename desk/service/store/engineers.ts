import type { Assignee, Engineer } from '#contract/http/console-api.ts';
import { type Role, workers } from '#contract/http/roles.ts';
import type { Database } from './database.ts';

/** An account, with the end of its invitation while nobody has accepted it. */
export interface Account extends Engineer {
  disabledAt: string | null;
  subject: string | null;
  factor: Uint8Array | null;
  createdAt: string;
  invitedUntil: string | null;
}

/** What a sign-in with a password compares. */
export interface Credentials extends Engineer {
  password: string;
  disabledAt: string | null;
  factor: Uint8Array | null;
}

export interface CreateEngineer extends Engineer {
  nameKey: string;
  /** argon2id, PHC string; empty for an account that no password opens. */
  password: string;
  subject: string | null;
  at: string;
}

export async function hasEngineers(database: Database): Promise<boolean> {
  return (
    (await database.selectFrom('engineers').select('id').limit(1).executeTakeFirst()) !== undefined
  );
}

export async function insertEngineer(
  database: Database,
  { id, name, nameKey, role, password, subject, at }: CreateEngineer,
): Promise<void> {
  await database
    .insertInto('engineers')
    .values({
      id,
      name,
      name_key: nameKey,
      password,
      created_at: at,
      role,
      disabled_at: null,
      subject,
      factor: null,
      factor_offer: null,
      signed_in_at: null,
    })
    .execute();
}

const accounts = (database: Database) =>
  database
    .selectFrom('engineers')
    .leftJoin('invitations', 'invitations.engineer', 'engineers.id')
    .select([
      'engineers.id',
      'name',
      'role',
      'disabled_at as disabledAt',
      'subject',
      'factor',
      'created_at as createdAt',
      'invitations.expires_at as invitedUntil',
    ]);

/** By name. */
export const listAccounts = (database: Database): Promise<Account[]> =>
  accounts(database).orderBy('engineers.name_key').execute();

export const findAccount = (database: Database, id: string): Promise<Account | undefined> =>
  accounts(database).where('engineers.id', '=', id).executeTakeFirst();

export const findAccountByName = (
  database: Database,
  nameKey: string,
): Promise<Account | undefined> =>
  accounts(database).where('name_key', '=', nameKey).executeTakeFirst();

export const listAccountsInRole = (database: Database, role: Role): Promise<Account[]> =>
  accounts(database).where('role', '=', role).execute();

/** By name, with the form of the name that is compared. */
export const listNames = (database: Database) =>
  database
    .selectFrom('engineers')
    .select(['id', 'name', 'name_key as nameKey', 'subject'])
    .orderBy('name')
    .execute();

const credentials = (database: Database) =>
  database
    .selectFrom('engineers')
    .select(['id', 'name', 'role', 'password', 'disabled_at as disabledAt', 'factor']);

export const findCredentials = (
  database: Database,
  nameKey: string,
): Promise<Credentials | undefined> =>
  credentials(database).where('name_key', '=', nameKey).executeTakeFirst();

/** What the owner of an account sees and proves. */
export const ownAccount = (database: Database, id: string) =>
  database
    .selectFrom('engineers')
    .select(['password', 'factor', 'subject'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

export const findEngineerBySubject = (database: Database, subject: string) =>
  database
    .selectFrom('engineers')
    .select(['id', 'role', 'disabled_at as disabledAt'])
    .where('subject', '=', subject)
    .executeTakeFirst();

async function update(
  database: Database,
  id: string,
  values: {
    name?: string;
    role?: Role;
    password?: string;
    disabled_at?: string | null;
    signed_in_at?: string;
  },
): Promise<void> {
  await database.updateTable('engineers').set(values).where('id', '=', id).execute();
}

export const setNameAndRole = (database: Database, { id, name, role }: Engineer): Promise<void> =>
  update(database, id, { name, role });

export const setRole = (database: Database, id: string, role: Role): Promise<void> =>
  update(database, id, { role });

/** @param at null enables the account again. */
export const setDisabled = (database: Database, id: string, at: string | null): Promise<void> =>
  update(database, id, { disabled_at: at });

/** Invites an account again, perhaps in another role. */
export const enableInRole = (database: Database, id: string, role: Role): Promise<void> =>
  update(database, id, { role, disabled_at: null });

export const setPassword = (database: Database, id: string, password: string): Promise<void> =>
  update(database, id, { password });

/** The API tokens of people who sign in through the organisation expire when they stop signing in. */
export const setSignedIn = (database: Database, id: string, at: string): Promise<void> =>
  update(database, id, { signed_in_at: at });

const assignees = (database: Database) =>
  database
    .selectFrom('engineers')
    .select(['id', 'name'])
    .where('disabled_at', 'is', null)
    .where('role', 'in', workers)
    // An account that was only invited cannot see what it is given.
    .where('id', 'not in', (rows) => rows.selectFrom('invitations').select('engineer'));

/** Everybody who can be given an incident, by name. */
export const listAssignees = (database: Database): Promise<Assignee[]> =>
  assignees(database).orderBy('name_key').execute();

export const findAssignee = (database: Database, id: string): Promise<Assignee | undefined> =>
  assignees(database).where('id', '=', id).executeTakeFirst();
