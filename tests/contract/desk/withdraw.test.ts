import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import {
  deviceRoutes,
  type Withdrawal,
  withdrawal,
  withdrawalType,
  withdrawn,
} from '#contract/http/device-api.ts';
import { makeBundle } from './bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { callAs, send, type TestDevice } from './device.ts';
import { accepted, dayMs, deskAt, objectsOf, rowsOf } from './retention.ts';

const incident = '/api/incidents/INC-000001';

const takeBack = (desk: TestDesk, device: TestDevice, submission: string, seconds?: number) =>
  callAs(device, desk, 'DELETE', `${deviceRoutes.submissions}/${submission}`, {
    ...(seconds !== undefined && { token: { issuedAt: seconds } }),
  });

async function confirmationOf(
  desk: TestDesk,
  response: Response,
): Promise<{ jws: string; said: Withdrawal }> {
  expect(response.status).toBe(200);
  const { withdrawal: jws } = withdrawn.parse(await response.json());
  const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
  expect(protectedHeader.typ).toBe(withdrawalType);
  return { jws, said: withdrawal.parse(JSON.parse(Buffer.from(payload).toString())) };
}

async function problemOf(response: Response): Promise<[number, string]> {
  return [response.status, appError.parse(await response.json()).code];
}

test('a bundle that is taken back is gone from every file before the desk says so, signed for that moment', async () => {
  const clock = { ms: Date.now() };
  await using desk = await deskAt(clock);
  const device = await registeredDevice(desk);
  const { submission, manifestHash } = await accepted(desk, device);
  const engineer = await firstEngineer(desk);
  const spoken = 'the conversation in plain words';
  await engineer.call('POST', `${incident}/messages`, { text: spoken });
  const first = await confirmationOf(desk, await takeBack(desk, device, submission));
  const deletedAt = new Date(clock.ms).toISOString();
  expect(first.said).toEqual({
    submission,
    device: device.id,
    manifestHash,
    incident: 'INC-000001',
    deletedAt,
  });
  expect(objectsOf(desk.dataFolder)).toEqual([]);
  for (const name of readdirSync(desk.dataFolder).filter((name) =>
    name.startsWith('desk.sqlite'),
  )) {
    expect(readFileSync(join(desk.dataFolder, name)).includes(spoken)).toBe(false);
  }
  expect(rowsOf(desk.dataFolder)).toMatchObject([{ deleted: true, content: 0, lines: 0 }]);
  // Asked again later, it is the same word about the same moment.
  clock.ms += 60_000;
  const again = await confirmationOf(
    desk,
    await takeBack(desk, device, submission, Math.floor(clock.ms / 1000)),
  );
  expect(again).toEqual(first);
  const log = JSON.stringify(await (await engineer.call('GET', '/api/audit')).json());
  expect(log.match(/"action":"incident-withdrawn"/g)).toHaveLength(1);
});

test('a bundle whose time had passed is confirmed as gone since then', async () => {
  const clock = { ms: Date.now() };
  await using desk = await deskAt(clock);
  const device = await registeredDevice(desk);
  const { submission } = await accepted(desk, device);
  const { dataFolder } = desk;
  await desk.stop();
  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  const deletedAt = new Date(clock.ms).toISOString();
  clock.ms += 60_000;
  const { said } = await confirmationOf(
    later,
    await takeBack(later, device, submission, Math.floor(clock.ms / 1000)),
  );
  expect(said.deletedAt).toBe(deletedAt);
});

test('only the device that sent a bundle can take it back, and only one that has arrived', async () => {
  const limits = { checkProcesses: 0, checkProcessesForVerified: 0, checkWaitMs: 0 };
  await using desk = await startTestDesk();
  const [device, other] = [await registeredDevice(desk), await registeredDevice(desk)];
  const { submission } = await accepted(desk, device);
  expect(await problemOf(await takeBack(desk, other, submission))).toEqual([404, 'not-found']);
  expect(await problemOf(await takeBack(desk, device, crypto.randomUUID()))).toEqual([
    404,
    'not-found',
  ]);
  expect(objectsOf(desk.dataFolder)).toHaveLength(1);

  await using busy = await startTestDesk({ limits });
  const sender = await registeredDevice(busy);
  const waiting = crypto.randomUUID();
  await send(sender, busy, (await makeBundle(busy, sender)).sealed, { submission: waiting });
  expect(await problemOf(await takeBack(busy, sender, waiting))).toEqual([409, 'conflict']);
});

test('an incident cannot be deleted twice, nor one that never was', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  await accepted(desk, device);
  const engineer = await firstEngineer(desk);
  const remove = (number: string) =>
    engineer.call('POST', `/api/incidents/${number}/deletion`, { reason: 'a made-up bundle' });
  expect((await remove('INC-000001')).status).toBe(204);
  expect(await problemOf(await remove('INC-000001'))).toEqual([404, 'not-found']);
  expect(await problemOf(await remove('INC-000009'))).toEqual([404, 'not-found']);
});
