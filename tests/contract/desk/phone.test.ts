import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { deviceRoutes, redeemedCode } from '#contract/http/device-api.ts';
import { codeAlphabet, codeLength, codeLifeMs } from '#contract/http/request.ts';
import {
  freeGuesses,
  guessesByAddress,
  guessesOfAll,
  makeCodeGuard,
} from '#desk/service/runtime/code-guard.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, makeDevice, send, type TestDevice } from './device.ts';
import { enrolledDevice } from './enrolled-device.ts';
import { made, shown, verified } from './requests.ts';

const call = async (engineer: Browser) =>
  made(
    await engineer.call('POST', consoleRoutes.requests, {
      ...{
        kind: 'phone',
        scope: { preset: 'standard' },
        reason: 'As we said on the phone',
        incident: null,
      },
    }),
  );
const redeem = (
  device: TestDevice,
  desk: TestDesk,
  code: string | null,
  nonce = randomUUID(),
  issuedAt?: number,
) =>
  callAs(device, desk, 'POST', deviceRoutes.codes, {
    body: { code, nonce },
    ...(issuedAt !== undefined && { token: { issuedAt } }),
  });
const wrongCode = 'A'.repeat(codeLength);

describe('a code', () => {
  test('gives the device that types it a request signed for it, with its own nonce and the engineer’s number', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk, 'Erika Example');
    const { request, code } = await call(engineer);
    expect(code).toMatch(new RegExp(`^[${codeAlphabet}]{${codeLength}}$`));
    expect(request).toMatchObject({ state: 'created', device: null, call: { redeemedAt: null } });
    const nonce = randomUUID();
    const { jws } = redeemedCode.parse(await (await redeem(device, desk, code, nonce)).json());
    expect(await verified(desk, jws)).toMatchObject({
      ...{
        kind: 'phone',
        sub: device.id,
        jti: request.jti,
        nonce,
        number: request.call?.number,
        scope: { preset: 'standard' },
      },
      engineer: { name: 'Erika Example' },
    });
    const after = await shown(engineer, request.jti);
    expect(after).toMatchObject({ state: 'delivered', device: { id: device.id, verified: false } });
    expect(after.call?.redeemedAt).not.toBeNull();
  });

  test('works once, for whoever is first', async () => {
    await using desk = await startTestDesk();
    const [first, second] = [await registeredDevice(desk), await registeredDevice(desk)];
    const engineer = await firstEngineer(desk);
    const { code } = await call(engineer);
    const answers = await Promise.all([
      redeem(first, desk, code),
      redeem(second, desk, code),
      redeem(first, desk, code),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
  });

  test('made in an incident works on the computer that sent it, and on no other', async () => {
    await using desk = await startTestDesk();
    const [device, other] = [await registeredDevice(desk), await registeredDevice(desk)];
    const engineer = await firstEngineer(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    await decisionOf(device, desk, submission);
    const wish = {
      kind: 'phone',
      scope: { preset: 'standard' },
      reason: 'As we said on the phone',
      incident: 'INC-000001',
    };
    const { code } = await made(await engineer.call('POST', consoleRoutes.requests, wish));
    const refused = await redeem(other, desk, code);
    expect(appError.parse(await refused.json()).message.message).toBe(
      'This code is for another computer. Enter it there, or ask for a new one.',
    );
    expect((await redeem(device, desk, code)).status).toBe(200);
  });

  test('ends after ten minutes, and when it is withdrawn', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const [old, withdrawn] = [await call(engineer), await call(engineer)];
    await engineer.call('POST', `${consoleRoutes.requests}/${withdrawn.request.jti}/withdrawal`, {
      sentence: null,
    });
    now += codeLifeMs;
    for (const { code } of [old, withdrawn]) {
      const response = await redeem(device, desk, code, randomUUID(), Math.floor(now / 1000));
      expect(appError.parse(await response.json()).code).toBe('code-wrong');
    }
  });

  test('is known to nobody who reads the desk’s disk', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const { code } = await call(engineer);
    const { readFileSync } = await import('node:fs');
    const { createHash } = await import('node:crypto');
    const plainHash = createHash('sha256')
      .update(code ?? '')
      .digest('hex');
    for (const file of ['desk.sqlite', 'desk.sqlite-wal']) {
      const bytes = readFileSync(`${desk.dataFolder}/${file}`).toString('latin1');
      expect(bytes).not.toContain(code);
      expect(bytes).not.toContain(plainHash);
    }
    expect(desk.lines.join('')).not.toContain(code);
  });

  test('is one of five that an engineer may have open', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    for (const _ of [1, 2, 3, 4, 5]) await call(engineer);
    await expect(call(engineer)).rejects.toThrow('409');
  });
});

