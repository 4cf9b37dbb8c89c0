import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { incomingRequests } from '#contract/ipc/incoming-requests.ts';
import { mostRemembered, mostWaiting } from '#main/requests/inbox.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';
import { type RequestAgent, startRequestAgent } from './agent.ts';
import { event, type MaliciousDesk, startMaliciousDesk } from './malicious-desk.ts';

/** Makes the agent known to the desk, so that it listens; the answer to its code is nothing good. */
async function listening(agent: RequestAgent): Promise<void> {
  await expect(agent.call['requests.redeem']({ code: 'ACDE3467' })).rejects.toThrow();
  await agent.until(({ device }) => device.listening);
}
const nothingHappened = (agent: RequestAgent) => {
  expect(agent.sessions).toEqual([]);
  expect(agent.requests.view().requests).toEqual([]);
  expect(agent.told).toEqual([]);
};
/** A good request behind all the others: when it is there, those before it were read. */
const last = async (desk: MaliciousDesk, agent: RequestAgent) =>
  event('request', {
    jws: await desk.signRequest(desk.claims(agent.device, Date.now(), { reason: 'the last' })),
  });
const untilLast = (agent: RequestAgent) =>
  agent.until(({ requests }) => requests.some(({ reason }) => reason === 'the last'));

test('whatever is not exactly a request of the organisation for this device is not shown', async () => {
  await using desk = await startMaliciousDesk();
  await using agent = await startRequestAgent({ policy: desk.policy });
  const other = await makeOrganisation();
  // Made when the agent listens: what is older than its first word with the desk is refused for its age alone.
  const everything = async () => {
    const now = Date.now();
    const claims = (change: object = {}) => desk.claims(agent.device, now, change);
    const good = claims();
    const all = [
      event('request', { jws: await other.signRequest(other.claims(agent.device, now)) }),
      event('request', { jws: await desk.signRequest(claims({ sub: 'B'.repeat(43) })) }),
      event('request', {
        jws: await desk.signRequest(
          claims({ nbf: Math.floor(now / 1000) - 60, exp: Math.floor(now / 1000), iat: 1 }),
        ),
      }),
      event('request', {
        jws: await desk.signRequest(
          claims({ nbf: Math.floor(now / 1000) + 86_400, exp: Math.floor(now / 1000) + 90_000 }),
        ),
      }),
      event('request', { jws: await desk.signRequest(claims({ reason: 'x'.repeat(1001) })) }),
      event('request', {
        jws: await desk.signRequest(claims({ kind: 'phone', number: '42', nonce: randomUUID() })),
      }),
      event('request', { jws: await desk.signRequest(claims({ scope: { command: 'rm -rf /' } })) }),
      event('request', {
        jws: await desk.signRequest(claims({ policy: { desk: 'https://elsewhere.example' } })),
      }),
      event('request', {
        jws: (await desk.signRequest(good)).replace(
          /\..*\./,
          `.${Buffer.from(JSON.stringify(good)).toString('base64url')}A.`,
        ),
      }),
      event('request', { jws: 'x'.repeat(30_000) }),
      event('request', { jws: '<img src=x onerror=alert(1)>' }),
      event('request', { jws: null, open: true }),
      event('request', '{"jws":'),
      event('policy', { organisation: { name: 'Elsewhere' } }),
      event('collect', { preset: 'full' }),
      event('__proto__', '{}'),
      event('constructor', '{}'),
      event('incident', { number: '../../etc/passwd' }),
      event('request-ended', { jti: 'all', state: 'sent' }),
      'data: {"jws":"no name"}\n\n',
      '\u0000\u0001\ufffd\n\n',
    ];
    return all.join('');
  };
  desk.stream = async (response) =>
    void response.write((await everything()) + (await last(desk, agent)));
  await listening(agent);
  const { requests } = await untilLast(agent);
  expect(requests.map(({ reason }) => reason)).toEqual(['the last']);
  expect(agent.sessions).toEqual([]);
  const refused = (await agent.journal.read()).entries
    .filter(({ kind }) => kind === 'refused')
    .map(({ facts }) => facts.why);
  for (const why of [
    'wrong-signature',
    'wrong-device',
    'expired',
    'not-yet-valid',
    'malformed',
    'wrong-way',
  ])
    expect(refused).toContain(why);
});

