import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk } from './desk.ts';
import {
  callAs,
  decisionOf,
  makeDevice,
  register,
  send,
  submissionOf,
  type TokenChanges,
  tokenOf,
} from './device.ts';

const path = `${deviceRoutes.submissions}/${randomUUID()}`;

describe('a device', () => {
  test('registers itself, twice if it likes, and is known after the desk restarts', async () => {
    await using desk = await startTestDesk();
    const device = await makeDevice();
    expect((await callAs(device, desk, 'GET', path)).status).toBe(401);
    expect((await register(device, desk)).status).toBe(204);
    expect((await register(device, desk)).status).toBe(204);
    await desk.stop();

    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect(again.fingerprint).toBe(desk.fingerprint);
    expect((await callAs(device, again, 'GET', path)).status).toBe(200);
  });

  test('cannot register a key that it does not hold', async () => {
    await using desk = await startTestDesk();
    const [device, other] = [await makeDevice(), await makeDevice()];
    const body = { publicKey: other.publicKey, platform: 'linux', agentVersion: '0.1.0' };
    expect((await callAs(device, desk, 'PUT', deviceRoutes.device, { body })).status).toBe(401);
    expect(
      (await callAs(other, desk, 'PUT', deviceRoutes.device, { body, token: { signer: device } }))
        .status,
    ).toBe(401);
  });

  test('new ones from one address are limited, known ones are not', async () => {
    await using desk = await startTestDesk({ limits: { registrationsPerHour: 2 } });
    const known = await registeredDevice(desk);
    await registeredDevice(desk);
    const refused = await register(await makeDevice(), desk);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await register(known, desk)).status).toBe(204);
  });
});

describe('a token', () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.for<[string, () => TokenChanges]>([
    ['for another organisation', () => ({ audience: 'A'.repeat(43) })],
    ['for another method', () => ({ method: 'POST' })],
    ['for another path', () => ({ path: `${deviceRoutes.submissions}/${randomUUID()}` })],
    ['that lives longer than two minutes', () => ({ life: 121 })],
    ['that ends before it begins', () => ({ life: -1 })],
    ['from ten minutes ago', () => ({ issuedAt: now() - 600 })],
    ['from the future', () => ({ issuedAt: now() + 600 })],
    ['with an empty name', () => ({ jti: '' })],
  ])('%s is refused', async ([, changes]) => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const response = await callAs(device, desk, 'GET', path, { token: changes() });
    expect(response.status).toBe(401);
    expect(appError.parse(await response.json()).code).toBe('unauthorized');
  });

  test('signed by another key is refused', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    expect(
      (await callAs(device, desk, 'GET', path, { token: { signer: await makeDevice() } })).status,
    ).toBe(401);
  });

  test('from a clock that is a few minutes wrong is good; from one further off, the answer names the clock', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    for (const offset of [-240, 240]) {
      expect(
        (await callAs(device, desk, 'GET', path, { token: { issuedAt: now() + offset } })).status,
      ).toBe(200);
    }
    const response = await callAs(device, desk, 'GET', path, { token: { issuedAt: now() - 3600 } });
    expect(appError.parse(await response.json()).message.message).toMatch(/clock/);
    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now())).toBeLessThan(
      5000,
    );
  });

  test('works once, also across a restart', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const jti = randomUUID();
    expect((await callAs(device, desk, 'GET', path, { token: { jti } })).status).toBe(200);
    const replayed = await callAs(device, desk, 'GET', path, { token: { jti } });
    expect(replayed.status).toBe(401);
    await desk.stop();
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect((await callAs(device, again, 'GET', path, { token: { jti } })).status).toBe(401);
  });

  test('without a signature (alg none) is refused', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const token = await tokenOf(device, { audience: desk.fingerprint, method: 'GET', path });
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: device.id })).toString('base64url');
    const unsigned = `${none}.${token.split('.')[1]}.AA`;
    expect(
      (await fetch(`${desk.address}${path}`, { headers: { authorization: `Bearer ${unsigned}` } }))
        .status,
    ).toBe(401);
  });
});

describe("another device's", () => {
  test('upload cannot be seen, continued or deleted', async () => {
    await using desk = await startTestDesk();
    const [owner, other] = [await registeredDevice(desk), await registeredDevice(desk)];
    const metadata = `submission ${btoa(randomUUID())},sha256 ${btoa('a'.repeat(64))}`;
    const tus = { 'tus-resumable': '1.0.0' };
    const created = await callAs(owner, desk, 'POST', deviceRoutes.uploads, {
      headers: { ...tus, 'upload-length': '10', 'upload-metadata': metadata },
    });
    const upload = created.headers.get('location') ?? '';
    const patch = {
      ...tus,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    };

    expect((await callAs(other, desk, 'HEAD', upload, { headers: tus })).status).toBe(404);
    expect((await callAs(other, desk, 'PATCH', upload, { headers: patch })).status).toBe(404);
    expect((await callAs(other, desk, 'DELETE', upload, { headers: tus })).status).toBe(404);

    const seen = await callAs(owner, desk, 'HEAD', upload, { headers: tus });
    expect([seen.status, seen.headers.get('upload-offset')]).toEqual([200, '0']);
    expect((await callAs(owner, desk, 'DELETE', upload, { headers: tus })).status).toBe(204);
    expect((await callAs(owner, desk, 'HEAD', upload, { headers: tus })).status).toBe(404);
  });

  test('submission and incident are as unknown as ones that do not exist', async () => {
    await using desk = await startTestDesk();
    const [owner, other] = [await registeredDevice(desk), await registeredDevice(desk)];
    const submission = randomUUID();
    await send(owner, desk, (await makeBundle(desk, owner)).sealed, { submission });
    await decisionOf(owner, desk, submission);

    expect(await submissionOf(other, desk, submission)).toEqual({ state: 'unknown' });
    expect((await callAs(other, desk, 'GET', '/v1/incidents/INC-000001')).status).toBe(404);
    const body = { id: randomUUID(), text: 'hello' };
    expect(
      (await callAs(other, desk, 'POST', '/v1/incidents/INC-000001/messages', { body })).status,
    ).toBe(404);
    expect((await callAs(owner, desk, 'GET', '/v1/incidents/INC-000001')).status).toBe(200);
  });
});

test('a device may have only so many unfinished uploads', async () => {
  await using desk = await startTestDesk({ limits: { openUploads: 2 } });
  const device = await registeredDevice(desk);
  const begin = () =>
    callAs(device, desk, 'POST', deviceRoutes.uploads, {
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '10',
        'upload-metadata': `submission ${btoa(randomUUID())},sha256 ${btoa('a'.repeat(64))}`,
      },
    });
  expect([(await begin()).status, (await begin()).status, (await begin()).status]).toEqual([
    201, 201, 429,
  ]);
});
