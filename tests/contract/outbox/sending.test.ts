import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  consentTo,
  hurriedClock,
  sealedBytes,
  startAgent,
  writeSealed,
} from './agent.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

const MiB = 1024 * 1024;
let folder: string;
let desk: FakeDesk;
let agent: Agent;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-outbox-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  desk.behaviour.now = hurriedClock.now;
  agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
});

afterEach(async () => {
  desk.release();
  await agent.stop();
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

async function restartAgent(): Promise<void> {
  await agent.stop();
  agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
}

/** Agrees to send `bytes`; resolves with the submission's id once it is in the outbox. */
async function agree(bytes: Buffer): Promise<string> {
  const consent = await consentTo(desk.policy, agent.key);
  await agent.outbox.add(consent, (file) => writeSealed(file, bytes));
  return consent.id;
}

const filesOf = async (id: string) => (await readdir(join(folder, 'agent', 'outbox', id))).sort();
const sent = ({ state }: { state: string }) => state === 'sent';
const count = (method: string, path: string) =>
  desk.requests.filter((request) => request.startsWith(`${method} ${path}`)).length;

/** The desk has it exactly once, byte for byte. */
function expectArrivedOnce(id: string, bytes: Buffer): void {
  const received = desk.received.get(id) ?? [];
  expect(received).toHaveLength(1);
  expect(received[0]?.equals(bytes)).toBe(true);
}

describe('a bundle that the person agreed to send', () => {
  test('arrives once, byte for byte, and the person gets its incident number', async () => {
    const bytes = sealedBytes(20 * MiB + 12);
    const id = await agree(bytes);
    const submission = await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
    expect(submission).toMatchObject({
      sentBytes: bytes.length,
      totalBytes: bytes.length,
      problem: null,
      unread: 0,
    });
    expect(submission.incident?.number).toBe('INC-000001');
  });

  test('leaves only its receipt and entry on this computer', async () => {
    const id = await agree(sealedBytes(1000));
    await agent.until(id, sent);
    await agent.stop();
    expect(await filesOf(id)).toEqual(['entry.json', 'receipt.json']);
    expect((await agent.outbox.receipt(id)).receipt.device).toBe(agent.key.id);
  });

  test('is in the history after a restart, and is not sent again', async () => {
    const id = await agree(sealedBytes(1000));
    const before = await agent.until(id, sent);
    await restartAgent();
    expect(agent.outbox.list()).toEqual([before]);
    expect(count('POST', '/v1/uploads')).toBe(1);
  });

  test('is shown as being sent until the desk has verified it', async () => {
    desk.behaviour.checks = 4;
    const id = await agree(sealedBytes(1000));
    await agent.until(id, sent);
    expect(count('GET', '/v1/submissions')).toBeGreaterThanOrEqual(6);
  });

  test('that the desk is still checking is not uploaded again', async () => {
    desk.behaviour.checks = 3;
    desk.behaviour.intercept = (_method, path) =>
      path.startsWith('/v1/submissions') && desk.received.size > 0 ? { status: 503 } : null;
    const id = await agree(sealedBytes(1000));
    await agent.until(id, ({ state }) => state === 'waiting');
    const uploads = () => desk.requests.filter((request) => request.includes('/v1/uploads'));
    const before = uploads();
    desk.behaviour.intercept = null;
    await agent.until(id, sent);
    expect(uploads()).toEqual(before);
    expectArrivedOnce(id, sealedBytes(1000));
  });

  test('waits its turn, because bundles are sent one at a time', async () => {
    const held = desk.holdAfter(1);
    const first = await agree(sealedBytes(3 * MiB));
    const second = await agree(sealedBytes(1000));
    await held;
    expect(agent.outbox.list().map(({ id, state }) => [id === first, state])).toEqual(
      expect.arrayContaining([
        [true, 'uploading'],
        [false, 'queued'],
      ]),
    );
    desk.release();
    await agent.until(second, sent);
    expect(agent.outbox.list().every(sent)).toBe(true);
  });

  test('never shows a byte as sent that the desk does not have, even while the upload stalls or is paused', async () => {
    const held = desk.holdAfter(40_000);
    const id = await agree(sealedBytes(400_000));
    await held;
    const [moving] = agent.outbox.list();
    expect(moving?.state).toBe('uploading');
    expect(moving?.sentBytes).toBeGreaterThan(0);
    expect(moving?.sentBytes).toBeLessThanOrEqual(desk.arrivedBytes());
    await agent.outbox.pause(id);
    expect(agent.outbox.list()[0]?.sentBytes).toBe(moving?.sentBytes);
  });
});

describe('a device', () => {
  test('registers once with each desk', async () => {
    const first = await agree(sealedBytes(10));
    await agent.until(first, sent);
    await restartAgent();
    const second = await agree(sealedBytes(10));
    await agent.until(second, sent);
    expect(count('PUT', '/v1/device')).toBe(1);
  });

  test('registers again when the desk has forgotten it', async () => {
    await agent.until(await agree(sealedBytes(10)), sent);
    desk.behaviour.knowsDevices = false;
    await agent.until(await agree(sealedBytes(10)), sent);
    // A refresh of the first bundle at that moment may register the device too, which changes nothing.
    expect(count('PUT', '/v1/device')).toBeGreaterThanOrEqual(2);
  });

  test('can send with a clock that is two hours off', async () => {
    desk.behaviour.now = () => hurriedClock.now() + 2 * 3_600_000;
    const id = await agree(sealedBytes(10));
    await agent.until(id, sent);
    expectArrivedOnce(id, sealedBytes(10));
  });

  test('with a clock that is days off says so, and waits', async () => {
    desk.behaviour.now = () => hurriedClock.now() + 3 * 24 * 3_600_000;
    const id = await agree(sealedBytes(10));
    const { problem } = await agent.until(id, ({ state }) => state === 'waiting');
    expect(problem).toMatchObject({
      code: 'unauthorized',
      message: { message: expect.stringMatching(/^The date or time on this computer is wrong/) },
    });
  });
});

describe('the person', () => {
  test('can pause and resume, and the desk gets only what it does not have', async () => {
    const bytes = sealedBytes(20 * MiB);
    const held = desk.holdAfter(10 * MiB);
    const id = await agree(bytes);
    await held;
    await agent.outbox.pause(id);
    expect(agent.outbox.list()).toMatchObject([{ id, state: 'paused' }]);
    desk.release();
    await agent.outbox.resume(id);
    await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
    expect(count('POST', '/v1/uploads')).toBe(1);
    // What was on its way when it was paused may be sent again.
    expect(desk.arrivedBytes()).toBeLessThan(21 * MiB);
  });

  test('finds a paused bundle still paused after a restart', async () => {
    const held = desk.holdAfter(1);
    const id = await agree(sealedBytes(3 * MiB));
    await held;
    await agent.outbox.pause(id);
    await restartAgent();
    expect(agent.outbox.list()).toMatchObject([{ id, state: 'paused' }]);
    desk.release();
    await agent.outbox.resume(id);
    await agent.until(id, sent);
    expectArrivedOnce(id, sealedBytes(3 * MiB));
  });

  test('can cancel, which leaves nothing at the desk and only the receipt here', async () => {
    const held = desk.holdAfter(MiB);
    const id = await agree(sealedBytes(3 * MiB));
    await held;
    const withdrawn = new Promise<void>((resolve) => {
      desk.behaviour.intercept = (method) => {
        if (method === 'DELETE') resolve();
        return null;
      };
    });
    await agent.outbox.cancel(id);
    desk.release();
    await withdrawn;
    await agent.stop();
    expect(agent.outbox.list()).toMatchObject([{ id, state: 'canceled' }]);
    expect(await filesOf(id)).toEqual(['entry.json', 'receipt.json']);
    expect(desk.received.size).toBe(0);
  });

  test('reads that the bundle was sent when it had arrived before they canceled', async () => {
    // The desk has every byte and is checking when the person cancels.
    desk.behaviour.checks = 3;
    const id = await agree(sealedBytes(1000));
    await agent.until(id, () => desk.received.has(id));
    await agent.outbox.cancel(id);
    const submission = await agent.until(id, sent);
    expect(submission.incident?.number).toBe('INC-000001');
    await expect(agent.outbox.cancel(id)).rejects.toMatchObject({ error: { code: 'wrong-phase' } });
  });

  test('can cancel before sending begins, without any request to the desk', async () => {
    await desk.kill();
    const id = await agree(sealedBytes(1000));
    await agent.until(id, ({ state }) => state === 'waiting');
    await agent.outbox.cancel(id);
    expect(await filesOf(id)).toEqual(['entry.json', 'receipt.json']);
    await desk.restart();
    await restartAgent();
    expect(agent.outbox.list()).toMatchObject([{ id, state: 'canceled' }]);
    expect(desk.requests).toEqual([]);
  });
});

test('a refused upload is explained by the desk’s verdict on the bundle, if it has one', async () => {
  const problem = {
    code: 'bundle-invalid',
    message: { message: 'The bundle is damaged.' },
    detail: null,
  };
  let asked = 0;
  desk.behaviour.intercept = (_method, path) => {
    if (path.startsWith('/v1/uploads')) return { status: 400 };
    if (!path.startsWith('/v1/submissions')) return null;
    asked += 1;
    const answer = asked === 1 ? { state: 'unknown' } : { state: 'refused', problem };
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    };
  };
  const id = await agree(sealedBytes(1000));
  const refused = await agent.until(id, ({ state }) => state === 'refused');
  expect(refused.problem?.message.message).toBe('The bundle is damaged.');
});

describe('an upload without the desk', () => {
  test('waits, says so, and resumes when the desk is back', async () => {
    await desk.kill();
    const bytes = sealedBytes(5 * MiB);
    const id = await agree(bytes);
    const waiting = await agent.until(id, ({ state }) => state === 'waiting');
    expect(waiting.problem?.code).toBe('desk-unreachable');
    expect(Date.parse(waiting.nextTryAt ?? '')).toBeGreaterThan(hurriedClock.now());
    await desk.restart();
    await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
  });

  test('resumes at once when the system says that the network is back', async () => {
    await agent.stop();
    // A clock on which no wait ever ends.
    agent = await startAgent({
      folder: join(folder, 'agent'),
      policy: desk.policy,
      clock: { ...hurriedClock, after: () => () => {} },
    });
    await desk.kill();
    const id = await agree(sealedBytes(1000));
    await agent.until(id, ({ state }) => state === 'waiting');
    await desk.restart();
    agent.outbox.setOnline(true);
    await agent.until(id, sent);
  });

  test('resumes at the desk’s own offset after the desk was killed', async () => {
    const bytes = sealedBytes(20 * MiB);
    const held = desk.holdAfter(10 * MiB);
    const id = await agree(bytes);
    await held;
    await desk.kill();
    desk.release();
    await agent.until(id, ({ state }) => state === 'waiting');
    await desk.restart();
    await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
    expect(count('POST', '/v1/uploads')).toBe(1);
    // What was on its way at the power failure may be sent again, but never what the desk had acknowledged.
    expect(desk.arrivedBytes()).toBeLessThan(24 * MiB);
  });

  test('begins again when the desk has dropped it, and the bundle arrives once', async () => {
    const bytes = sealedBytes(20 * MiB);
    const held = desk.holdAfter(10 * MiB);
    const id = await agree(bytes);
    await held;
    await agent.outbox.pause(id);
    desk.release();
    await desk.kill();
    await rm(join(folder, 'desk', 'uploads'), { recursive: true });
    await mkdir(join(folder, 'desk', 'uploads'));
    await desk.restart();
    await agent.outbox.resume(id);
    await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
  });

  test('does not send the bundle again when the answer to the last byte was lost', async () => {
    const bytes = sealedBytes(1000);
    let dropped = false;
    desk.behaviour.intercept = (method, path) => {
      if (
        dropped ||
        method !== 'GET' ||
        !path.startsWith('/v1/submissions') ||
        desk.received.size === 0
      )
        return null;
      dropped = true;
      return { status: 503 };
    };
    const id = await agree(bytes);
    await agent.until(id, sent);
    expect(dropped).toBe(true);
    expectArrivedOnce(id, bytes);
  });
});

describe('a bundle is not shown as sent', () => {
  test('when the desk has another fingerprint, and nothing is sent', async () => {
    desk.behaviour.fingerprint = 'A'.repeat(43);
    const id = await agree(sealedBytes(1000));
    const submission = await agent.until(id, ({ state }) => state === 'refused');
    expect(submission.problem?.code).toBe('desk-untrusted');
    expect(desk.requests).toEqual(['GET /v1/desk']);
  });

  test.each([
    ['another submission', { submission: '00000000-0000-4000-8000-000000000000' }],
    ['another device', { device: 'A'.repeat(43) }],
    ['another manifest', { manifestHash: '0'.repeat(64) }],
    ['another incident', { incident: 'INC-999999' }],
  ])('when the desk confirms %s', async (what, change) => {
    desk.behaviour.acceptance = (honest) => ({ ...honest, ...change });
    const id = await agree(sealedBytes(1000));
    const submission = await agent.until(id, ({ state }) => state === 'refused');
    expect(submission.problem?.code).toBe('desk-untrusted');
    expect(submission.problem?.detail).toContain(`${what.replace('another ', '')}: expected`);
    expect(submission.incident).toBeNull();
  });

  test('when another key signed the acceptance', async () => {
    desk.behaviour.signingKey = generateKeyPairSync('ed25519').privateKey;
    const id = await agree(sealedBytes(1000));
    expect((await agent.until(id, ({ state }) => state === 'refused')).problem?.code).toBe(
      'desk-untrusted',
    );
  });

  test('when the organisation is not the one that the person agreed to', async () => {
    await desk.kill();
    const id = await agree(sealedBytes(1000));
    await agent.until(id, ({ state }) => state === 'waiting');
    await agent.stop();
    const other = await startFakeDesk(join(folder, 'other'));
    agent = await startAgent({ folder: join(folder, 'agent'), policy: other.policy });
    expect((await agent.until(id, ({ state }) => state === 'refused')).problem?.code).toBe(
      'desk-untrusted',
    );
    expect(other.requests).toEqual([]);
    await other.kill();
    await desk.restart();
  });
});

describe('a desk that refuses', () => {
  test('a damaged bundle: the person reads its reason, and nothing is lost here', async () => {
    desk.behaviour.refuse = true;
    const id = await agree(sealedBytes(1000));
    const submission = await agent.until(id, ({ state }) => state === 'refused');
    expect(submission.problem).toMatchObject({
      code: 'bundle-invalid',
      message: { message: 'The bundle is damaged.' },
    });
    expect(await filesOf(id)).toContain('bundle.age');
  });

  test('a bundle that was damaged on its way: it can be sent again', async () => {
    desk.behaviour.refuse = true;
    const bytes = sealedBytes(1000);
    const id = await agree(bytes);
    await agent.until(id, ({ state }) => state === 'refused');
    desk.behaviour.refuse = false;
    desk.received.clear();
    await agent.outbox.resume(id);
    await agent.until(id, sent);
    expectArrivedOnce(id, bytes);
  });

  test('a bundle: the person’s words stay until it is accepted, and are then removed', async () => {
    desk.behaviour.refuse = true;
    const words = { happened: 'The printer is on fire', began: 'at noon', severity: null };
    const consent = { ...(await consentTo(desk.policy, agent.key)), words };
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(1000)));
    await agent.until(consent.id, ({ state }) => state === 'refused');
    await restartAgent();
    expect(await agent.outbox.words(consent.id)).toEqual(words);
    desk.behaviour.refuse = false;
    desk.received.clear();
    await agent.outbox.resume(consent.id);
    await agent.until(consent.id, sent);
    await agent.stop();
    expect(await filesOf(consent.id)).toEqual(['entry.json', 'receipt.json']);
  });

  test('a bundle for good: the words are removed when the bundle would have been', async () => {
    desk.behaviour.refuse = true;
    const words = { happened: 'The printer is on fire', began: 'at noon', severity: null };
    const consent = { ...(await consentTo(desk.policy, agent.key)), words };
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(1000)));
    await agent.until(consent.id, ({ state }) => state === 'refused');
    const days = consent.receipt.receipt.retentionDays ?? 0;
    for (const [passed, kept] of [
      [days - 1, true],
      [days + 1, false],
    ] as const) {
      await agent.stop();
      const clock = { ...hurriedClock, now: () => hurriedClock.now() + passed * 86_400_000 };
      agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy, clock });
      expect((await agent.outbox.words(consent.id)) !== null).toBe(kept);
    }
  });

  test.each([
    ['that it is damaged', 'bundle-invalid', false],
    ['that it is too large', 'too-large', false],
    ['that it changed on its way', 'content-changed', true],
  ] as const)(
    'because of this: %s (%s): sending it again is offered only where it can help',
    async (_what, code, sendAgain) => {
      desk.behaviour.refuse = true;
      desk.behaviour.refusal = code;
      const id = await agree(sealedBytes(1000));
      const submission = await agent.until(id, ({ state }) => state === 'refused');
      expect(submission).toMatchObject({ problem: { code }, sendAgain });
    },
  );

  test.each([
    [
      'a web page',
      {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html>Log in to the network</html>',
      },
    ],
    ['a 404', { status: 404, body: 'not here' }],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }],
  ])('with %s is not a desk, and the bundle waits', async (_what, answer) => {
    desk.behaviour.intercept = () => answer;
    const id = await agree(sealedBytes(1000));
    const submission = await agent.until(id, ({ state }) => state === 'waiting');
    expect(submission.problem?.code).toBe('desk-address-wrong');
    expect(new Set(desk.requests)).toEqual(new Set(['GET /v1/desk']));
  });

  test('because it is broken gets the bundle once it works again', async () => {
    desk.behaviour.intercept = (method) =>
      method === 'PATCH' ? { status: 500, body: 'oops' } : null;
    const id = await agree(sealedBytes(1000));
    expect((await agent.until(id, ({ state }) => state === 'waiting')).problem?.code).toBe(
      'desk-failed',
    );
    desk.behaviour.intercept = null;
    await agent.until(id, sent);
    expectArrivedOnce(id, sealedBytes(1000));
  });
});

