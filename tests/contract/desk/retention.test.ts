import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { consoleRoutes, incidentDetail } from '../../../contract/console-api.ts';
import { incidentView } from '../../../contract/incident.ts';
import type { Receipt } from '../../../contract/receipt.ts';
import { appError } from '../../../contract/result.ts';
import { makeBundle, type TestBundle } from './bundle.ts';
import { type Browser, firstEngineer, registeredDevice, signInAs, startTestDesk, type TestDesk } from './desk.ts';
import { callAs, decisionOf, send, submissionOf, type TestDevice } from './device.ts';

const dayMs = 24 * 3_600_000;
const incident = '/api/incidents/INC-000001';
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-desk-'));
  folders.push(folder);
  return folder;
}

/** A desk whose clock stands where `clock.ms` says. */
const deskAt = (clock: { ms: number }, config: Parameters<typeof startTestDesk>[0] = {}) =>
  startTestDesk({ ...config, now: () => new Date(clock.ms) });

async function accepted(
  desk: TestDesk,
  device: TestDevice,
  receipt: Partial<Receipt> = {},
): Promise<TestBundle & { submission: string }> {
  const bundle = await makeBundle(desk, device, { receipt });
  const submission = randomUUID();
  await send(device, desk, bundle.sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  return { ...bundle, submission };
}

/** A device's call at the desk's own time, which its token has to name. */
const callAt = (clock: { ms: number }, device: TestDevice, desk: TestDesk, method: string, path: string, body?: unknown) =>
  callAs(device, desk, method, path, { body, token: { issuedAt: Math.floor(clock.ms / 1000) } });

const statusOf = async (engineer: Browser, path: string) => (await engineer.call('GET', path)).status;
const objectsOf = (folder: string) => readdirSync(join(folder, 'objects'));

describe('an incident whose agreed time has passed', () => {
  test('is gone for engineers in that moment, also before anything is swept', async () => {
    // Ahead, so that it is the consent that counts and not the arrival.
    const clock = { ms: Date.now() + 60_000 };
    await using desk = await deskAt(clock);
    const device = await registeredDevice(desk);
    const { receipt } = await accepted(desk, device);
    await firstEngineer(desk);
    const end = Date.parse(receipt.receipt.agreedAt) + 30 * dayMs;

    clock.ms = end - 1;
    const before = await signInAs(desk, 'Erika Example');
    expect(await statusOf(before, incident)).toBe(200);
    expect(await (await before.call('GET', consoleRoutes.incidents)).json()).toHaveLength(1);

    clock.ms = end;
    expect(await (await before.call('GET', consoleRoutes.incidents)).json()).toEqual([]);
    for (const [method, path, body] of [
      ['GET', incident],
      ['PATCH', incident, { status: 'resolved' }],
      ['POST', `${incident}/messages`, { text: 'hello' }],
      ['GET', `${incident}/items/logs/system.log`],
      ['GET', `${incident}/items/manifest.json`],
    ] as const) {
      const response = await before.call(method, path, body);
      expect([response.status, method, path]).toEqual([404, method, path]);
      expect(appError.parse(await response.json())).toMatchObject({
        code: 'not-found',
        message: { message: 'This incident was deleted when the time that the person agreed to had passed.' },
      });
    }
  });

  test('is deleted: the bundle, what was read out of it and the conversation; number, times, status and hash stay', async () => {
    const clock = { ms: Date.now() };
    const dataFolder = makeFolder();
    const spoken = 'the conversation in plain words';
    await using desk = await deskAt(clock, { dataFolder });
    const device = await registeredDevice(desk);
    const { manifestHash } = await accepted(desk, device);
    const engineer = await firstEngineer(desk);
    await engineer.call('POST', `${incident}/messages`, { text: spoken });
    expect(await statusOf(engineer, `${incident}/items/logs/system.log`)).toBe(200);
    await desk.stop();

    clock.ms += 31 * dayMs;
    await using later = await deskAt(clock, { dataFolder });
    expect(objectsOf(dataFolder)).toEqual([]);
    expect(await statusOf(await signInAs(later, 'Erika Example'), `${incident}/items/logs/system.log`)).toBe(404);
    for (const name of readdirSync(dataFolder).filter((name) => name.startsWith('desk.sqlite'))) {
      expect(readFileSync(join(dataFolder, name)).includes(spoken)).toBe(false);
    }
    await later.stop();
    expect(rowsOf(dataFolder)).toEqual([
      {
        id: 1,
        device: device.id,
        status: 'assigned',
        assignee: null,
        manifest_hash: manifestHash,
        content: 0,
        lines: 0,
        deleted: true,
      },
    ]);
  });

  test('is closed and empty for its sender, whose bundle still counts as arrived and is not taken again', async () => {
    const clock = { ms: Date.now() };
    const dataFolder = makeFolder();
    await using desk = await deskAt(clock, { dataFolder });
    const device = await registeredDevice(desk);
    const { submission } = await accepted(desk, device);
    const proof = await submissionOf(device, desk, submission);
    await desk.stop();

    clock.ms += 31 * dayMs;
    await using later = await deskAt(clock, { dataFolder });
    const gone = { number: 'INC-000001', status: 'closed', timeline: [] };
    const view = await callAt(clock, device, later, 'GET', '/v1/incidents/INC-000001');
    expect(incidentView.parse(await view.json())).toEqual(gone);
    const again = await callAt(clock, device, later, 'GET', `/v1/submissions/${submission}`);
    expect(await again.json()).toEqual({ ...proof, incident: gone });
    const body = { id: randomUUID(), text: 'Are you still there?' };
    const message = await callAt(clock, device, later, 'POST', '/v1/incidents/INC-000001/messages', body);
    expect(message.status).toBe(404);
    expect(incidentView.parse(await (await callAt(clock, device, later, 'GET', '/v1/incidents/INC-000001')).json())).toEqual(
      gone,
    );
  });

  test('is swept while the desk runs, and leaves the others alone', async () => {
    const clock = { ms: Date.now() };
    const swept = Promise.withResolvers<void>();
    const log = { write: (line: string) => void (line.includes('incident deleted') && swept.resolve()) };
    await using desk = await deskAt(clock, { limits: { sweepMs: 10 }, log });
    const device = await registeredDevice(desk);
    await accepted(desk, device, { retentionDays: 1 });
    await accepted(desk, device, { retentionDays: 2 });
    await firstEngineer(desk);
    expect(objectsOf(desk.dataFolder)).toHaveLength(2);
    clock.ms += 1.5 * dayMs - 1000;
    const engineer = await signInAs(desk, 'Erika Example');
    await swept.promise;
    expect(objectsOf(desk.dataFolder)).toHaveLength(1);
    expect(await statusOf(engineer, incident)).toBe(404);
    expect(await statusOf(engineer, '/api/incidents/INC-000002/items/logs/system.log')).toBe(200);
  });
});

describe('the agreed time', () => {
  test.for([
    ['has passed on the way', { agreedAt: new Date(Date.now() - 31 * dayMs).toISOString() }],
    ['is longer than any policy may ask for', { retentionDays: 3651 }],
    ['is more days than a calendar has', { retentionDays: Number.MAX_SAFE_INTEGER }],
    ['is not named', { retentionDays: null }],
  ] as const)('%s: the bundle is refused in words', async ([, receipt]) => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device, { receipt })).sealed, { submission });
    const answer = await decisionOf(device, desk, submission);
    expect(answer).toMatchObject({
      state: 'refused',
      problem: { message: { values: { check: 'The time that the person agreed to has not passed' } } },
    });
    expect(objectsOf(desk.dataFolder)).toEqual([]);
  });

  test('is counted from the arrival when the sender’s clock is far ahead', async () => {
    const clock = { ms: Date.now() };
    await using desk = await deskAt(clock);
    const device = await registeredDevice(desk);
    await accepted(desk, device, { agreedAt: '9999-12-31T00:00:00.000Z' });
    await firstEngineer(desk);
    clock.ms += 29 * dayMs;
    expect(await statusOf(await signInAs(desk, 'Erika Example'), incident)).toBe(200);
    clock.ms += dayMs;
    expect(await statusOf(await signInAs(desk, 'Erika Example'), incident)).toBe(404);
  });

  test('of incidents from before the desk knew of it is read out of their receipts', async () => {
    const clock = { ms: Date.now() };
    const dataFolder = makeFolder();
    await using desk = await deskAt(clock, { dataFolder });
    const device = await registeredDevice(desk);
    await accepted(desk, device, { retentionDays: 5 });
    await firstEngineer(desk);
    await desk.stop();
    using database = openRows(dataFolder);
    database.sqlite.exec('update incidents set expires_at = null');
    database.sqlite.close();

    clock.ms += 4 * dayMs;
    await using later = await deskAt(clock, { dataFolder });
    const detail = await (await signInAs(later, 'Erika Example')).call('GET', incident);
    expect(incidentDetail.parse(await detail.json()).receipt.receipt.retentionDays).toBe(5);
    clock.ms += 1.5 * dayMs;
    expect(await statusOf(await signInAs(later, 'Erika Example'), incident)).toBe(404);
  });
});

