import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CompactSign } from 'jose';
import { describe, expect, test } from 'vitest';
import { sealTo } from '#bundle/seal.ts';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdToken } from '#contract/http/console-people.ts';
import { deskRequest } from '#contract/http/console-requests.ts';
import { deviceRoutes, type Withdrawal, withdrawal, withdrawn } from '#contract/http/device-api.ts';
import { longestRequestSeconds, revealType } from '#contract/http/request.ts';
import { makeBundle } from './bundle.ts';
import { firstEngineer, password, registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { callAs, decisionOf, send, submissionOf, type TestDevice } from './device.ts';
import { requestsOf } from './lists.ts';
import { colleague } from './people.ts';
import { ask, listenAs, made, report, shown, verified } from './requests.ts';

async function sent(
  desk: TestDesk,
  device: TestDevice,
): Promise<{ submission: string; number: string; manifestHash: string }> {
  const submission = randomUUID();
  const bundle = await makeBundle(desk, device, {
    extra: { 'logs/system.log': 'The printer at host-2 is gone.\n' },
  });
  await send(device, desk, bundle.sealed, { submission });
  const decided = await decisionOf(device, desk, submission);
  if (decided.state !== 'accepted') throw new Error(JSON.stringify(decided));
  return { submission, number: decided.incident.number, manifestHash: bundle.manifestHash };
}

describe('a request to a machine', () => {
  test('reaches a device that listens at once, signed by the organisation and for that device alone', async () => {
    await using desk = await startTestDesk();
    const [device, other] = [await registeredDevice(desk), await registeredDevice(desk)];
    const engineer = await firstEngineer(desk, 'Erika Example');
    const stream = await listenAs(device, desk);
    const { number } = await sent(desk, device);
    expect(await stream.next()).toEqual({ event: 'incident', data: { number } });
    const made = await ask(engineer, device, {
      reason: 'Because the VPN drops',
      incident: number,
      minutes: 90,
    });
    const heard = await stream.next();
    expect(heard.event).toBe('request');
    const claims = await verified(desk, (heard.data as { jws: string }).jws);
    expect(claims).toMatchObject({
      ...{
        kind: 'machine',
        iss: desk.fingerprint,
        sub: device.id,
        jti: made.jti,
        organisation: 'Example Ltd',
        incident: number,
      },
      ...{ reason: 'Because the VPN drops', scope: { preset: 'network' } },
      engineer: { name: 'Erika Example', role: 'administrator' },
    });
    expect(claims.exp - claims.nbf).toBe(90 * 60);
    expect(await (await callAs(other, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
    stream.close();
  });

  test('waits for a device that does not listen, and comes again at each connection until it ends', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { jti } = await ask(engineer, device);
    for (const _ of [1, 2]) {
      const stream = await listenAs(device, desk);
      const { data } = await stream.next();
      expect((await verified(desk, (data as { jws: string }).jws)).jti).toBe(jti);
      stream.close();
    }
    const stream = await listenAs(device, desk);
    await stream.next();
    await engineer.call('POST', `${consoleRoutes.requests}/${jti}/withdrawal`, {
      sentence: 'Solved by phone.',
    });
    expect(await stream.next()).toMatchObject({
      event: 'request-ended',
      data: { jti, state: 'withdrawn' },
    });
    expect(await (await callAs(device, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
    stream.close();
  });

  test('goes through its states, each seen with its time; the bundle that answers it is named', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { jti } = await ask(engineer, device);
    const steps = ['delivered', 'seen', 'collecting', 'in-review'];
    for (const state of steps)
      expect((await report(device, desk, jti, { state })).status).toBe(200);
    expect(
      (await report(device, desk, jti, { state: 'sent', submission: randomUUID() })).status,
    ).toBe(409);
    const { submission, number } = await sent(desk, device);
    expect((await report(device, desk, jti, { state: 'sent', submission })).status).toBe(200);
    // Said again, because the answer was lost: it is one.
    expect((await report(device, desk, jti, { state: 'sent', submission })).status).toBe(200);
    const after = await shown(engineer, jti);
    expect(after.events.map(({ state }) => state)).toEqual(['created', ...steps, 'sent']);
    expect(after).toMatchObject({ state: 'sent', result: number });
    const inIncident = async (incident: string) =>
      (await requestsOf(engineer, { incident })).requests;
    expect((await inIncident(number)).map((each) => each.jti)).toEqual([jti]);
    expect(await inIncident((await sent(desk, device)).number)).toEqual([]);
  });

  test('is declined with a sentence, and then nothing moves it but a report', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { jti } = await ask(engineer, device);
    await report(device, desk, jti, { state: 'declined', sentence: 'Not now, I am presenting.' });
    for (const body of [{ state: 'seen' }, { state: 'collecting' }]) {
      expect((await report(device, desk, jti, body)).status).toBe(409);
    }
    const withdrawal = await engineer.call('POST', `${consoleRoutes.requests}/${jti}/withdrawal`, {
      sentence: null,
    });
    expect(withdrawal.status).toBe(409);
    expect((await shown(engineer, jti)).events.at(-1)).toMatchObject({
      state: 'declined',
      sentence: 'Not now, I am presenting.',
    });
  });

  test('ends by itself when its time has passed', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({
      now: () => new Date(now),
      limits: { requestSweepMs: 20 },
    });
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { jti } = await ask(engineer, device, { minutes: 5 });
    now += 5 * 60_000 + 1000;
    await expect.poll(async () => (await shown(engineer, jti)).state).toBe('expired');
    const late = { issuedAt: Math.floor(now / 1000) };
    const path = `${deviceRoutes.requests}/${jti}/state`;
    expect(
      (await callAs(device, desk, 'POST', path, { body: { state: 'seen' }, token: late })).status,
    ).toBe(409);
  });

  test('for collectors that do not exist is refused, and each of them is named', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const wish = {
      kind: 'machine',
      device: device.id,
      minutes: 60,
      reason: 'The VPN',
      incident: null,
    };
    const scope = { collectors: ['disks', 'nonexistent', 'description'] };
    const refused = await engineer.call('POST', consoleRoutes.requests, { ...wish, scope });
    expect(refused.status).toBe(400);
    expect(appError.parse(await refused.json()).message.values).toMatchObject({
      names: '“nonexistent”, “description”',
    });
    expect(await (await callAs(device, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
  });

  test('in the incident of another computer is refused', async () => {
    await using desk = await startTestDesk();
    const [device, other] = [await registeredDevice(desk), await registeredDevice(desk)];
    const engineer = await firstEngineer(desk);
    const { number } = await sent(desk, other);
    const wish = {
      kind: 'machine',
      device: device.id,
      scope: { preset: 'network' },
      minutes: 60,
      reason: 'The VPN',
    };
    const refused = await engineer.call('POST', consoleRoutes.requests, {
      ...wish,
      incident: number,
    });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('came from another computer');
    expect(await (await callAs(device, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
  });

  test('cannot be longer than thirty days, nor be made of nonsense', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const wish = {
      kind: 'machine',
      device: device.id,
      scope: { preset: 'quick' },
      minutes: 60,
      reason: 'The VPN',
      incident: null,
    };
    const wrong = [
      { minutes: longestRequestSeconds / 60 + 1 },
      { minutes: 0 },
      { reason: ' ' },
      { reason: 'x'.repeat(1001) },
      { scope: { preset: 'Every Thing' } },
      { scope: { collectors: [] } },
      { scope: { collectors: ['../etc'] } },
      { scope: { preset: 'quick', collectors: ['disks'] } },
      { kind: 'silent' },
    ];
    for (const change of wrong) {
      expect([
        change,
        (await engineer.call('POST', consoleRoutes.requests, { ...wish, ...change })).status,
      ]).toEqual([change, 400]);
    }
    const nobody = { ...wish, device: 'A'.repeat(43) };
    expect((await engineer.call('POST', consoleRoutes.requests, nobody)).status).toBe(404);
    expect(
      (await engineer.call('POST', consoleRoutes.requests, { ...wish, incident: 'INC-000042' }))
        .status,
    ).toBe(404);
  });

  test('asks only for what the role may ask for, and the table is the lead’s to change', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const administrator = await firstEngineer(desk);
    const engineer = await colleague(desk, administrator, 'engineer');
    await expect(ask(engineer, device, { scope: { preset: 'full' } })).rejects.toThrow('403');
    await expect(ask(engineer, device, { scope: { collectors: ['disks'] } })).rejects.toThrow(
      '403',
    );
    const lead = await colleague(desk, administrator, 'lead');
    expect(await ask(lead, device, { scope: { collectors: ['disks'] } })).toMatchObject({
      scope: { collectors: ['disks'] },
    });
    const settings = await (await lead.call('GET', consoleRoutes.settings)).json();
    settings.requests.engineer = { presets: ['full'], collectors: true };
    expect((await lead.call('PUT', consoleRoutes.settings, settings)).status).toBe(200);
    expect((await ask(engineer, device, { scope: { preset: 'full' } })).state).toBe('created');
    await expect(ask(engineer, device, { scope: { preset: 'quick' } })).rejects.toThrow('403');
  });

  test('of a stolen account ends with the account, and there are only so many of them', async () => {
    await using desk = await startTestDesk({ limits: { requestsPerHour: 3 } });
    const device = await registeredDevice(desk);
    const administrator = await firstEngineer(desk);
    const thief = await colleague(desk, administrator, 'engineer', 'Stolen');
    const requests = [await ask(thief, device), await ask(thief, device), await ask(thief, device)];
    await expect(ask(thief, device)).rejects.toThrow('429');
    const id = thief.session.engineer?.id;
    expect(
      (await administrator.call('PATCH', `${consoleRoutes.people}/${id}`, { change: 'disable' }))
        .status,
    ).toBe(200);
    for (const { jti } of requests)
      expect((await shown(administrator, jti)).state).toBe('withdrawn');
    expect(await (await callAs(device, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
  });

  test('goes to no revoked device', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    await engineer.call('POST', `${consoleRoutes.devices}/${device.id}/revocation`, {
      reason: 'lost',
    });
    await expect(ask(engineer, device)).rejects.toThrow('409');
  });
});

describe('“this looks wrong”', () => {
  test('ends the request, and stays before leads and administrators until one has looked', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const administrator = await firstEngineer(desk, 'Ada');
    const lead = await colleague(desk, administrator, 'lead');
    const { jti } = await ask(administrator, device);
    await report(device, desk, jti, { state: 'reported', sentence: 'He asked for my password.' });
    const reports = deskRequest
      .array()
      .parse(await (await lead.call('GET', consoleRoutes.reports)).json());
    expect(reports.map(({ jti: each, state }) => [each, state])).toEqual([[jti, 'reported']]);
    expect(reports[0]?.events.at(-1)?.sentence).toBe('He asked for my password.');
    await lead.call('POST', `${consoleRoutes.requests}/${jti}/acknowledgement`);
    expect(await (await lead.call('GET', consoleRoutes.reports)).json()).toEqual([]);
    expect((await shown(administrator, jti)).acknowledgedBy).toBe('A lead');
  });

  test('is said of a request that was withdrawn or declined before, too', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { jti } = await ask(engineer, device);
    await report(device, desk, jti, { state: 'declined', sentence: null });
    expect((await report(device, desk, jti, { state: 'reported', sentence: null })).status).toBe(
      200,
    );
  });
});

describe('a value behind a pseudonym', () => {
  const wish = (incident: string) => ({
    ...{
      kind: 'reveal',
      incident,
      item: 'logs/system.log',
      pseudonym: 'host-2',
      reason: 'To find the printer',
    },
  });
  const sealedValue = async (desk: TestDesk, value: string) =>
    (await buffer(sealTo(desk.policy().recipients)(Readable.from([Buffer.from(value)])))).toString(
      'base64',
    );
  const answerOf = async (device: TestDevice, payload: object, type = revealType) =>
    new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: device.id })
      .sign(device.privateKey);

  test('is revealed by an answer that the device signed and sealed, is encrypted at rest, and goes with its incident', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { number, submission, manifestHash } = await sent(desk, device);
    const { request } = await made(
      await engineer.call('POST', consoleRoutes.requests, wish(number)),
    );
    const { requests } = (await (
      await callAs(device, desk, 'GET', deviceRoutes.requests)
    ).json()) as { requests: string[] };
    const reveal = { submission, manifestHash, item: 'logs/system.log', pseudonym: 'host-2' };
    expect(await verified(desk, requests[0] ?? '')).toMatchObject({ kind: 'reveal', reveal });
    const path = `${deviceRoutes.requests}/${request.jti}/reveal`;
    const sealed = await sealedValue(desk, 'printer-berlin-4');
    const payload = {
      request: request.jti,
      ...reveal,
      at: new Date().toISOString(),
      answer: 'value',
      sealed,
    };
    const other = await registeredDevice(desk);
    for (const jws of [
      await answerOf(other, payload),
      await answerOf(device, { ...payload, pseudonym: 'host-3' }),
      await answerOf(device, { ...payload, request: randomUUID() }),
      await answerOf(device, payload, 'JWT'),
      // In the clear, sealed to somebody else, and too long.
      await answerOf(device, { ...payload, sealed: undefined, value: 'printer-berlin-4' }),
      await answerOf(device, { ...payload, sealed: btoa('printer-berlin-4') }),
      await answerOf(device, { ...payload, sealed: await sealedValue(desk, 'x'.repeat(4001)) }),
    ]) {
      expect((await callAs(device, desk, 'POST', path, { body: { jws } })).status).toBe(400);
    }
    const body = { jws: await answerOf(device, payload) };
    expect((await callAs(device, desk, 'POST', path, { body })).status).toBe(200);
    expect((await shown(engineer, request.jti)).answer).toBe('printer-berlin-4');
    await callAs(device, desk, 'DELETE', `${deviceRoutes.submissions}/${submission}`);
    expect((await shown(engineer, request.jti)).answer).toBeNull();
  });

  test('that the item does not hold is refused before the person is asked', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { number } = await sent(desk, device);
    for (const change of [
      { pseudonym: 'host-99' },
      { pseudonym: 'host' },
      { item: 'disks/filesystems.json' },
    ]) {
      const refused = await engineer.call('POST', consoleRoutes.requests, {
        ...wish(number),
        ...change,
      });
      expect(refused.status).toBe(400);
      expect(await refused.text()).toMatch(/does not contain/);
    }
    expect(await (await callAs(device, desk, 'GET', deviceRoutes.requests)).json()).toEqual({
      requests: [],
    });
  });

  test('is shown in the console and never to a token, which only makes and follows requests', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { number, submission, manifestHash } = await sent(desk, device);
    const { request } = await made(
      await engineer.call('POST', consoleRoutes.requests, wish(number)),
    );
    const sealed = await sealedValue(desk, 'printer-berlin-4');
    const payload = {
      ...{
        request: request.jti,
        submission,
        manifestHash,
        item: 'logs/system.log',
        pseudonym: 'host-2',
      },
      ...{ at: new Date().toISOString(), answer: 'value', sealed },
    };
    const path = `${deviceRoutes.requests}/${request.jti}/reveal`;
    await callAs(device, desk, 'POST', path, { body: { jws: await answerOf(device, payload) } });
    const token = { label: 'x', scopes: ['requests'], days: 1, password };
    const response = await engineer.call('POST', `${consoleRoutes.account}/tokens`, token);
    const headers = { authorization: `Bearer ${createdToken.parse(await response.json()).token}` };
    for (const route of [consoleRoutes.requests, `${consoleRoutes.requests}/${request.jti}`]) {
      expect(await (await engineer.call('GET', route)).text()).toContain('printer-berlin-4');
      const answer = await fetch(`${desk.address}${route}`, { headers });
      const body = await answer.text();
      expect([
        answer.status,
        body.includes(request.jti),
        body.includes('printer-berlin-4'),
      ]).toEqual([200, true, false]);
    }
  });

  test('is declined with a sentence', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { number, submission, manifestHash } = await sent(desk, device);
    const { request } = await made(
      await engineer.call('POST', consoleRoutes.requests, wish(number)),
    );
    const payload = {
      ...{
        request: request.jti,
        submission,
        manifestHash,
        item: 'logs/system.log',
        pseudonym: 'host-2',
      },
      ...{ at: new Date().toISOString(), answer: 'declined', sentence: 'It is my own.' },
    };
    const body = { jws: await answerOf(device, payload) };
    await callAs(device, desk, 'POST', `${deviceRoutes.requests}/${request.jti}/reveal`, { body });
    expect(await shown(engineer, request.jti)).toMatchObject({ state: 'declined', answer: null });
  });
});

