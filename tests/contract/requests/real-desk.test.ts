import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toAppError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { codeAlphabet, codeLength } from '#contract/http/request.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { type Browser, firstEngineer, startTestDesk } from '../desk/desk.ts';
import { ask, made, shown } from '../desk/requests.ts';
import { type RequestAgent, startRequestAgent } from './agent.ts';

const wrongCode = codeAlphabet.slice(0, 1).repeat(codeLength);
const deviceOf = ({ device }: RequestAgent) => ({ id: device }) as Parameters<typeof ask>[1];
const phone = async (engineer: Browser) =>
  made(
    await engineer.call('POST', consoleRoutes.requests, {
      ...{
        kind: 'phone',
        scope: { preset: 'network' },
        reason: 'As we said on the phone',
        incident: null,
      },
    }),
  );
const stateOf = async (engineer: Browser, jti: string) => (await shown(engineer, jti)).state;
const eventually = (engineer: Browser, jti: string) =>
  expect.poll(() => stateOf(engineer, jti), { timeout: 10_000 });

const { version: productVersion } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as {
  version: string;
};

/** A device that the desk knows, and that listens. */
async function known(agent: RequestAgent): Promise<void> {
  await expect(agent.call['requests.redeem']({ code: wrongCode })).rejects.toMatchObject({
    error: { code: 'code-wrong' },
  });
  await agent.until(({ device }) => device.listening);
}

test('asked, told, seen, agreed to in part, and each step is known at the desk', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  await known(agent);
  expect(agent.versions).toContain(productVersion);
  const { jti } = await ask(engineer, deviceOf(agent), { reason: 'The VPN is slow' });
  const { requests } = await agent.until((asked) => asked.requests.length === 1);
  expect(requests[0]).toMatchObject({
    jti,
    state: 'waiting',
    reason: 'The VPN is slow',
    organisation: 'Example Ltd',
    matched: true,
  });
  expect(requests[0]?.collectors.map(({ id }) => id)).toEqual(['routes', 'dns']);
  await expect.poll(() => agent.told).toHaveLength(1);
  expect(agent.sessions).toEqual([]);
  await eventually(engineer, jti).toBe('delivered');
  await agent.call['requests.seen']({ jti });
  await eventually(engineer, jti).toBe('seen');
  await agent.call['requests.agree']({ jti, leftOut: ['dns', 'no-such'] });
  const [session] = agent.sessions;
  expect(session?.selection).toMatchObject({ collectors: ['routes'], exactly: true });
  await session?.collecting();
  await eventually(engineer, jti).toBe('collecting');
  await session?.reviewing();
  await eventually(engineer, jti).toBe('in-review');
  expect(await agent.kinds()).toEqual(['code-tried', 'asked', 'seen', 'agreed']);
});

test('declined with a sentence, and reported: both end it here, and the desk knows', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  await known(agent);
  const [first, second] = [
    await ask(engineer, deviceOf(agent)),
    await ask(engineer, deviceOf(agent)),
  ];
  await agent.until(({ requests }) => requests.length === 2);
  await agent.call['requests.decline']({ jti: first.jti, sentence: 'Not now' });
  await agent.call['requests.report']({ jti: second.jti, sentence: 'He asked for my password' });
  expect(agent.requests.view().requests).toEqual([]);
  await eventually(engineer, first.jti).toBe('declined');
  await eventually(engineer, second.jti).toBe('reported');
  expect((await shown(engineer, first.jti)).events.at(-1)?.sentence).toBe('Not now');
  for (const { jti } of [first, second])
    await expect(agent.call['requests.agree']({ jti, leftOut: [] })).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
});

test('what an engineer withdraws is gone from the screen, and ends the session that it began', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  await known(agent);
  const { jti } = await ask(engineer, deviceOf(agent));
  await agent.until(({ requests }) => requests.length === 1);
  await agent.call['requests.agree']({ jti, leftOut: [] });
  const [session] = agent.sessions;
  await engineer.call('POST', `${consoleRoutes.requests}/${jti}/withdrawal`, { sentence: null });
  const { ended } = await agent.until(({ requests }) => requests.length === 0);
  expect(ended).toEqual([expect.objectContaining({ jti, how: 'withdrawn' })]);
  await expect.poll(() => agent.sessions).toEqual([]);
  // Agreed to in the same second: nothing is sent any more.
  await expect(session?.sending('7d444840-9dc0-41d1-b245-5ffdce74fad2')).rejects.toMatchObject({
    error: { code: 'not-found' },
  });
});

