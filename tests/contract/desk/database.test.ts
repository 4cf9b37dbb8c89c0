import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '#desk/service/store/database.ts';
import { migrations } from '#desk/service/store/migrations.ts';
import { deleteInCopies } from '#desk/service/store/upgrade-copy.ts';
import { fillDisk, mountSmall, unmountAll } from './small-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-database-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  unmountAll();
});

const known = Object.keys(migrations).sort();
const newest = known.at(-1) ?? '';
const upTo = (last: string): Record<string, Migration> =>
  Object.fromEntries(
    known
      .filter((name) => name <= last)
      .map((name) => [name, migrations[name] ?? { up: async () => {} }]),
  );
const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => thrown,
  );

/** The files of this folder that this process holds open. */
function openFiles(): string[] {
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder));
}

describe('the database of a desk', () => {
  test('syncs each commit, keeps rows from naming what is not there, and overwrites what is deleted', async () => {
    const database = await openDatabase(join(folder, 'desk.sqlite'));
    const settings = await Promise.all(
      ['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete'].map((name) =>
        sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database),
      ),
    );
    // 2 is FULL.
    expect(settings.flatMap(({ rows }) => rows.map((row) => Object.values(row)[0]))).toEqual([
      'wal',
      2,
      1,
      1,
    ]);
    await database.destroy();
  });

  test('says why a change failed on a full disk, and not that there was nothing left to roll back', async ({
    skip,
  }) => {
    const disk = mountSmall('4m') ?? skip('needs root and mount');
    const database = await openDatabase(join(disk, 'desk.sqlite'));
    const makeRoom = fillDisk(disk, 0);
    const change = database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('settings')
        .values({ name: 'organisation', value: 'x'.repeat(8 * 1024 * 1024) })
        .execute();
    });
    const thrown = await thrownBy(change);
    makeRoom();
    expect(thrown).toMatchObject({ code: 'SQLITE_FULL' });
    expect(await database.selectFrom('settings').selectAll().execute()).toEqual([]);
    await database.destroy();
  });

  test('rolls back a change that fails for another reason, and takes the next one', async () => {
    const database = await openDatabase(join(folder, 'desk.sqlite'));
    const row = (name: 'desk' | 'organisation') => ({ name, value: 'x' });
    const failing = database.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values(row('desk')).execute();
      throw new Error('halfway');
    });
    expect(await thrownBy(failing)).toMatchObject({ message: 'halfway' });
    await database.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values(row('organisation')).execute();
    });
    expect(
      (await database.selectFrom('settings').select('name').execute()).map(({ name }) => name),
    ).toEqual(['organisation']);
    await database.destroy();
  });

  test('is called damaged only where it is, and not where the disk cannot be read', async () => {
    const failure = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' });
    vi.spyOn(SqliteDatabase.prototype, 'pragma').mockImplementation(() => {
      throw failure;
    });
    expect(await thrownBy(openDatabase(join(folder, 'desk.sqlite')))).toBe(failure);
    const damaged = Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' });
    vi.spyOn(SqliteDatabase.prototype, 'pragma').mockImplementation(() => {
      throw damaged;
    });
    expect(await thrownBy(openDatabase(join(folder, 'desk.sqlite')))).toMatchObject({
      error: { code: 'disk-failed' },
    });
  });

  test.runIf(process.platform === 'linux')(
    'is closed again when it cannot be used or brought up to date',
    async () => {
      const file = join(folder, 'desk.sqlite');
      writeFileSync(file, 'this is not a database'.repeat(100));
      expect(await thrownBy(openDatabase(file))).toMatchObject({ error: { code: 'disk-failed' } });
      expect(openFiles()).toEqual([]);
      rmSync(file);
      const failing = {
        up: async () => {
          throw new Error('this step fails');
        },
      };
      expect(
        await thrownBy(openDatabase(file, { ...migrations, '9999-failing': failing })),
      ).toMatchObject({
        message: 'this step fails',
      });
      expect(openFiles()).toEqual([]);
    },
  );
});

