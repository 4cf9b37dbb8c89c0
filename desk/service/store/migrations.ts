import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** In the order of their names; one that has run anywhere is never changed again. */
export const migrations: Record<string, Migration> = {
  '0001-first': { up: first },
  '0002-retention': { up: retention },
  '0003-requests': { up: requests },
  '0004-intake': { up: intake },
  '0005-incidents': { up: incidents },
  '0006-console': { up: answeredRequests },
  '0007-accounts': { up: accounts },
  '0008-assignees': { up: assignees },
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
  await sql`create index incidents_by_expiry on incidents(expires_at) where deleted_at is null`.execute(
    database,
  );
}

async function requests(database: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table devices add column name text`,
    sql`alter table devices add column owner text`,
    sql`alter table devices add column enrolled_at text`,
    sql`alter table devices add column revoked_at text`,
    sql`alter table devices add column revoked_reason text`,
    sql`alter table submissions add column withdrawal text`,
    // Whoever has an account until now could do everything there was to do.
    sql`alter table engineers add column role text not null default 'administrator'`,
    sql`alter table engineers add column disabled_at text`,
    sql`alter table engineers add column subject text`,
    sql`alter table engineers add column factor blob`,
    sql`alter table engineers add column factor_offer blob`,
    sql`alter table engineers add column factor_step integer not null default 0`,
    sql`create unique index engineers_by_subject on engineers(subject) where subject is not null`,
    sql`create table invitations (
      engineer text primary key references engineers(id), token_hash text not null unique, expires_at text not null) strict`,
    sql`create table recovery_codes (
      engineer text not null references engineers(id), code_hash text not null, primary key (engineer, code_hash)) strict`,
    sql`create table api_tokens (
      id text primary key, engineer text not null references engineers(id), label text not null, token_hash text not null unique,
      scopes text not null, created_at text not null, expires_at text not null, used_at text) strict`,
    sql`create table enrolments (
      id text primary key, label text not null, token_hash text not null unique, uses integer not null,
      uses_left integer not null, created_at text not null, created_by text not null, expires_at text not null,
      revoked_at text) strict`,
    sql`create table requests (
      jti text primary key, kind text not null, state text not null, engineer text not null, engineer_name text not null,
      engineer_role text not null, device text references devices(id), incident integer references incidents(id),
      reason text not null, scope text, reveal text, jws text, number text, code_hash text unique, code_expires_at text,
      redeemed_at text, created_at text not null, expires_at text not null, submission text, answer blob,
      acknowledged_by text) strict`,
    sql`create index requests_by_device on requests(device)`,
    sql`create index requests_by_incident on requests(incident)`,
    sql`create table request_events (
      position integer primary key autoincrement, request text not null references requests(jti), state text not null,
      at text not null, sentence text) strict`,
    sql`create index request_events_by_request on request_events(request)`,
    sql`create table audit (
      seq integer primary key, at text not null, actor_kind text not null, actor_id text not null, actor_name text not null,
      action text not null, object text not null, detail text not null, previous text not null, hash text not null) strict`,
    // Not only the desk's code keeps the log: the database itself refuses to change or shorten it.
    sql`create trigger audit_is_not_changed before update on audit begin select raise(abort, 'the audit log is append-only'); end`,
    sql`create trigger audit_is_not_deleted before delete on audit begin select raise(abort, 'the audit log is append-only'); end`,
  ];
  for (const statement of statements) await statement.execute(database);
}

/** For the quota of a device, and for the search for devices that were never used. */
async function intake(database: Kysely<unknown>): Promise<void> {
  await sql`create index incidents_by_device on incidents(device, received_at)`.execute(database);
  await sql`create index unverified_devices on devices(seen_at) where enrolled_at is null`.execute(
    database,
  );
}

async function incidents(database: Kysely<unknown>): Promise<void> {
  const statements = [
    // Who deleted it before its time, and why; null where the person took it back, or its time had passed.
    sql`alter table incidents add column deleted_by text`,
    sql`alter table incidents add column deleted_reason text`,
    // Of an assignment: who had it before, and who changed that.
    sql`alter table timeline add column assigned_from text`,
    sql`alter table timeline add column assigned_to text`,
    sql`create index devices_by_sighting on devices(seen_at desc, id)`,
    sql`create index requests_by_creation on requests(created_at desc, jti)`,
    // A message opens a resolved incident again; until now it did not, and those that waited were seen by nobody.
    sql`update incidents set status = 'in-progress' where status = 'resolved' and deleted_at is null and
      (select kind || coalesce("from", '') from timeline where incident = incidents.id order by position desc limit 1)
      = 'messageperson'`,
  ];
  for (const statement of statements) await statement.execute(database);
}

async function answeredRequests(database: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table incidents add column request text references requests(jti)`,
    sql`create index incidents_by_request on incidents(request) where request is not null`,
    sql`update incidents set request = (
      select requests.jti from submissions
      join requests on requests.submission = submissions.id and requests.device = submissions.device
      where submissions.incident = incidents.id)`,
  ];
  for (const statement of statements) await statement.execute(database);
}

async function accounts(database: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table password_resets (
      engineer text primary key references engineers(id), token_hash text not null unique, expires_at text not null) strict`,
    sql`create table unfinished_sign_ins (
      id text primary key, engineer text not null references engineers(id), at text not null, address text not null) strict`,
    sql`create index unfinished_sign_ins_by_engineer on unfinished_sign_ins(engineer)`,
    sql`alter table engineers add column signed_in_at text`,
    sql`alter table sessions add column confirmed_at text`,
  ];
  for (const statement of statements) await statement.execute(database);
}

/**
 * Whose an incident is was stored by name, so that a namesake had it too. A name that two accounts have, or none, leads to
 * nobody: it stays on the screen and gives no rights.
 */
async function assignees(database: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table incidents add column assignee_id text`,
    sql`update incidents set assignee_id = (
      select case count(*) when 1 then max(id) end from engineers where engineers.name = incidents.assignee)
      where assignee is not null`,
    sql`alter table timeline add column author text`,
  ];
  for (const statement of statements) await statement.execute(database);
}