describe('guessing', () => {
  test('slows a device down after five wrong codes, longer with each, and then refuses the right one too', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const { code } = await call(engineer);
    const attempt = (tried: string | null) =>
      redeem(device, desk, tried, randomUUID(), Math.floor(now / 1000));
    for (let failure = 0; failure < 5; failure += 1)
      expect((await attempt(wrongCode)).status).toBe(404);
    const waits: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const locked = await attempt(code);
      expect(locked.status).toBe(429);
      const seconds = locked.headers.get('retry-after') ?? '';
      waits.push(seconds);
      now += Number(seconds) * 1000;
      expect((await attempt(wrongCode)).status).toBe(404);
    }
    expect(waits).toEqual(['1', '2', '4', '8']);
    now += 16_000;
    expect((await attempt(code)).status).toBe(200);
  });

  test('by many devices at one address is limited for the address', async () => {
    await using desk = await startTestDesk();
    const devices = await Promise.all(Array.from({ length: 13 }, () => registeredDevice(desk)));
    const statuses: number[] = [];
    for (const device of devices) {
      for (let guess = 0; guess < 5; guess += 1)
        statuses.push((await redeem(device, desk, wrongCode)).status);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(guessesByAddress);
    expect(statuses.filter((status) => status === 429)).toHaveLength(13 * 5 - guessesByAddress);
  });

  test('by a flood of unverified devices from everywhere gets a fixed number of tries, and keeps no enrolled one out', async () => {
    const now = new Date();
    // As behind a proxy, which says where a call came from.
    await using desk = await startTestDesk({ address: 'https://desk.example', now: () => now });
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(desk.lines.join(''))?.[1];
    const local = { ...desk, address: `http://127.0.0.1:${port}` };
    const engineer = await firstEngineer(local);
    const enrolled = await enrolledDevice(local, engineer);
    let places = 0;
    async function strangerTries(count: number): Promise<number[]> {
      places += 1;
      const headers = { 'x-forwarded-for': `198.51.100.${places}` };
      const device = await makeDevice();
      const body = { publicKey: device.publicKey, platform: 'linux', agentVersion: '0.1.0' };
      await callAs(device, local, 'PUT', deviceRoutes.device, { body, headers });
      const statuses: number[] = [];
      for (let guess = 0; guess < count; guess += 1) {
        const words = { body: { code: wrongCode, nonce: randomUUID() }, headers };
        statuses.push((await callAs(device, local, 'POST', deviceRoutes.codes, words)).status);
      }
      return statuses;
    }
    const flood: number[] = [];
    while (flood.length < guessesOfAll) flood.push(...(await strangerTries(freeGuesses)));
    expect(flood).toEqual(Array(guessesOfAll).fill(404));
    expect(await strangerTries(1)).toEqual([429]);
    const { code } = await call(engineer);
    expect((await redeem(enrolled, local, code)).status).toBe(200);
  });

  test('by the whole world is hopeless: once in more than 200 years for twenty codes that are always open', () => {
    // Both kinds of devices at full speed for ten simulated hours. That all devices of a kind share one allowance is what the
    // test before this one shows.
    const { ofAll } = makeCodeGuard();
    let tries = 0;
    const hours = 10;
    for (let second = 0; second < hours * 3600; second += 1) {
      for (const kind of ['verified', 'unverified'])
        while (ofAll.take(kind, second * 1000) === 0) tries += 1;
    }
    expect(tries / hours).toBeLessThan(2 * guessesOfAll * 6 * 1.2);
    const codes = codeAlphabet.length ** codeLength;
    const hitsPerYear = ((tries / hours) * 24 * 365 * 20) / codes;
    expect(1 / hitsPerYear).toBeGreaterThan(200);
  });
});
