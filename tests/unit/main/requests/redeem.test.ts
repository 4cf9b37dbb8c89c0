import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appErrorOf, CandorError, type ErrorCode } from '#contract/errors/result.ts';
import type { RequestClaims } from '#contract/http/request.ts';
import type { ActivityFacts } from '#contract/ipc/activity-log.ts';
import type { DeskClient } from '#main/outbox/desk-client.ts';
import { createRedeem } from '#main/requests/codes.ts';
import type { RequestRegistry } from '#main/requests/request-registry.ts';
import { openRequestStore } from '#main/requests/store.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import type { Verdict } from '#main/trust/request.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';
import { attempt, errorOf } from '../help-session/scene.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-redeem-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const organisation = await makeOrganisation();
const deskTime = Date.parse('2026-12-01T12:00:00.000Z');

/** One device and a desk that says what a test wants; `log` holds every step, in its order. */
async function openDevice({ codes = true } = {}) {
  const store = await openRequestStore(join(folder, 'requests.json'), () => {});
  const log: string[] = [];
  const notes: [string, ActivityFacts | undefined][] = [];
  const taken: RequestClaims[] = [];
  const timers: number[] = [];
  let now = Date.parse('2026-12-01T09:00:00.000Z');
  let refusal: ErrorCode | null = null;
  let change: object = {};
  let verdict: Verdict | null = null;
  const policy = { ...organisation.policy, features: { ...organisation.policy.features, codes } };
  const desk = {
    policy: () => policy,
    meet: async (recipient: unknown) => {
      expect(recipient).toEqual(recipientOf(policy));
      log.push('met');
    },
    greet: async () => {
      log.push('greeted');
      return deskTime;
    },
    async redeem({ code, nonce }: { code: string; nonce: string }) {
      log.push(`redeemed ${code} with ${store.now().codes.wrong} tries`);
      if (refusal) throw new CandorError(appErrorOf(refusal, 'No.'));
      return JSON.stringify({
        ...organisation.claims('A'.repeat(43), now),
        kind: 'phone',
        number: '42',
        nonce,
        ...change,
      });
    },
  } as unknown as DeskClient;
  const redeem = createRedeem({
    store,
    desk,
    book: {
      async take(_jws, claims) {
        taken.push(claims);
        return null;
      },
    } as Partial<RequestRegistry> as RequestRegistry,
    clock: {
      now: () => now,
      after(ms) {
        timers.push(ms);
        return () => {};
      },
      random: () => 0,
    },
    async note(kind, facts) {
      // It takes its time: whatever does not wait for it is done too early.
      await new Promise((resolve) => setImmediate(resolve));
      notes.push([kind, facts]);
    },
    refusals: { count: (why) => void log.push(`refused ${why}`) },
    verify: async (jws) => verdict ?? { ok: true, claims: JSON.parse(jws) },
    learnTime: async (at) => void log.push(`learnt ${at}`),
    changed: () => void log.push('changed'),
    signal: new AbortController().signal,
  });
  return {
    ...{ store, log, notes, taken, timers },
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    says(how: { refusal?: ErrorCode | null; change?: object; verdict?: Verdict }) {
      ({ refusal = null, change = {}, verdict = null } = how);
    },
    type: (code = 'acde 3467') => attempt(() => redeem({ code })),
  };
}

describe('a code', () => {
  test('is given only to a desk that signed its time just now, and counts as a try before it is given', async () => {
    const device = await openDevice();
    const { jti } = await device.type();
    expect(device.log).toEqual([
      'met',
      'greeted',
      `learnt ${deskTime}`,
      'redeemed ACDE3467 with 1 tries',
    ]);
    expect(device.taken).toMatchObject([{ jti, kind: 'phone', number: '42' }]);
    // What was right sets the count back.
    expect(device.store.now().codes).toEqual({ wrong: 0, until: 0 });
    expect(device.notes).toEqual([['code-tried', { wrong: 0 }]]);
  });

  test('never leaves where IT has switched codes off', async () => {
    const device = await openDevice({ codes: false });
    expect(await errorOf(device.type())).toMatchObject({ code: 'forbidden' });
    expect(device.log).toEqual([]);
    expect(device.store.now().codes.wrong).toBe(0);
  });

  test('that cannot be one costs no try', async () => {
    const device = await openDevice();
    expect(await errorOf(device.type('12'))).toMatchObject({ code: 'invalid-arguments' });
    expect(device.store.now().codes.wrong).toBe(0);
    expect(device.log).toEqual([]);
  });

  test('that is wrong counts; the third locks, and the desk is not asked until that is over', async () => {
    const device = await openDevice();
    device.says({ refusal: 'code-wrong' });
    for (let time = 0; time < 3; time += 1)
      expect(await errorOf(device.type())).toMatchObject({ code: 'code-wrong' });
    expect(device.notes).toEqual([
      ['code-tried', { wrong: 1 }],
      ['code-tried', { wrong: 2 }],
      ['code-locked', { wrong: 3 }],
    ]);
    // The screen changes with each, and once more when the lock ends.
    expect(device.timers).toEqual([10_000]);
    expect(device.log.filter((line) => line === 'changed')).toHaveLength(3);

    const asked = device.log.length;
    device.pass(8_500);
    expect(await errorOf(device.type())).toMatchObject({
      code: 'too-many-attempts',
      message: { values: { seconds: 2 } },
    });
    expect(device.log).toHaveLength(asked);
    expect(device.store.now().codes.wrong).toBe(3);
    device.pass(1_500);
    device.says({});
    await device.type();
    expect(device.taken).toHaveLength(1);
  });

  test('that the desk refuses because of too many tries counts as one', async () => {
    const device = await openDevice();
    device.says({ refusal: 'too-many-attempts' });
    expect(await errorOf(device.type())).toMatchObject({ code: 'too-many-attempts' });
    expect(device.store.now().codes.wrong).toBe(1);
    expect(device.notes).toEqual([['code-tried', { wrong: 1 }]]);
  });

  test('that never reached the desk was no try, and is not in the journal', async () => {
    const device = await openDevice();
    device.says({ refusal: 'desk-unreachable' });
    expect(await errorOf(device.type())).toMatchObject({ code: 'desk-unreachable' });
    expect(device.store.now().codes).toEqual({ wrong: 0, until: 0 });
    expect(device.notes).toEqual([]);
    expect(device.timers).toEqual([]);
    expect(device.log.at(-1)).toBe('changed');
  });
});

describe('an answer to a code', () => {
  test.each([
    ['is made for another try', { change: { nonce: randomUUID() } }, 'wrong-way'],
    ['is a request that comes without a code', { change: { kind: 'machine' } }, 'wrong-way'],
    [
      'does not verify',
      { verdict: { ok: false, refusal: 'wrong-signature', detail: 'x' } as Verdict },
      'wrong-signature',
    ],
  ])('that %s is not taken, and is counted', async (_what, how, why) => {
    const device = await openDevice();
    device.says(how);
    expect(await errorOf(device.type())).toMatchObject({
      code: 'desk-untrusted',
      message: { values: { organisation: 'Example Ltd' } },
      detail: expect.stringContaining(why),
    });
    expect(device.log).toContain(`refused ${why}`);
    expect(device.taken).toEqual([]);
    expect(device.store.now().codes.wrong).toBe(1);
    expect(device.notes).toEqual([]);
  });
});