test('what an engineer withdraws after the person agreed and the bundle is on its way stays the person’s decision', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  await known(agent);
  const { jti } = await ask(engineer, deviceOf(agent));
  await agent.until(({ requests }) => requests.length === 1);
  await agent.call['requests.agree']({ jti, leftOut: [] });
  const submission = randomUUID();
  await agent.sessions[0]?.sending(submission);
  await engineer.call('POST', `${consoleRoutes.requests}/${jti}/withdrawal`, { sentence: null });
  // The desk's words come in their order: when this one is there, the withdrawal was heard.
  const next = await ask(engineer, deviceOf(agent));
  const { ended } = await agent.until(({ requests }) =>
    requests.some((request) => request.jti === next.jti),
  );
  expect(ended).toEqual([]);
  expect(agent.store.now().kept.find(({ claims }) => claims.jti === jti)).toMatchObject({
    state: 'sending',
    submission,
  });
  agent.requests.outboxChanged([{ id: submission, state: 'sent' } as Submission]);
  await expect.poll(() => agent.kinds()).toContain('arrived');
});

test('a request whose time is over cannot be agreed to, even before anything has noticed that it is over', async () => {
  let slept = 0;
  const { hurriedClock } = await import('../outbox/agent.ts');
  // A computer that slept: its clock goes on, and no timer has fired yet.
  const clock = { ...hurriedClock, now: () => hurriedClock.now() + slept };
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy(), clock });
  const engineer = await firstEngineer(desk);
  await known(agent);
  const { jti } = await ask(engineer, deviceOf(agent), { minutes: 60 });
  await agent.until(({ requests }) => requests.length === 1);
  slept = 24 * 3_600_000;
  expect(agent.requests.view().requests).toHaveLength(1);
  await expect(agent.call['requests.agree']({ jti, leftOut: [] })).rejects.toMatchObject({
    error: { code: 'not-found' },
  });
  expect(agent.sessions).toEqual([]);
});

test('a code brings its request without its number; nothing can be agreed to before the person typed it', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  const { request, code } = await phone(engineer);
  const { jti } = await agent.call['requests.redeem']({ code: ` ${code?.toLowerCase()} ` });
  expect(agent.requests.view().requests[0]).toMatchObject({ jti, matched: false, collectors: [] });
  expect(agent.requests.view().requests[0]).not.toHaveProperty('number');
  await expect(agent.call['requests.agree']({ jti, leftOut: [] })).rejects.toMatchObject({
    error: { code: 'wrong-phase' },
  });
  await agent.call['requests.matched']({ jti, number: ` ${request.call?.number ?? ''} ` });
  await agent.call['requests.agree']({ jti, leftOut: [] });
  expect(agent.sessions).toHaveLength(1);
  // Each code works once.
  await expect(agent.call['requests.redeem']({ code: code ?? '' })).rejects.toMatchObject({
    error: { code: 'code-wrong' },
  });
});

test('three wrong numbers end the request and report it, also when Candor was restarted between them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-asked-'));
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const { request, code } = await phone(engineer);
  const right = request.call?.number ?? '';
  const wrong = right === '00' ? '01' : '00';
  const type = (agent: RequestAgent, jti: string, number: string) =>
    agent.call['requests.matched']({ jti, number });
  let jti = '';
  {
    await using first = await startRequestAgent({ policy: desk.policy(), folder });
    ({ jti } = await first.call['requests.redeem']({ code: code ?? '' }));
    await expect(type(first, jti, wrong)).rejects.toMatchObject({
      error: { code: 'invalid-arguments', message: { values: { left: 2 } } },
    });
    await expect(type(first, jti, '')).rejects.toMatchObject({
      error: { message: { values: { left: 1 } } },
    });
  }
  await using second = await startRequestAgent({ policy: desk.policy(), folder });
  await second.until(({ requests }) => requests.length === 1);
  await expect(type(second, jti, `${right}${right}`)).rejects.toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(second.requests.view().requests).toEqual([]);
  await expect(type(second, jti, right)).rejects.toMatchObject({ error: { code: 'not-found' } });
  await expect(second.call['requests.agree']({ jti, leftOut: [] })).rejects.toMatchObject({
    error: { code: 'not-found' },
  });
  await eventually(engineer, jti).toBe('reported');
  rmSync(folder, { recursive: true, force: true });
});

test('wrong codes lock, also over a restart, and the desk is not asked meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-asked-'));
  let now = Date.now();
  const clock = { now: () => now, after: () => () => {}, random: () => 0.5 };
  await using desk = await startTestDesk({ now: () => new Date(now) });
  const guess = async (agent: RequestAgent) => {
    try {
      await agent.call['requests.redeem']({ code: wrongCode });
      return 'taken';
    } catch (thrown) {
      return toAppError(thrown).code;
    }
  };
  {
    await using agent = await startRequestAgent({ policy: desk.policy(), folder, clock });
    expect([await guess(agent), await guess(agent), await guess(agent)]).toEqual([
      'code-wrong',
      'code-wrong',
      'code-wrong',
    ]);
    expect(agent.requests.view().codesLockedUntil).toBe(new Date(now + 10_000).toISOString());
    expect(await guess(agent)).toBe('too-many-attempts');
    expect(await agent.kinds()).toEqual(['code-tried', 'code-tried', 'code-locked']);
  }
  {
    await using agent = await startRequestAgent({ policy: desk.policy(), folder, clock });
    expect(await guess(agent)).toBe('too-many-attempts');
    now += 10_000;
    expect(await guess(agent)).toBe('code-wrong');
    expect(agent.requests.view().codesLockedUntil).toBe(new Date(now + 30_000).toISOString());
  }
  rmSync(folder, { recursive: true, force: true });
});

