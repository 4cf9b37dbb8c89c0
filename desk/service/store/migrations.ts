import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** In the order of their names; one that has run anywhere is never changed again. */
export const migrations: Record<string, Migration> = {
  '0001-first': { up: first },
  '0002-retention': { up: retention },
};

async function first(database: Kysely<unknown>): Promise<void> {
  // STRICT: SQLite otherwise stores any type in any column. AUTOINCREMENT: an incident's number is never given twice.
  const statements = [
    sql`create table devices (
      id text primary key, public_key text not null, platform text not null, agent_version text not null,
      registered_at text not null, seen_at text not null) strict`,
    sql`create table incidents (
      id integer primary key autoincrement, device text not null references devices(id), received_at text not null,
      status text not null, assignee text, upload text not null unique, manifest_hash text not null,
      headline blob not null, extract blob not null) strict`,
    sql`create table submissions (
      device text not null references devices(id), id text not null, state text not null, acceptance text,
      incident integer references incidents(id), problem text, updated_at text not null,
      primary key (device, id)) strict`,
    sql`create table uploads (
      id text primary key, device text not null, submission text not null, sha256 text not null, size integer not null,
      created_at text not null,
      foreign key (device, submission) references submissions(device, id)) strict`,
    sql`create index uploads_by_submission on uploads(device, submission)`,
    sql`create table timeline (
      position integer primary key autoincrement, id text not null, incident integer not null references incidents(id),
      at text not null, kind text not null, status text, "from" text, name text, text text, unique (incident, id)) strict`,
    sql`create table engineers (
      id text primary key, name text not null, name_key text not null unique, password text not null,
      created_at text not null) strict`,
    sql`create table sessions (
      id_hash text primary key, engineer text not null references engineers(id), created_at text not null,
      used_at text not null) strict`,
    sql`create table settings (name text primary key, value text not null) strict`,
  ];
  for (const statement of statements) await statement.execute(database);
}

async function retention(database: Kysely<unknown>): Promise<void> {
  await sql`alter table incidents add column expires_at text`.execute(database);
  await sql`alter table incidents add column deleted_at text`.execute(database);
  await sql`create index incidents_by_expiry on incidents(expires_at) where deleted_at is null`.execute(database);
}
