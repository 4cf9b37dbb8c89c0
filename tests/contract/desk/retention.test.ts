import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { incidentDetail } from '#contract/http/console-api.ts';
import { incidentView } from '#contract/http/incident.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  signInAs,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, send, submissionOf, type TestDevice } from './device.ts';
import { incidentsOf } from './lists.ts';
import { accepted, dayMs, deskAt, objectsOf, rowsOf } from './retention.ts';

const incident = '/api/incidents/INC-000001';
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-desk-'));
  folders.push(folder);
  return folder;
}

/** A device's call at the desk's own time, which its token has to name. */
const callAt = (
  clock: { ms: number },
  device: TestDevice,
  desk: TestDesk,
  method: string,
  path: string,
  body?: unknown,
) => callAs(device, desk, method, path, { body, token: { issuedAt: Math.floor(clock.ms / 1000) } });

const statusOf = async (engineer: Browser, path: string) =>
  (await engineer.call('GET', path)).status;
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
    expect((await incidentsOf(before, { view: 'all' })).total).toBe(1);

    clock.ms = end;
    expect(await incidentsOf(before, { view: 'all' })).toMatchObject({
      incidents: [],
      total: 0,
      counts: { all: 0 },
    });
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
        message: {
          message:
            'This incident was deleted when the time for which the desk may keep it had passed.',
        },
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
    expect(
      await statusOf(await signInAs(later, 'Erika Example'), `${incident}/items/logs/system.log`),
    ).toBe(404);
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
    const message = await callAt(
      clock,
      device,
      later,
      'POST',
      '/v1/incidents/INC-000001/messages',
      body,
    );
    expect(message.status).toBe(404);
    expect(
      incidentView.parse(
        await (await callAt(clock, device, later, 'GET', '/v1/incidents/INC-000001')).json(),
      ),
    ).toEqual(gone);
  });

  test('is swept while the desk runs, and leaves the others alone', async () => {
    const clock = { ms: Date.now() };
    const swept = Promise.withResolvers<void>();
    const log = {
      write: (line: string) => void (line.includes('incident deleted') && swept.resolve()),
    };
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
      problem: {
        message: { values: { check: 'The time that the person agreed to has not passed' } },
      },
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
    const rows = new SqliteDatabase(join(dataFolder, 'desk.sqlite'));
    rows.exec('update incidents set expires_at = null');
    rows.close();

    clock.ms += 4 * dayMs;
    await using later = await deskAt(clock, { dataFolder });
    const detail = await (await signInAs(later, 'Erika Example')).call('GET', incident);
    expect(incidentDetail.parse(await detail.json()).receipt.receipt.retentionDays).toBe(5);
    clock.ms += 1.5 * dayMs;
    expect(await statusOf(await signInAs(later, 'Erika Example'), incident)).toBe(404);
  });
});
