import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unseal } from '#bundle/seal.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import { attempt, errorOf } from '../help-session/scene.ts';
import { type Device, openDevice, reportsOf, target } from './device.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-answers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const submission = randomUUID();

describe('a request that the person opens', () => {
  test('is seen once, however often they look, and the desk hears of it once', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    expect(device.kept(jti)).toMatchObject({
      state: 'waiting',
      matched: true,
      submission: null,
      answer: null,
    });
    for (let time = 0; time < 3; time += 1) await device.call['requests.seen']({ jti });
    await Promise.all([
      device.call['requests.seen']({ jti }),
      device.call['requests.seen']({ jti }),
    ]);
    expect(device.kept(jti)?.state).toBe('seen');
    expect(reportsOf(device, jti)).toEqual(['delivered', 'seen']);
    expect(await device.kinds()).toEqual(['asked', 'seen']);
  });

  test('says who asks by the name that IT pinned, for what, and until when', async () => {
    const device = await openDevice(folder);
    const claims = await device.take({ organisation: 'Somebody else' });
    expect(device.shown().requests).toEqual([
      expect.objectContaining({
        jti: claims.jti,
        organisation: 'Example Ltd',
        engineer: { name: 'Kim Keeper', role: 'engineer' },
        reason: 'The VPN is slow',
        receivedAt: '2026-12-01T09:00:00.000Z',
        until: new Date(claims.exp * 1000).toISOString(),
        state: 'waiting',
        collectors: [
          expect.objectContaining({ id: 'routes' }),
          expect.objectContaining({ id: 'dns' }),
        ],
      }),
    ]);
  });
});

describe('agreeing to a request', () => {
  const agreed = async (device: Device, change: object = {}, leftOut: string[] = []) => {
    const claims = await device.take(change);
    await device.call['requests.agree']({ jti: claims.jti, leftOut });
    const session = device.sessions.at(-1);
    if (!session) throw new Error('no session');
    return { ...claims, session };
  };

  test('begins a session for what was asked without what was taken out, in the engineer’s words', async () => {
    const device = await openDevice(folder);
    const { jti, session } = await agreed(device, { reason: 'The VPN is slow' }, ['dns']);
    expect(session).toMatchObject({
      jti,
      selection: { preset: 'network', collectors: ['routes'], exactly: true },
      summary: 'Kim Keeper: The VPN is slow',
      engineer: 'Kim Keeper',
      reason: 'The VPN is slow',
    });
    expect((await device.entries()).at(-1)).toEqual([
      'agreed',
      expect.objectContaining({
        request: jti,
        engineer: 'Kim Keeper',
        collectors: 'routes',
        leftOut: 'dns',
      }),
    ]);
  });

  test('each step of its session is on the disk and for the desk, and a session that is dropped can begin again', async () => {
    const device = await openDevice(folder);
    const { jti, session } = await agreed(device);
    await session.collecting();
    expect(device.kept(jti)?.state).toBe('collecting');
    await session.reviewing();
    expect(device.kept(jti)?.state).toBe('in-review');
    await session.dropped();
    expect(device.kept(jti)).toMatchObject({ state: 'seen', submission: null });
    expect(reportsOf(device, jti)).toEqual(['delivered', 'collecting', 'in-review']);
    await device.call['requests.agree']({ jti, leftOut: [] });
    await device.sessions.at(-1)?.sending(submission);
    expect(device.kept(jti)).toMatchObject({ state: 'sending', submission });
    // It could not be handed over, and is in review again.
    await device.sessions.at(-1)?.reviewing();
    expect(device.kept(jti)).toMatchObject({ state: 'in-review', submission: null });
  });

  test('is for nothing when everything was taken out', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    const error = await errorOf(
      attempt(() => device.call['requests.agree']({ jti, leftOut: ['routes', 'dns'] })),
    );
    expect(error).toMatchObject({ code: 'invalid-arguments' });
    expect(device.sessions).toEqual([]);
    expect(await device.kinds()).toEqual(['asked']);
  });

  test('changes nothing while another session is under way', async () => {
    const busy = () => {
      throw new CandorError(appErrorOf('wrong-phase', 'Something else is under way.'));
    };
    const device = await openDevice(folder, { startSession: busy });
    const { jti } = await device.take();
    expect(
      await errorOf(attempt(() => device.call['requests.agree']({ jti, leftOut: [] }))),
    ).toMatchObject({
      code: 'wrong-phase',
    });
    expect(device.kept(jti)?.state).toBe('waiting');
    expect(await device.kinds()).toEqual(['asked']);
  });

  test('is not how a stand-in is revealed', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take({ kind: 'reveal', scope: undefined, reveal: target });
    expect(
      await errorOf(attempt(() => device.call['requests.agree']({ jti, leftOut: [] }))),
    ).toMatchObject({
      code: 'wrong-phase',
    });
    expect(device.sessions).toEqual([]);
  });

  test.each(['declined', 'withdrawn', 'expired'] as const)(
    'sends nothing once it is %s',
    async (how) => {
      const device = await openDevice(folder);
      const { jti, session } = await agreed(device);
      if (how === 'declined') await device.call['requests.decline']({ jti, sentence: null });
      else await device.book.endFromOutside(jti, how);
      expect(await errorOf(session.sending(submission))).toMatchObject({ code: 'not-found' });
      // What the session still says of itself does not bring it back.
      await session.collecting();
      await session.reviewing();
      await session.dropped();
      expect(device.kept(jti)?.state).toBe('ended');
      expect(device.endedSessions).toEqual([jti]);
    },
  );
});