test('a name and words made of nothing but tricks do not break what is shown', async () => {
  await using desk = await startMaliciousDesk();
  await using agent = await startRequestAgent({ policy: desk.policy });
  const tricks = '\u202E\u2066\u200F'.repeat(30);
  const engineer = { ...desk.claims(agent.device, 0).engineer, name: tricks };
  const change = { reason: tricks, engineer, organisation: 'The real Example Ltd' };
  desk.stream = async (response) => {
    const jws = await desk.signRequest(desk.claims(agent.device, Date.now(), change));
    response.write(event('request', { jws }));
  };
  await listening(agent);
  const view = await agent.until(({ requests }) => requests.length === 1);
  expect(incomingRequests.parse(view).requests[0]).toMatchObject({
    reason: '',
    engineer: { name: '?' },
    organisation: 'Example Ltd',
  });
});

test('the same request a hundred times, in a hundred connections, is asked once; answered, it never comes back', async () => {
  await using desk = await startMaliciousDesk();
  await using agent = await startRequestAgent({ policy: desk.policy });
  let jws: string | undefined;
  desk.stream = async (response) => {
    jws ??= await desk.signRequest(
      desk.claims(agent.device, Date.now(), { reason: 'again and again' }),
    );
    response.end(event('request', { jws }).repeat(100));
  };
  await listening(agent);
  const { requests } = await agent.until((asked) => asked.requests.length > 0);
  await agent.call['requests.decline']({ jti: requests[0]?.jti ?? '', sentence: null });
  const seen = desk.streams;
  await expect.poll(() => desk.streams, { timeout: 20_000 }).toBeGreaterThan(seen + 2);
  expect(agent.requests.view().requests).toEqual([]);
  expect(agent.told.length).toBeLessThanOrEqual(1);
});

test('a flood of good requests: eight wait, the rest is left with the desk, and numbers are not remembered without end', async () => {
  await using desk = await startMaliciousDesk();
  await using agent = await startRequestAgent({ policy: desk.policy });
  const now = Date.now();
  let flood: string[] | undefined;
  desk.stream = async (response) => {
    flood ??= await Promise.all(
      Array.from({ length: 60 }, async () =>
        event('request', { jws: await desk.signRequest(desk.claims(agent.device, Date.now())) }),
      ),
    );
    response.write(flood.join(''));
  };
  await listening(agent);
  await expect
    .poll(() => agent.log.filter((line) => line.includes('too-many')).length)
    .toBeGreaterThan(0);
  expect(agent.requests.view().requests).toHaveLength(mostWaiting);
  const many = Object.fromEntries(
    Array.from({ length: mostRemembered }, () => [randomUUID(), Math.floor(now / 1000) + 3600]),
  );
  await agent.store.change((state) => ({ ...state, kept: [], taken: many }));
  agent.requests.wake();
  await expect.poll(() => desk.streams).toBeGreaterThan(1);
  await agent.until(({ device }) => device.listening);
  expect(agent.requests.view().requests).toEqual([]);
});

test('a hundred thousand senseless events fill neither the log nor the journal', async () => {
  await using desk = await startMaliciousDesk();
  await using agent = await startRequestAgent({ policy: desk.policy });
  desk.stream = async (response) => {
    for (let block = 0; block < 1000; block++) {
      const more = response.write(event('request', '<script>').repeat(100));
      if (!more) await new Promise((resolve) => response.once('drain', resolve));
      if (response.destroyed) return;
      // The next reaches the agent by itself: a desk that wants to be read at all sends no more at once than is read.
      await new Promise(setImmediate);
    }
    response.write(await last(desk, agent));
  };
  await listening(agent);
  await expect.poll(() => agent.log.length, { timeout: 20_000 }).toBeGreaterThan(1);
  nothingHappened(agent);
  expect(agent.log.length).toBeLessThan(50);
  expect((await agent.journal.read()).count).toBeLessThan(20);
});