describe('an upgrade of the database', () => {
  test('is all or nothing: a step that fails takes those before it back', async () => {
    const file = join(folder, 'desk.sqlite');
    await (await openDatabase(file, upTo(known[0] ?? ''))).destroy();
    const failing = {
      up: async () => {
        throw new Error('this step fails');
      },
    };
    expect(
      await thrownBy(openDatabase(file, { ...migrations, '9999-failing': failing })),
    ).toMatchObject({
      message: 'this step fails',
    });
    const sqlite = new SqliteDatabase(file, { readonly: true });
    expect(sqlite.prepare('select name from kysely_migration').all()).toEqual([{ name: known[0] }]);
    sqlite.close();
  });

  test('begins its copy anew where one was killed in the middle of it', async () => {
    const file = join(folder, 'desk.sqlite');
    await (await openDatabase(file, upTo(known[0] ?? ''))).destroy();
    const copy = join(folder, `desk-before-${newest}.sqlite`);
    writeFileSync(`${copy}.new`, 'half of a copy');
    writeFileSync(`${copy}.new-journal`, 'half of its journal');
    await (await openDatabase(file)).destroy();
    expect(readdirSync(folder).sort()).toEqual([`desk-before-${newest}.sqlite`, 'desk.sqlite']);
    const sqlite = new SqliteDatabase(copy, { readonly: true });
    expect(sqlite.prepare('select name from kysely_migration').all()).toEqual([{ name: known[0] }]);
    sqlite.close();
  });

  test('says how many bytes it needs: as many as the database has, and four MiB for itself', async ({
    skip,
  }) => {
    const disk = mountSmall('16m') ?? skip('needs root and mount');
    const file = join(disk, 'desk.sqlite');
    await (await openDatabase(file, upTo(known[0] ?? ''))).destroy();
    const needed = statSync(file).size + 4 * 1024 * 1024;
    const pageBytes = 4096;
    const makeRoom = fillDisk(disk, needed - pageBytes);
    // The files that the database opens take some pages of their own; what it says is free is what was free then.
    const thrown = (await thrownBy(openDatabase(file))) as {
      error: { message: { values: { needed: number; free: number } } };
    };
    makeRoom();
    expect(thrown).toMatchObject({
      error: { code: 'disk-full', message: { values: { file, needed } } },
    });
    const { free } = thrown.error.message.values;
    expect([free % pageBytes, free < needed]).toEqual([0, true]);
  });

  test('leaves a copy in which what people revealed in the requests of a deleted incident is deleted too, and nothing else', async () => {
    const file = join(folder, 'desk.sqlite');
    const database = await openDatabase(file, upTo('0006-console'));
    const rows = [
      `insert into devices (id, public_key, platform, agent_version, registered_at, seen_at)
        values ('device', '{}', 'linux', '0.1.0', '2026-01-01', '2026-01-01')`,
      ...[1, 2].flatMap((incident) => [
        `insert into incidents (device, received_at, status, upload, manifest_hash, headline, extract)
          values ('device', '2026-01-01', 'new', 'upload-${incident}', 'hash', cast('headline-${incident}' as blob), cast('extract-${incident}' as blob))`,
        `insert into timeline (id, incident, at, kind, "from", text) values ('m', ${incident}, '2026-01-01', 'message', 'person', 'words-${incident}')`,
        `insert into requests (jti, kind, state, engineer, engineer_name, engineer_role, incident, reason, jws, created_at, expires_at, answer)
          values ('request-${incident}', 'reveal', 'answered', 'e', 'Erika', 'engineer', ${incident}, 'reason-${incident}', 'jws-${incident}', '2026-01-01', '2026-01-01', cast('answer-${incident}' as blob))`,
        `insert into request_events (request, state, at, sentence) values ('request-${incident}', 'declined', '2026-01-01', 'sentence-${incident}')`,
      ]),
    ];
    for (const row of rows) await sql.raw(row).execute(database);
    await database.destroy();
    await (await openDatabase(file)).destroy();
    await deleteInCopies(file, 1);
    expect(openFiles()).toEqual([]);
    const copy = readFileSync(join(folder, `desk-before-${newest}.sqlite`));
    const left = ['headline', 'extract', 'words', 'reason', 'jws', 'answer', 'sentence'].map(
      (text) => [1, 2].map((incident) => copy.includes(`${text}-${incident}`)),
    );
    expect(left).toEqual(Array.from({ length: 7 }, () => [false, true]));
  });
});