describe('declining and reporting', () => {
  test.each([
    ['decline', 'declined', 'Not now'],
    ['report', 'reported', 'He asked for my password'],
  ] as const)('%s ends the request with the person’s words', async (how, state, sentence) => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    await device.call[`requests.${how}`]({ jti, sentence });
    expect(device.endedSessions).toEqual([jti]);
    expect(device.kept(jti)).toMatchObject({
      state: 'ended',
      reports: [{ state: 'delivered' }, { state, sentence }],
    });
    expect((await device.entries()).at(-1)).toEqual([
      state,
      expect.objectContaining({ request: jti, sentence }),
    ]);
    expect(device.shown()).toMatchObject({ requests: [], ended: [] });
    for (const again of ['decline', 'report'] as const)
      expect(
        await errorOf(attempt(() => device.call[`requests.${again}`]({ jti, sentence }))),
      ).toMatchObject({
        code: 'not-found',
      });
  });

  test('needs no words', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    await device.call['requests.decline']({ jti, sentence: null });
    expect((await device.entries()).at(-1)?.[1]).not.toHaveProperty('sentence');
  });
});

describe('a request by phone', () => {
  const phone = { kind: 'phone', number: '42', nonce: randomUUID() };

  test('can be agreed to when the person typed its number, and shows what it asks for only then', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take(phone);
    expect(device.shown().requests[0]).toMatchObject({ matched: false, collectors: [] });
    expect(
      await errorOf(attempt(() => device.call['requests.agree']({ jti, leftOut: [] }))),
    ).toMatchObject({
      code: 'wrong-phase',
    });
    await device.call['requests.matched']({ jti, number: ' 4 2 ' });
    expect(device.shown().requests[0]).toMatchObject({
      matched: true,
      collectors: [{ id: 'routes' }, { id: 'dns' }],
    });
    await device.call['requests.agree']({ jti, leftOut: [] });
    expect(device.sessions).toHaveLength(1);
  });

  test('ends with the third wrong number, which is reported', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take(phone);
    const type = (number: string) =>
      errorOf(attempt(() => device.call['requests.matched']({ jti, number })));
    expect(await type('41')).toMatchObject({
      code: 'invalid-arguments',
      message: { values: { left: 2 } },
    });
    expect(await type('24')).toMatchObject({
      code: 'invalid-arguments',
      message: { values: { left: 1 } },
    });
    expect(await type('43')).toMatchObject({ code: 'forbidden' });
    expect(device.kept(jti)).toMatchObject({ state: 'ended', matched: false, wrongNumbers: 3 });
    expect(reportsOf(device, jti)).toEqual(['delivered', 'reported']);
    expect((await device.entries()).at(-1)).toEqual([
      'reported',
      expect.objectContaining({
        sentence: 'The number that was said on the phone was wrong three times.',
      }),
    ]);
    expect(await type('42')).toMatchObject({ code: 'not-found' });
  });

  test('has no more tries when two windows type at once', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take(phone);
    const tries = ['40', '41'].map((number) =>
      errorOf(attempt(() => device.call['requests.matched']({ jti, number }))),
    );
    const left = (await Promise.all(tries)).map(({ message }) => message.values?.left);
    expect(left.toSorted()).toEqual([1, 2]);
  });
});