describe('a stream that', () => {
  const cases: [string, string][] = [
    ['never ends its line', 'data: '.padEnd(2_000_000, 'x')],
    ['never ends its event', 'data: x\n'.repeat(200_000)],
    ['brings a thousand events at once', event('request', '{}').repeat(5_000)],
  ];
  test.each(cases)('%s is closed, and Candor comes back later', async (_, bytes) => {
    await using desk = await startMaliciousDesk();
    await using agent = await startRequestAgent({ policy: desk.policy });
    let closed = 0;
    desk.stream = (response) => {
      response.on('close', () => {
        closed += 1;
      });
      response.write(bytes);
    };
    await listening(agent);
    await expect.poll(() => closed, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => desk.streams, { timeout: 20_000 }).toBeGreaterThan(1);
    nothingHappened(agent);
  });
});

describe('a desk that cannot prove itself', () => {
  test.each([
    ['says nothing', () => async () => null],
    [
      'repeats an old greeting',
      (desk: MaliciousDesk) => () => desk.greet(randomUUID(), Date.now()),
    ],
    [
      'is at another address',
      (desk: MaliciousDesk) => (nonce: string) =>
        desk.greet(nonce, Date.now(), { address: 'https://elsewhere.example' }),
    ],
  ])('because it %s is not listened to', async (_, greeting) => {
    await using desk = await startMaliciousDesk();
    await using agent = await startRequestAgent({ policy: desk.policy });
    desk.greeting = greeting(desk);
    await expect(agent.call['requests.redeem']({ code: 'ACDE3467' })).rejects.toThrow();
    await expect
      .poll(() => agent.log.some((line) => line.startsWith('listening: ')), { timeout: 20_000 })
      .toBe(true);
    expect(desk.streams).toBe(0);
    expect(desk.heard).not.toContain('POST /v1/device/codes');
    nothingHappened(agent);
  });
});

test('a desk that only repeats the public fingerprint does not get the enrolment token', async () => {
  await using desk = await startMaliciousDesk();
  desk.greeting = async () => null;
  const policy = { ...desk.policy, enrolment: { token: 'EXAMPLE-enrolment-token-0000' } };
  await using agent = await startRequestAgent({ policy });
  await expect(agent.call['requests.redeem']({ code: 'ACDE3467' })).rejects.toThrow();
  await expect.poll(() => desk.heard).toContain('GET /v1/desk');
  expect(desk.heard.filter((line) => line.startsWith('POST'))).toEqual([]);
});

describe('the answer to a code', () => {
  const good = (desk: MaliciousDesk, agent: RequestAgent, nonce: string, change: object = {}) =>
    desk.claims(agent.device, Date.now(), { kind: 'phone', number: '42', nonce, ...change });

  test.each([
    [
      'for another try',
      (desk: MaliciousDesk, agent: RequestAgent) =>
        desk.signRequest(good(desk, agent, randomUUID())),
    ],
    [
      'without a number to compare',
      (desk: MaliciousDesk, agent: RequestAgent) =>
        desk.signRequest(desk.claims(agent.device, Date.now())),
    ],
    [
      'for another device',
      (desk: MaliciousDesk, agent: RequestAgent, nonce: string) =>
        desk.signRequest(good(desk, agent, nonce, { sub: 'B'.repeat(43) })),
    ],
    [
      'by another organisation',
      async (desk: MaliciousDesk, agent: RequestAgent, nonce: string) => {
        const other = await makeOrganisation();
        return other.signRequest({ ...good(desk, agent, nonce), iss: other.fingerprint });
      },
    ],
  ])('%s is not one: nothing is shown', async (_, make) => {
    await using desk = await startMaliciousDesk();
    await using agent = await startRequestAgent({ policy: desk.policy });
    desk.redeem = (nonce) => make(desk, agent, nonce);
    await expect(agent.call['requests.redeem']({ code: 'ACDE3467' })).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    nothingHappened(agent);
  });

  test('that is good is shown once; the same again is not', async () => {
    await using desk = await startMaliciousDesk();
    await using agent = await startRequestAgent({ policy: desk.policy });
    let first = '';
    desk.redeem = async (nonce) => {
      first ||= await desk.signRequest(good(desk, agent, nonce));
      return first;
    };
    const { jti } = await agent.call['requests.redeem']({ code: 'ACDE3467' });
    expect(agent.requests.view().requests).toEqual([
      expect.objectContaining({ jti, matched: false }),
    ]);
    await expect(agent.call['requests.redeem']({ code: 'ACDE3467' })).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    expect(agent.requests.view().requests).toHaveLength(1);
  });
});