describe('the outbox on disk', () => {
  test.each([
    ['was changed', (file: string) => writeFile(file, sealedBytes(999))],
    ['is gone', (file: string) => rm(file)],
  ])(
    'whose waiting file %s after the consent: nothing of it goes out, and sending it again is not offered',
    async (_what, spoil) => {
      await desk.kill();
      const id = await agree(sealedBytes(1000));
      await agent.until(id, ({ state }) => state === 'waiting');
      await spoil(join(folder, 'agent', 'outbox', id, 'bundle.age'));
      await desk.restart();
      const submission = await agent.until(id, ({ state }) => state === 'refused');
      expect(submission).toMatchObject({ problem: { code: 'bundle-invalid' }, sendAgain: false });
      expect(count('POST', '/v1/uploads')).toBe(0);
    },
  );

  test('removes only the folder of a bundle that was never confirmed to the person', async () => {
    const id = await agree(sealedBytes(1000));
    await agent.until(id, sent);
    await agent.stop();
    const half = join(folder, 'agent', 'outbox', '11111111-1111-4111-8111-111111111111');
    await mkdir(half);
    await writeFile(join(half, 'bundle.age'), 'half');
    agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
    expect((await readdir(join(folder, 'agent', 'outbox'))).sort()).toEqual(
      [id, 'registration.json'].sort(),
    );
  });

  test('shows a damaged entry with its receipt, and sends the others', async () => {
    const damaged = await agree(sealedBytes(1000));
    await agent.until(damaged, sent);
    await agent.stop();
    await writeFile(
      join(folder, 'agent', 'outbox', damaged, 'entry.json'),
      '{"format":"candor-out',
    );
    agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
    expect(agent.outbox.list()).toMatchObject([
      { id: damaged, state: 'refused', problem: { code: 'disk-failed' } },
    ]);
    expect((await agent.outbox.receipt(damaged)).receipt.device).toBe(agent.key.id);
    const other = await agree(sealedBytes(1000));
    await agent.until(other, sent);
    expect(await readFile(join(folder, 'agent', 'outbox', damaged, 'entry.json'), 'utf8')).toBe(
      '{"format":"candor-out',
    );
  });

  test('accepts the same consent only once', async () => {
    const consent = await consentTo(desk.policy, agent.key);
    const write = (file: string) => writeSealed(file, sealedBytes(1000));
    await agent.outbox.add(consent, write);
    await expect(agent.outbox.add(consent, write)).rejects.toMatchObject({
      error: { code: 'conflict' },
    });
    await agent.until(consent.id, sent);
    expectArrivedOnce(consent.id, sealedBytes(1000));
  });

  test('stores nothing when sealing fails', async () => {
    const consent = await consentTo(desk.policy, agent.key);
    const failing = agent.outbox.add(consent, async (file) => {
      await writeSealed(file, sealedBytes(1000));
      throw new Error('the leak scan found something');
    });
    await expect(failing).rejects.toThrow('the leak scan');
    expect(await readdir(join(folder, 'agent', 'outbox'))).toEqual([]);
    expect(agent.outbox.list()).toEqual([]);
  });
});