test('a desk that is killed while it deletes leaves no bundle without its row, and its next start deletes the rest', async () => {
  const count = 12;
  const clock = { ms: Date.now() };
  const dataFolder = makeFolder();
  await using desk = await deskAt(clock, { dataFolder });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device);
  const submissions = Array.from({ length: count }, () => randomUUID());
  for (const submission of submissions) await send(device, desk, sealed, { submission });
  for (const submission of submissions) expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  await desk.stop();
  expect(objectsOf(dataFolder)).toHaveLength(count);

  // The kill falls on the first file that vanishes: between a file and its rows, or shortly after.
  const watcher = watch(join(dataFolder, 'objects'));
  const first = once(watcher, 'change');
  const child = startLater(dataFolder, 31);
  const ended = once(child, 'exit');
  await first;
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  watcher.close();

  const left = objectsOf(dataFolder);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(count);
  const named = rowsOf(dataFolder).filter(({ deleted }) => !deleted);
  expect(named.length).toBeGreaterThanOrEqual(left.length);
  for (const row of rowsOf(dataFolder)) expect([row.content > 0, row.lines > 0]).toEqual([!row.deleted, !row.deleted]);

  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  await later.stop();
  expect(objectsOf(dataFolder)).toEqual([]);
  expect(rowsOf(dataFolder).map(({ deleted, content, lines }) => ({ deleted, content, lines }))).toEqual(
    Array.from({ length: count }, () => ({ deleted: true, content: 0, lines: 0 })),
  );
});

