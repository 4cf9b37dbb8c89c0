import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CandorError } from '#contract/errors/result.ts';
import { openDatabase } from '#desk/service/store/database.ts';
import { migrations } from '#desk/service/store/migrations.ts';
import { deleteInCopies } from '#desk/service/store/upgrade-copy.ts';
import { startTestDesk } from './desk.ts';
import { fillDisk, mountSmall, unmountAll } from './small-disk.ts';

const known = Object.keys(migrations).sort();
const newest = known.at(-1) ?? '';
/** Every schema that a desk in use may have. */
const older = known.slice(0, -1);
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  unmountAll();
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-upgrade-'));
  folders.push(folder);
  return folder;
}

/** The database of a desk that knew nothing newer than `last`, with a device, an incident and its conversation. */
async function makeOlder(folder: string, last: string): Promise<string> {
  const file = join(folder, 'desk.sqlite');
  const steps = Object.fromEntries(
    known.filter((name) => name <= last).map((name) => [name, migrations[name] ?? {}]),
  );
  const database = await openDatabase(file, steps as typeof migrations);
  const rows = [
    sql`insert into devices (id, public_key, platform, agent_version, registered_at, seen_at)
      values ('device', '{}', 'linux', '0.1.0', '2026-01-01', '2026-01-01')`,
    sql`insert into incidents (device, received_at, status, upload, manifest_hash, headline, extract)
      values ('device', '2026-01-01', 'new', 'upload', 'hash', cast('their headline' as blob), cast('what was read out of it' as blob))`,
    sql`insert into timeline (id, incident, at, kind, "from", text)
      values ('message', 1, '2026-01-01', 'message', 'person', 'words of a person')`,
  ];
  for (const row of rows) await row.execute(database);
  await database.destroy();
  return file;
}

/** The database opens, has the newest schema, holds what it held before and is sound. */
async function expectUpgraded(file: string): Promise<void> {
  const database = await openDatabase(file);
  const steps = await sql<{
    name: string;
  }>`select name from kysely_migration order by name`.execute(database);
  expect(steps.rows.map(({ name }) => name)).toEqual(known);
  expect(await database.selectFrom('timeline').select('text').execute()).toEqual([
    { text: 'words of a person' },
  ]);
  expect((await sql`pragma integrity_check`.execute(database)).rows).toEqual([
    { integrity_check: 'ok' },
  ]);
  await database.destroy();
}

const copyIn = (folder: string) => join(folder, `desk-before-${newest}.sqlite`);

describe.each(older)('a database of schema %s', (last) => {
  test('is upgraded, and a copy from before the upgrade is kept', async () => {
    const folder = makeFolder();
    const file = await makeOlder(folder, last);
    await expectUpgraded(file);
    const copy = new SqliteDatabase(copyIn(folder), { readonly: true });
    expect(copy.prepare('select max(name) as last from kysely_migration').get()).toEqual({ last });
    expect(copy.prepare('select text from timeline').get()).toEqual({ text: 'words of a person' });
    copy.close();
  });

  test('opens again after a kill before any statement of the upgrade', async () => {
    const folder = makeFolder();
    const file = await makeOlder(folder, last);
    // What a killed process leaves behind is what the files hold at that moment.
    const moments: string[] = [];
    const prepare = SqliteDatabase.prototype.prepare;
    const spy = vi.spyOn(SqliteDatabase.prototype, 'prepare').mockImplementation(function (
      this: SqliteDatabase.Database,
      source,
    ) {
      const moment = join(folder, `moment-${moments.length}`);
      mkdirSync(moment);
      for (const name of readdirSync(folder)) {
        if (name.startsWith('desk')) copyFileSync(join(folder, name), join(moment, name));
      }
      moments.push(moment);
      return prepare.call(this, source);
    } as typeof prepare);
    await (await openDatabase(file)).destroy();
    spy.mockRestore();
    expect(moments.length).toBeGreaterThan(5);
    for (const moment of moments) await expectUpgraded(join(moment, basename(file)));
  });

  test.for([1, 2, 3])('opens again after a real kill at a random moment (%i)', async () => {
    const file = await makeOlder(makeFolder(), last);
    const statements = Math.floor(Math.random() * 40);
    const child = diesUpgrading(file, statements);
    await once(child, 'exit');
    await expectUpgraded(file).catch((thrown: unknown) => {
      throw new Error(`killed after ${statements} statements`, { cause: thrown });
    });
  });

  test.for([0, 4, 16, 64, 256])(
    'opens again after an upgrade during which only %i kB were free',
    async (free, { skip }) => {
      const disk = mountSmall('16m') ?? skip('needs root and mount');
      const file = await makeOlder(disk, last);
      let makeRoom = () => {};
      const prepare = SqliteDatabase.prototype.prepare;
      const spy = vi.spyOn(SqliteDatabase.prototype, 'prepare').mockImplementation(function (
        this: SqliteDatabase.Database,
        source,
      ) {
        // The copy is made; the upgrade itself begins.
        if (source === 'begin') makeRoom = fillDisk(disk, free * 1024);
        return prepare.call(this, source);
      } as typeof prepare);
      await openDatabase(file).then(
        (database) => database.destroy(),
        () => {},
      );
      spy.mockRestore();
      makeRoom();
      await expectUpgraded(file);
    },
  );
});

