import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { policy } from '#contract/policy/policy.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { type Agent, startAgent, writeSealed } from '../outbox/agent.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { failToStart, killAll, startProcess } from './desk-process.ts';
import { callAs, makeDevice, register, type TestDevice } from './device.ts';
import { accepted, dayMs, deskAt } from './retention.ts';

const folders: string[] = [];
afterEach(async () => {
  await killAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-quota-'));
  folders.push(folder);
  return folder;
}

const begin = (desk: TestDesk, device: TestDevice, bytes = 1000) =>
  callAs(device, desk, 'POST', deviceRoutes.uploads, {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes),
      'upload-metadata': `submission ${btoa(randomUUID())},sha256 ${btoa('a'.repeat(64))}`,
    },
  });

describe('a device that has sent as much as the desk takes in a day', () => {
  test('is told when it can send the next bundle, and other devices are not held back', async () => {
    await using desk = await startTestDesk({ limits: { bundlesPerDay: 2 } });
    const [flood, genuine] = [await registeredDevice(desk), await registeredDevice(desk)];
    for (let sent = 0; sent < 2; sent += 1) await accepted(desk, flood);

    const refused = await begin(desk, flood);

    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(23 * 3600);
    const { code, message } = appError.parse(await refused.json());
    expect(code).toBe('too-many-attempts');
    expect(message.values).toMatchObject({
      count: 2,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
    });
    expect((await begin(desk, genuine)).status).toBe(201);
  });

  test('in bytes is refused what goes beyond them, and may send something smaller', async () => {
    await using desk = await startTestDesk({ limits: { bundleBytesPerDay: 50_000 } });
    const device = await registeredDevice(desk);
    await accepted(desk, device);
    expect((await begin(desk, device, 50_000)).status).toBe(429);
    expect((await begin(desk, device, 30_000)).status).toBe(201);
  });

  test('shows its person why it waits, keeps the bundle and sends it when a day has passed', async () => {
    await using desk = await startTestDesk({ limits: { bundlesPerDay: 1 } });
    const agent = await startAgent({ folder: makeFolder(), policy: desk.policy() });
    const first = await agree(desk, agent);
    await agent.until(first, ({ state }) => state === 'sent');

    const second = await agree(desk, agent);
    const { problem } = await agent.until(second, ({ state }) => state === 'waiting');
    expect(problem).toMatchObject({ code: 'too-many-attempts', message: { values: { count: 1 } } });

    // As if the first one had been accepted a day earlier.
    const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
    database
      .prepare('update incidents set received_at = ?')
      .run(new Date(Date.now() - dayMs).toISOString());
    database.close();
    await agent.until(second, ({ state }) => state === 'sent');
    await agent.stop();
  });
});

async function agree(desk: TestDesk, agent: Agent): Promise<string> {
  const { sealed, receipt, manifest } = await makeBundle(desk, agent.key);
  const { retentionDays } = desk.policy();
  const id = randomUUID();
  const recipient = recipientOf(desk.policy());
  const entry = {
    id,
    receipt,
    summary: 'The printer is gone.',
    recipient,
    retentionDays,
    itemCount: manifest.items.length,
  };
  await agent.outbox.add(entry, (file) => writeSealed(file, Buffer.from(sealed)));
  return id;
}

describe('the time for which the desk keeps bundles', () => {
  const expiriesOf = (desk: TestDesk) => {
    const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'), { readonly: true });
    const rows = database.prepare('select expires_at from incidents order by id').all() as {
      expires_at: string;
    }[];
    database.close();
    return rows.map(({ expires_at }) => Date.parse(expires_at));
  };

  test('ends a longer one that the sender claims to have agreed to, and leaves a shorter one', async () => {
    const clock = { ms: Date.now() };
    await using desk = await deskAt(clock);
    const device = await registeredDevice(desk);
    await accepted(desk, device, { retentionDays: 3650 });
    await accepted(desk, device, { retentionDays: 7 });
    expect(expiriesOf(desk)).toEqual([clock.ms + 30 * dayMs, clock.ms + 7 * dayMs]);
  });

  test('does not refuse a bundle that was long on its way', async () => {
    const clock = { ms: Date.now() };
    await using desk = await deskAt(clock);
    const agreedAt = new Date(clock.ms - 40 * dayMs).toISOString();
    await accepted(desk, await registeredDevice(desk), { retentionDays: 60, agreedAt });
    expect(expiriesOf(desk)).toEqual([clock.ms + 20 * dayMs]);
  });

  test('can be set, and is then in the policy that the desk writes for the computers', async () => {
    const dataFolder = makeFolder();
    await startProcess(dataFolder, 0, ['--retention-days', '90']);
    const written = JSON.parse(readFileSync(join(dataFolder, 'agent-policy.json'), 'utf8'));
    expect(policy.parse(written).retentionDays).toBe(90);
    expect(await failToStart(makeFolder(), ['--retention-days', 'ninety'])).toMatchObject({
      code: 2,
    });
  });
});

describe('an unverified device that never sent anything', () => {
  const devicesOf = (folder: string) => {
    const database = new SqliteDatabase(join(folder, 'desk.sqlite'), { readonly: true });
    const rows = database.prepare('select id from devices order by id').all() as { id: string }[];
    database.close();
    return rows.map(({ id }) => id);
  };

  test('is forgotten after a day; one that sent something, or is revoked, is not', async () => {
    const clock = { ms: Date.now() };
    const dataFolder = makeFolder();
    await using desk = await deskAt(clock, { dataFolder });
    const madeUp = await registeredDevice(desk);
    const [genuine, revoked] = [await registeredDevice(desk), await registeredDevice(desk)];
    await accepted(desk, genuine);
    await desk.stop();
    const database = new SqliteDatabase(join(dataFolder, 'desk.sqlite'));
    database
      .prepare("update devices set revoked_at = seen_at, revoked_reason = 'stolen' where id = ?")
      .run(revoked.id);
    database.close();
    expect(devicesOf(dataFolder)).toContain(madeUp.id);

    clock.ms += dayMs + 60_000;
    await using later = await deskAt(clock, { dataFolder });
    expect(devicesOf(dataFolder)).toEqual([genuine.id, revoked.id].sort());
    await later.stop();
  });

  test('is known again as soon as it registers again', async () => {
    const clock = { ms: Date.now() };
    await using desk = await deskAt(clock, { limits: { unusedDeviceMs: -1, sweepMs: 10 } });
    const device = await makeDevice();
    expect((await register(device, desk)).status).toBe(204);
    await expect.poll(() => devicesOf(desk.dataFolder)).toEqual([]);
    expect((await begin(desk, device)).status).toBe(401);
    expect((await register(device, desk)).status).toBe(204);
  });
});
