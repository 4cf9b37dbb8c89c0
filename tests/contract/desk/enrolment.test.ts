import { randomUUID } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdEnrolment, enrolmentToken } from '#contract/http/console-requests.ts';
import {
  deskGreeting,
  deskIdentity,
  deviceRoutes,
  greetingType,
} from '#contract/http/device-api.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, makeDevice, register, send, type TestDevice } from './device.ts';
import { devicesOf, incidentsOf } from './lists.ts';

const tokenFor = async (by: Browser, uses = 1, days = 7) =>
  createdEnrolment.parse(
    await (await by.call('POST', consoleRoutes.enrolments, { label: 'Berlin', uses, days })).json(),
  );
const enrol = (device: TestDevice, desk: TestDesk, token: string, more: object = {}) =>
  callAs(device, desk, 'POST', deviceRoutes.enrol, {
    body: {
      publicKey: device.publicKey,
      platform: 'linux',
      agentVersion: '0.2.0',
      token,
      name: null,
      owner: null,
      ...more,
    },
  });
const codeOf = async (response: Response) => appError.parse(await response.json()).code;

describe('an enrolment token', () => {
  test.each(['laptop\u202e7-potpal', 'a\nb', 'a\u0000b', 'a\u2028b', '\u200b'])(
    'is not taken with a name that would read otherwise than it is written: %j',
    async (name) => {
      await using desk = await startTestDesk();
      const engineer = await firstEngineer(desk);
      const device = await makeDevice();
      const { token } = await tokenFor(engineer);
      expect((await enrol(device, desk, token, { name })).status).toBe(400);
      expect((await enrol(device, desk, token, { owner: name })).status).toBe(400);
      expect(await devicesOf(engineer)).toEqual([]);
      // The token is not spent by it.
      expect((await enrol(device, desk, token, { name: 'می‌خواهم', owner: 'Zoë' })).status).toBe(
        200,
      );
    },
  );

  test('makes a device known and verified, and is spent', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const [device, other] = [await makeDevice(), await makeDevice()];
    const { token } = await tokenFor(engineer);
    const answered = await enrol(device, desk, token, { name: 'laptop-7', owner: 'Jo Doe' });
    expect(await answered.json()).toEqual({ device: device.id, verified: true });
    expect(await codeOf(await enrol(other, desk, token))).toBe('enrolment-invalid');
    // A device that asks again, because the answer was lost, spends nothing and is told the same.
    expect((await enrol(device, desk, token)).status).toBe(200);
    expect(await devicesOf(engineer)).toMatchObject([
      {
        id: device.id,
        name: 'laptop-7',
        owner: 'Jo Doe',
        platform: 'linux',
        agentVersion: '0.2.0',
        verified: true,
        revoked: null,
      },
    ]);
    const listed = enrolmentToken
      .array()
      .parse(await (await engineer.call('GET', consoleRoutes.enrolments)).json());
    expect(listed).toMatchObject([{ label: 'Berlin', uses: 1, usesLeft: 0, state: 'spent' }]);
  });

  test('that is wrong, over or revoked says only that it is no good, and makes no device known', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const engineer = await firstEngineer(desk);
    const [over, revoked] = [await tokenFor(engineer, 5, 1), await tokenFor(engineer, 5, 30)];
    await engineer.call('DELETE', `${consoleRoutes.enrolments}/${revoked.enrolment.id}`);
    const device = await makeDevice();
    const answers = [
      await enrol(device, desk, 'x'.repeat(43)),
      await enrol(device, desk, revoked.token),
    ];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
      { code: 'enrolment-invalid' },
      { code: 'enrolment-invalid' },
    ]);
    expect(await devicesOf(engineer)).toEqual([]);
    now += 24 * 3_600_000;
    const late = await callAs(device, desk, 'POST', deviceRoutes.enrol, {
      body: {
        publicKey: device.publicKey,
        platform: 'linux',
        agentVersion: '1',
        token: over.token,
        name: null,
        owner: null,
      },
      token: { issuedAt: Math.floor(now / 1000) },
    });
    expect(await codeOf(late)).toBe('enrolment-invalid');
  });

  test('with many uses counts them also when all come at once', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const { token } = await tokenFor(engineer, 3);
    const devices = await Promise.all(Array.from({ length: 8 }, makeDevice));
    const answers = await Promise.all(devices.map((device) => enrol(device, desk, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test('cannot be found by trying: the tries of one address are counted', async () => {
    await using desk = await startTestDesk({ limits: { registrationsPerHour: 5 } });
    const device = await makeDevice();
    const answers: number[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      answers.push((await enrol(device, desk, `guess-${randomUUID()}`)).status);
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(answers.filter((status) => status === 403).length).toBeLessThanOrEqual(5);
  });
});

describe('a device without a token', () => {
  test('is let in where the desk allows it, and marked on itself and its incidents', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    await decisionOf(device, desk, submission);
    expect(await devicesOf(engineer)).toMatchObject([{ verified: false }]);
    const incidents = async () => (await incidentsOf(engineer, { view: 'all' })).incidents;
    expect(await incidents()).toMatchObject([{ deviceName: null, deviceVerified: false }]);
    await enrol(device, desk, (await tokenFor(engineer)).token);
    await engineer.call('PATCH', `${consoleRoutes.devices}/${device.id}`, {
      name: 'ward-3',
      owner: null,
    });
    expect(await incidents()).toMatchObject([{ deviceName: 'ward-3', deviceVerified: true }]);
  });

  test('is refused in words where the desk does not, new or known, until it is enrolled', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const [known, fresh] = [await registeredDevice(desk), await makeDevice()];
    const settings = await (await engineer.call('GET', consoleRoutes.settings)).json();
    await engineer.call('PUT', consoleRoutes.settings, { ...settings, unverifiedDevices: false });
    expect(await codeOf(await register(fresh, desk))).toBe('enrolment-required');
    expect(await codeOf(await register(known, desk))).toBe('enrolment-required');
    expect(await codeOf(await callAs(known, desk, 'GET', deviceRoutes.requests))).toBe(
      'enrolment-required',
    );
    await enrol(known, desk, (await tokenFor(engineer)).token);
    expect((await callAs(known, desk, 'GET', deviceRoutes.requests)).status).toBe(200);
  });
});

test('a revoked device cannot come back by registering or by a token; a lead can let it in again', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const device = await registeredDevice(desk);
  const { token } = await tokenFor(engineer);
  await engineer.call('POST', `${consoleRoutes.devices}/${device.id}/revocation`, {
    reason: 'sold',
  });
  expect(await codeOf(await register(device, desk))).toBe('device-revoked');
  expect(await codeOf(await enrol(device, desk, token))).toBe('device-revoked');
  const back = () => engineer.call('DELETE', `${consoleRoutes.devices}/${device.id}/revocation`);
  expect((await back()).status).toBe(200);
  expect((await callAs(device, desk, 'GET', deviceRoutes.requests)).status).toBe(200);
  expect((await devicesOf(engineer))[0]).toMatchObject({ id: device.id, revoked: null });
  expect((await back()).status).toBe(409);
});

test('what a device says of itself is only text, and the desk’s people can name it', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const device = await registeredDevice(desk);
  const name = '<img src=x onerror=alert(1)>';
  await engineer.call('PATCH', `${consoleRoutes.devices}/${device.id}`, { name, owner: null });
  expect(await devicesOf(engineer)).toMatchObject([{ name, owner: null }]);
});

test('the desk proves that it holds the organisation’s key: the greeting names the nonce, the address and the key', async () => {
  await using desk = await startTestDesk();
  const nonce = randomUUID();
  const identity = deskIdentity.parse(
    await (await fetch(`${desk.address}${deviceRoutes.desk}?nonce=${nonce}`)).json(),
  );
  const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(identity.greeting ?? '', key, {
    algorithms: ['EdDSA'],
  });
  expect(protectedHeader.typ).toBe(greetingType);
  const said = deskGreeting.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  expect(said).toMatchObject({
    nonce,
    address: desk.address,
    organisation: 'Example Ltd',
    fingerprint: desk.fingerprint,
  });
  expect((await fetch(`${desk.address}${deviceRoutes.desk}?nonce=short`)).status).toBe(400);
});