describe('a bundle that the person takes back', () => {
  test('is gone for everybody, and the desk signs that it is; asked again, the answer is the same', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { submission, number, manifestHash } = await sent(desk, device);
    const path = `${deviceRoutes.submissions}/${submission}`;
    const first = withdrawn.parse(await (await callAs(device, desk, 'DELETE', path)).json());
    const { compactVerify, importJWK } = await import('jose');
    const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
    const { payload } = await compactVerify(first.withdrawal, key, { algorithms: ['EdDSA'] });
    const said: Withdrawal = withdrawal.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    expect(said).toMatchObject({ submission, device: device.id, manifestHash, incident: number });
    expect(withdrawn.parse(await (await callAs(device, desk, 'DELETE', path)).json())).toEqual(
      first,
    );
    const gone = await engineer.call('GET', `${consoleRoutes.incidents}/${number}`);
    expect([gone.status, await gone.text()]).toEqual([
      404,
      expect.stringContaining('took their bundle back'),
    ]);
    expect(await submissionOf(device, desk, submission)).toMatchObject({
      state: 'accepted',
      withdrawal: first.withdrawal,
    });
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(`${desk.dataFolder}/objects`)).toEqual([]);
  });
});

test('a device has one stream: a newer one ends the older, and a revoked device is told before the end', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const old = await listenAs(device, desk);
  const stream = await listenAs(device, desk);
  await old.ended;
  await engineer.call('POST', `${consoleRoutes.devices}/${device.id}/revocation`, {
    reason: 'The laptop was stolen',
  });
  expect(await stream.next()).toMatchObject({
    event: 'revoked',
    data: { code: 'device-revoked', message: { values: { reason: 'The laptop was stolen' } } },
  });
  await stream.ended;
  await expect(listenAs(device, desk)).rejects.toThrow('403');
});