/** Opens the database in a process of its own, which kills itself before so many statements. */
function diesUpgrading(file: string, statements: number): ChildProcess {
  const program = `
    import SqliteDatabase from 'better-sqlite3';
    const { prepare } = SqliteDatabase.prototype;
    let left = ${statements};
    SqliteDatabase.prototype.prepare = function (source) {
      if (left-- === 0) process.kill(process.pid, 'SIGKILL');
      return prepare.call(this, source);
    };
    const { openDatabase } = await import(${JSON.stringify(new URL('../../../desk/service/store/database.ts', import.meta.url).href)});
    await openDatabase(${JSON.stringify(file)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: 'ignore',
    cwd: join(import.meta.dirname, '../../..'),
  });
  children.push(child);
  return child;
}

describe('an upgrade', () => {
  test('without room for the copy changes nothing and says how much room it needs', async ({
    skip,
  }) => {
    const disk = mountSmall('16m') ?? skip('needs root and mount');
    const file = await makeOlder(disk, older.at(-1) ?? '');
    const makeRoom = fillDisk(disk, 1024 * 1024);
    const thrown = await openDatabase(file).then(
      () => null,
      (error: unknown) => error,
    );
    makeRoom();
    expect((thrown as CandorError).error).toMatchObject({
      code: 'disk-full',
      message: { values: { file, free: expect.any(Number) } },
    });
    expect(existsSync(copyIn(disk))).toBe(false);
    await expectUpgraded(file);
  });

  test('removes the copy of the upgrade before it', async () => {
    const folder = makeFolder();
    const file = await makeOlder(folder, older.at(-1) ?? '');
    writeFileSync(join(folder, 'desk-before-0001-first.sqlite'), '');
    await expectUpgraded(file);
    expect(readdirSync(folder).filter((name) => name.startsWith('desk-before'))).toEqual([
      basename(copyIn(folder)),
    ]);
  });

  test.each(older)(
    'leaves a copy of schema %s in which a deleted incident is deleted too',
    async (last) => {
      const folder = makeFolder();
      const file = await makeOlder(folder, last);
      await expectUpgraded(file);
      const found = () =>
        ['words of a person', 'their headline', 'what was read out of it'].map((text) =>
          readFileSync(copyIn(folder)).includes(text),
        );
      expect(found()).toEqual([true, true, true]);
      await deleteInCopies(file, 1);
      expect(found()).toEqual([false, false, false]);
    },
  );

  test('makes no copy of a new database, nor of one that is current', async () => {
    const folder = makeFolder();
    const file = join(folder, 'desk.sqlite');
    for (const _start of ['new', 'current']) await (await openDatabase(file)).destroy();
    expect(readdirSync(folder).filter((name) => name.startsWith('desk-before'))).toEqual([]);
  });

  test.runIf(process.platform !== 'win32')(
    'leaves a copy that only the desk’s own account can read',
    async () => {
      const folder = makeFolder();
      await expectUpgraded(await makeOlder(folder, older.at(-1) ?? ''));
      expect(statSync(copyIn(folder)).mode & 0o777).toBe(0o600);
    },
  );
});

describe('a desk that is started with data it cannot use', () => {
  const started = (dataFolder: string) =>
    startTestDesk({ dataFolder }).then(
      async (desk) => {
        await desk.stop();
        return expect.fail('it started');
      },
      (thrown: unknown) => (thrown instanceof CandorError ? thrown.error : thrown),
    );

  test('names both versions when a newer desk has used the data', async () => {
    const folder = makeFolder();
    const file = join(folder, 'desk.sqlite');
    const later = { ...migrations, '9999-later': { up: async () => {} } };
    await (await openDatabase(file, later)).destroy();
    expect(await started(folder)).toMatchObject({
      code: 'conflict',
      message: { values: { file, found: '9999-later', known: newest } },
    });
  });

  test('names the file when the data folder is a file, or lies in one', async () => {
    const file = join(makeFolder(), 'data');
    writeFileSync(file, '');
    const message = { values: expect.objectContaining({ path: file }) };
    expect(await started(file)).toMatchObject({ code: 'invalid-arguments', message });
    expect(await started(join(file, 'inside'))).toMatchObject({
      code: 'invalid-arguments',
      message,
    });
  });

  test.runIf(process.platform === 'linux')(
    'says so when the folder cannot be made, and does not hang',
    async () => {
      expect(await started('/proc/candor/data')).toMatchObject({
        code: 'invalid-arguments',
        message: { values: { folder: '/proc/candor' } },
      });
    },
  );

  test('names the database when it is not one', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'desk.sqlite'), 'this is not a database'.repeat(100));
    expect(await started(folder)).toMatchObject({
      code: 'disk-failed',
      message: { values: { file: join(folder, 'desk.sqlite') } },
    });
  });
});