test('a bundle whose file went but whose rows did not is deleted to the end', async () => {
  const clock = { ms: Date.now() };
  const dataFolder = makeFolder();
  await using desk = await deskAt(clock, { dataFolder });
  await accepted(desk, await registeredDevice(desk));
  await desk.stop();
  for (const name of objectsOf(dataFolder)) rmSync(join(dataFolder, 'objects', name));
  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  await later.stop();
  expect(rowsOf(dataFolder)).toMatchObject([{ deleted: true, content: 0, lines: 0 }]);
});

/** A desk in a process of its own, in which it is so many days later. */
function startLater(dataFolder: string, days: number): ChildProcess {
  const start = new URL('../../../desk/service/start.ts', import.meta.url).href;
  const program = `import { startDesk } from ${JSON.stringify(start)};
    await startDesk({ dataFolder: ${JSON.stringify(dataFolder)}, host: '127.0.0.1', port: 0,
      now: () => new Date(Date.now() + ${days * dayMs}) });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  children.push(child);
  return child;
}

function openRows(dataFolder: string) {
  const sqlite = new SqliteDatabase(join(dataFolder, 'desk.sqlite'));
  return { sqlite, [Symbol.dispose]: () => void sqlite.close() };
}

interface Row {
  id: number;
  device: string;
  status: string;
  assignee: string | null;
  manifest_hash: string;
  content: number;
  lines: number;
  deleted: boolean;
}

/** What the database holds of each incident: `content` in bytes, `lines` of its timeline. */
function rowsOf(dataFolder: string): Row[] {
  using database = openRows(dataFolder);
  const rows = database.sqlite
    .prepare(
      `select id, device, status, assignee, manifest_hash, length(headline) + length(extract) as content,
        (select count(*) from timeline where incident = incidents.id) as lines, deleted_at is not null as deleted
        from incidents order by id`,
    )
    .all() as (Omit<Row, 'deleted'> & { deleted: number })[];
  return rows.map((row) => ({ ...row, deleted: row.deleted === 1 }));
}
