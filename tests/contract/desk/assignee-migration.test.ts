import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#desk/service/store/database.ts';
import { migrations } from '#desk/service/store/migrations.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-migration-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const before0008 = Object.keys(migrations).filter((name) => name < '0008');
const at = '2026-11-20T10:00:00.000Z';

/** A desk of an older version, with one incident for each of these names. */
async function olderDesk(
  file: string,
  last: string,
  names: readonly (string | null)[],
): Promise<void> {
  const steps = Object.entries(migrations).filter(([name]) => name <= last);
  const database = await openDatabase(file, Object.fromEntries(steps));
  const people = ['Ada', 'Grace', 'Grace', 'ada'];
  for (const [index, name] of people.entries()) {
    await sql`insert into engineers (id, name, name_key, password, created_at)
      values (${`id-${index}`}, ${name}, ${`key-${index}`}, '', ${at})`.execute(database);
  }
  await sql`insert into devices (id, public_key, platform, agent_version, registered_at, seen_at)
    values ('device', '{}', 'linux', '0.1.0', ${at}, ${at})`.execute(database);
  for (const [index, name] of names.entries()) {
    await sql`insert into incidents (device, received_at, status, assignee, upload, manifest_hash, headline, extract)
      values ('device', ${at}, 'assigned', ${name}, ${`upload-${index}`}, 'hash', x'00', x'00')`.execute(
      database,
    );
  }
  await database.destroy();
}

test.each(before0008)(
  'an upgrade from %s gives an incident to the one account with its name, and a name that fits none or two to nobody',
  async (last) => {
    const file = join(folder, 'desk.sqlite');
    await olderDesk(file, last, ['Ada', 'Grace', 'Somebody who left', null]);
    const database = await openDatabase(file);
    const rows = await database
      .selectFrom('incidents')
      .select(['assignee', 'assignee_id'])
      .orderBy('id')
      .execute();
    await database.destroy();
    expect(rows).toEqual([
      { assignee: 'Ada', assignee_id: 'id-0' },
      { assignee: 'Grace', assignee_id: null },
      { assignee: 'Somebody who left', assignee_id: null },
      { assignee: null, assignee_id: null },
    ]);
  },
);
