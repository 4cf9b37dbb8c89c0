import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#desk/service/store/database.ts';
import { migrations } from '#desk/service/store/migrations.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-migration-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = '2026-11-20T10:00:00.000Z';

/** A desk of the version before, in which one of two bundles answered a request. */
async function olderDesk(file: string): Promise<void> {
  const sqlite = new SqliteDatabase(file);
  const database = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateTo('0003-requests');
  if (error) throw error;
  sqlite.exec(`
    insert into devices (id, public_key, platform, agent_version, registered_at, seen_at)
      values ('device', '{}', 'linux', '0.1.0', '${at}', '${at}');
    insert into incidents (id, device, received_at, status, upload, manifest_hash, headline, extract)
      values (1, 'device', '${at}', 'new', 'u1', 'h1', x'00', x'00'), (2, 'device', '${at}', 'new', 'u2', 'h2', x'00', x'00');
    insert into submissions (device, id, state, incident, updated_at)
      values ('device', 's1', 'accepted', 1, '${at}'), ('device', 's2', 'accepted', 2, '${at}');
    insert into requests (jti, kind, state, engineer, engineer_name, engineer_role, device, incident, reason, created_at, expires_at, submission)
      values ('request', 'machine', 'sent', 'ada', 'Ada', 'engineer', 'device', 1, 'Why', '${at}', '${at}', 's2');`);
  await database.destroy();
}

test('an older desk learns which of its bundles answered a request', async () => {
  const file = join(folder, 'desk.sqlite');
  await olderDesk(file);
  const database = await openDatabase(file);
  const rows = await database
    .selectFrom('incidents')
    .select(['id', 'request'])
    .orderBy('id')
    .execute();
  await database.destroy();
  expect(rows).toEqual([
    { id: 1, request: null },
    { id: 2, request: 'request' },
  ]);
});