describe('a request to reveal', () => {
  const known = {
    value: 'ward-front',
    line: 'host-1 restarted',
    sentAt: '2026-11-30T10:00:00.000Z',
  };
  const reveal = { kind: 'reveal', scope: undefined, reveal: target };
  const answerOf = (device: Device, jti: string) =>
    decodeJwt(device.kept(jti)?.answer ?? '') as Record<string, string>;

  test('shows the person the value and where it stood, and sends exactly that, sealed', async () => {
    const device = await openDevice(folder, { map: known });
    const { jti } = await device.take(reveal);
    expect(device.shown().requests[0]).toMatchObject({
      collectors: [],
      reveal: { pseudonym: 'host-1', item: 'logs/a.log', ...known },
    });
    await device.call['requests.reveal']({ jti });
    const answer = answerOf(device, jti);
    expect(answer).toMatchObject({
      request: jti,
      ...target,
      answer: 'value',
      at: '2026-12-01T09:00:00.000Z',
    });
    const opened = await unseal(Buffer.from(answer.sealed ?? '', 'base64'), device.identity);
    expect(Buffer.from(opened).toString()).toBe('ward-front');
    expect(JSON.stringify(answer)).not.toContain('ward-front');
    expect(device.kept(jti)?.state).toBe('ended');
    expect(device.asked).toEqual([target]);
    expect(await device.kinds()).toEqual(['asked', 'revealed']);
  });

  test('says that it is not known where this computer no longer knows', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take(reveal);
    expect(device.shown().requests[0]?.reveal).toMatchObject({
      value: null,
      line: null,
      sentAt: null,
    });
    await device.call['requests.reveal']({ jti });
    expect(answerOf(device, jti)).toMatchObject({ answer: 'unknown' });
    expect(answerOf(device, jti)).not.toHaveProperty('sealed');
    expect(await device.kinds()).toEqual(['asked', 'reveal-unknown']);
  });

  test.each([['It names my ward'], [null]])(
    'can be declined with or without words (%s), and says nothing of the value',
    async (sentence) => {
      const device = await openDevice(folder, { map: known });
      const { jti } = await device.take(reveal);
      await device.call['requests.decline']({ jti, sentence });
      expect(answerOf(device, jti)).toMatchObject({ answer: 'declined', sentence });
      expect(answerOf(device, jti)).not.toHaveProperty('sealed');
      const [kind, facts] = (await device.entries()).at(-1) ?? [];
      expect(kind).toBe('reveal-declined');
      expect(facts).toMatchObject({ request: jti, ...(sentence !== null && { sentence }) });
    },
  );

  test('is the only one that a value is sent for', async () => {
    const device = await openDevice(folder, { map: known });
    const { jti } = await device.take();
    expect(await errorOf(attempt(() => device.call['requests.reveal']({ jti })))).toMatchObject({
      code: 'wrong-phase',
    });
    expect(device.kept(jti)).toMatchObject({ state: 'waiting', answer: null });
    expect(device.asked).toEqual([]);
  });
});

describe('a request whose time is over', () => {
  test('ends at that moment, and the person can see it', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    const later = await device.take({ exp: Date.parse('2026-12-01T12:00:00.000Z') / 1000 });
    // The clock looks again after half an hour, or when the next one ends.
    expect(device.timers()).toEqual([30 * 60_000]);
    await device.pass(30 * 60_000);
    expect(device.shown().requests).toHaveLength(2);
    await device.pass(30 * 60_000);
    expect(device.shown()).toMatchObject({
      requests: [{ jti: later.jti }],
      ended: [{ jti, engineer: 'Kim Keeper', how: 'expired' }],
    });
    await expect.poll(() => device.endedSessions).toEqual([jti]);
    expect((await device.entries()).at(-1)).toEqual([
      'ended',
      { request: jti, engineer: 'Kim Keeper', how: 'expired' },
    ]);
    expect(device.failures).toEqual([]);
  });

  test('can be answered up to its end and not after it, even before anything noticed', async () => {
    const device = await openDevice(folder);
    const { jti, exp } = await device.take();
    device.sleep(exp * 1000 - Date.parse('2026-12-01T09:00:00.000Z') - 1);
    expect(device.book.open(jti).claims.jti).toBe(jti);
    device.sleep(1);
    expect(() => device.book.open(jti)).toThrow(/has ended/);
  });
});

describe('what the desk ends', () => {
  test('stays for as long as the desk has something to hear about it', async () => {
    const device = await openDevice(folder);
    const [untold, told] = [await device.take(), await device.take()];
    await device.book.change(told.jti, (kept) => ({ ...kept, reports: [] }));
    for (const { jti } of [untold, told]) await device.book.endFromOutside(jti, 'withdrawn');
    expect(device.kept(untold.jti)?.state).toBe('ended');
    expect(device.kept(told.jti)).toBeUndefined();
    expect(device.shown().ended.map(({ how }) => how)).toEqual(['withdrawn', 'withdrawn']);
  });

  test('is shown once, and the newest ten at most', async () => {
    const device = await openDevice(folder);
    const jtis: string[] = [];
    for (let index = 0; index < 12; index += 1) jtis.push((await device.take()).jti);
    for (const jti of [...jtis, ...jtis]) await device.book.endFromOutside(jti, 'withdrawn');
    expect(device.shown().ended.map(({ jti }) => jti)).toEqual(jtis.slice(-10));
  });

  test('is nothing that the person agreed to already', async () => {
    const device = await openDevice(folder);
    const { jti } = await device.take();
    await device.call['requests.agree']({ jti, leftOut: [] });
    await device.sessions[0]?.sending(submission);
    await device.book.endFromOutside(jti, 'withdrawn');
    expect(device.kept(jti)).toMatchObject({ state: 'sending', submission });
    expect(device.shown().ended).toEqual([]);
    expect(device.endedSessions).toEqual([]);
  });
});