test.each([-1, 1])(
  'a computer whose clock is wrong by %d day is asked, told and answered all the same',
  async (days) => {
    const wrong = days * 24 * 3_600_000;
    const clock = {
      ...(await import('../outbox/agent.ts')).hurriedClock,
      now: () => Date.now() + wrong,
    };
    const folder = mkdtempSync(join(tmpdir(), 'candor-asked-'));
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    let jti = '';
    {
      await using agent = await startRequestAgent({ policy: desk.policy(), folder, clock });
      await known(agent);
      jti = (await ask(engineer, deviceOf(agent))).jti;
      await agent.until(({ requests }) => requests.length === 1);
      await agent.call['requests.seen']({ jti });
      await eventually(engineer, jti).toBe('seen');
    }
    // Started again, before the desk said its time, it is still there; and after that it can be answered.
    await using agent = await startRequestAgent({ policy: desk.policy(), folder, clock });
    expect(agent.requests.view().requests.map((one) => one.jti)).toEqual([jti]);
    await agent.until(({ device }) => device.listening);
    await agent.call['requests.agree']({ jti, leftOut: [] });
    expect(agent.sessions).toHaveLength(1);
    rmSync(folder, { recursive: true, force: true });
  },
);

test('a restart gives an interrupted request back; one of another organisation is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-asked-'));
  await using desk = await startTestDesk();
  await using other = await startTestDesk();
  const engineer = await firstEngineer(desk);
  {
    await using agent = await startRequestAgent({ policy: desk.policy(), folder });
    await known(agent);
    const { jti } = await ask(engineer, deviceOf(agent));
    await agent.until(({ requests }) => requests.length === 1);
    await agent.call['requests.agree']({ jti, leftOut: [] });
    await agent.sessions[0]?.collecting();
  }
  {
    await using agent = await startRequestAgent({ policy: desk.policy(), folder });
    expect(agent.requests.view().requests.map(({ state }) => state)).toEqual(['seen']);
    expect(agent.sessions).toEqual([]);
  }
  {
    await using agent = await startRequestAgent({ policy: () => null, folder });
    expect(agent.requests.view().requests).toEqual([]);
  }
  {
    await using agent = await startRequestAgent({ policy: desk.policy(), folder });
    expect(agent.requests.view().requests).toHaveLength(1);
  }
  await using agent = await startRequestAgent({ policy: other.policy(), folder });
  expect(agent.requests.view().requests).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

test('a revoked device is told so, listens no more, and listens again when it is let in again', async () => {
  await using desk = await startTestDesk();
  await using agent = await startRequestAgent({ policy: desk.policy() });
  const engineer = await firstEngineer(desk);
  await known(agent);
  await engineer.call('POST', `${consoleRoutes.devices}/${agent.device}/revocation`, {
    reason: 'It was stolen',
  });
  const { device } = await agent.until(
    (asked) => asked.device.standing === 'revoked' && !asked.device.listening,
  );
  expect(device.problem?.code).toBe('device-revoked');
  expect(await agent.kinds()).toContain('revoked');
  await engineer.call('DELETE', `${consoleRoutes.devices}/${agent.device}/revocation`);
  // The next time that it calls, for whatever reason.
  await known(agent);
  expect(agent.requests.view().device).toMatchObject({ listening: true, problem: null });
});

test('IT changes the policy while Candor runs: another organisation’s requests go, and what is switched off is not taken', async () => {
  await using desk = await startTestDesk();
  await using other = await startTestDesk();
  let policy = desk.policy();
  await using agent = await startRequestAgent({ policy: () => policy });
  const engineer = await firstEngineer(desk);
  await known(agent);
  const { jti } = await ask(engineer, deviceOf(agent));
  await agent.until(({ requests }) => requests.length === 1);
  await agent.call['requests.agree']({ jti, leftOut: [] });
  policy = { ...policy, features: { ...policy.features, requests: false, codes: false } };
  await agent.requests.policyChanged();
  expect(agent.requests.view().requests).toHaveLength(1);
  await expect(agent.call['requests.redeem']({ code: wrongCode })).rejects.toMatchObject({
    error: { code: 'forbidden' },
  });
  policy = other.policy();
  await agent.requests.policyChanged();
  expect(agent.requests.view().requests).toEqual([]);
  expect(agent.sessions).toEqual([]);
});
