import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#main/outbox/clock.ts';
import type { NewEntry } from '#main/outbox/entry.ts';
import type { Transport } from '#main/outbox/transport.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeBundle, noiseItem } from '../desk/bundle.ts';
import { registeredDevice, startTestDesk, type TestDesk } from '../desk/desk.ts';
import { decisionOf, send, submissionOf } from '../desk/device.ts';
import { type Agent, consentTo, sealedBytes, startAgent, writeSealed } from './agent.ts';
import { startFakeDesk } from './fake-desk.ts';
import { nodeTransport } from './node-transport.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-busy-desk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sent = ({ state }: { state: string }) => state === 'sent';

/** A transport that counts uploaded bytes. `beforePatch` gets the total after the PATCH. */
function countingTransport(
  beforePatch: (bytes: number) => Promise<void> = async () => {},
): Transport & { bytes: number; begun: number } {
  const counted = {
    bytes: 0,
    begun: 0,
    request: async (request: Parameters<Transport['request']>[0]) => {
      if (request.method === 'PATCH') {
        counted.bytes += request.body?.length ?? 0;
        await beforePatch(counted.bytes);
      }
      if (request.method === 'POST' && request.url.endsWith('/v1/uploads')) counted.begun += 1;
      return nodeTransport.request(request);
    },
  };
  return counted;
}

describe('a busy desk', () => {
  test('gets nothing twice when it answers “unknown” for a bundle that it has', async () => {
    const desk = await startFakeDesk(join(folder, 'desk'));
    const transport = countingTransport();
    const agent = await startAgent({
      folder: join(folder, 'agent'),
      policy: desk.policy,
      transport,
    });
    let unknown = 0;
    desk.behaviour.intercept = (method, path) => {
      if (
        method !== 'GET' ||
        !path.startsWith('/v1/submissions') ||
        desk.received.size === 0 ||
        unknown === 20
      )
        return null;
      unknown += 1;
      return { status: 200, body: JSON.stringify({ state: 'unknown' }) };
    };
    const bytes = sealedBytes(50_000);
    const consent = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(consent, (file) => writeSealed(file, bytes));
    await agent.until(consent.id, sent);
    expect([unknown, transport.begun, transport.bytes]).toEqual([20, 1, bytes.length]);
    await agent.stop();
    await desk.kill();
  });

  test('gets nothing when it is already checking the bundle', async () => {
    const desk = await startFakeDesk(join(folder, 'desk'));
    const transport = countingTransport();
    const agent = await startAgent({
      folder: join(folder, 'agent'),
      policy: desk.policy,
      transport,
    });
    let asked = 0;
    desk.behaviour.intercept = (method, path) => {
      if (method !== 'GET' || !path.startsWith('/v1/submissions')) return null;
      asked += 1;
      if (asked < 4) return { status: 200, body: JSON.stringify({ state: 'checking' }) };
      const problem = {
        code: 'bundle-invalid',
        message: { message: 'The bundle is damaged.' },
        detail: null,
      };
      return { status: 200, body: JSON.stringify({ state: 'refused', problem }) };
    };
    const consent = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(50_000)));
    await agent.until(consent.id, ({ state }) => state === 'refused');
    expect([transport.begun, transport.bytes]).toEqual([0, 0]);
    await agent.stop();
    await desk.kill();
  });
});

describe('a device that sends many bundles which are expensive to check', () => {
  test('does not delay the bundle of another computer, which is sent exactly once', async () => {
    await using desk = await startTestDesk({ dataFolder: join(folder, 'desk') });
    const flood = await flooded(desk, 18);
    let total = Number.POSITIVE_INFINITY;
    let before = 0;
    const transport = countingTransport(async (bytes) => {
      // With the last piece, the bundle joins the queue.
      if (bytes >= total) before = await flood.accepted();
    });
    // The real clock: a hurried one runs minutes ahead while this machine is busy, and the desk then refuses the agent's tokens.
    const agent = await startAgent({
      folder: join(folder, 'agent'),
      policy: desk.policy(),
      transport,
      clock: systemClock,
    });
    const { id, bytes } = await agree(desk, agent, (size) => {
      total = size;
    });
    const { incident } = await agent.until(id, sent);

    expect([transport.begun, transport.bytes]).toEqual([1, bytes]);
    expect(agent.reports).toEqual([]);
    // Five of the flood's bundles were waiting then. They are checked alongside ours, one at a time.
    const [, number] = /^INC-0*(\d+)$/.exec(incident?.number ?? '') ?? [];
    expect(Number(number) - 1 - before, 'bundles of the flood that came first').toBeLessThanOrEqual(
      3,
    );
    await agent.stop();
    await desk.stop();
    await flood.ended;
    // It unpacks and hashes gigabytes.
  }, 120_000);
});

/** Sends bundles of one anonymous device as fast as the desk takes them. Resolves when the device has no places left there. */
async function flooded(
  desk: TestDesk,
  count: number,
): Promise<{ ended: Promise<unknown>; accepted(): Promise<number> }> {
  const device = await registeredDevice(desk);
  // A small file that unpacks to 256 MiB of zeros.
  const zeros = new Uint8Array(64 * 1024 * 1024);
  const extra = Object.fromEntries(
    Array.from({ length: 4 }, (_, at) => [`logs/zeros-${at}.log`, zeros]),
  );
  const { sealed } = await makeBundle(desk, device, { extra, unscanned: true });
  const submissions = Array.from({ length: count }, () => randomUUID());
  const left = [...submissions];
  const full = Promise.withResolvers<void>();
  const ended = Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let submission = left.pop(); submission; submission = left.pop()) {
        const taken = await send(device, desk, sealed, { submission }).then(
          () => true,
          () => false,
        );
        // All places are taken: the flood is at its height.
        if (!taken) full.resolve();
        await decisionOf(device, desk, submission).catch(() => {});
      }
    }),
  );
  await Promise.race([full.promise, ended]);
  return {
    ended,
    async accepted() {
      const answers = await Promise.all(
        submissions.map((submission) => submissionOf(device, desk, submission)),
      );
      return answers.filter(({ state }) => state === 'accepted').length;
    },
  };
}

/** A real bundle of one and a half megabytes, put into the agent's outbox. */
async function agree(
  desk: TestDesk,
  agent: Agent,
  sized: (bytes: number) => void,
): Promise<{ id: string; bytes: number }> {
  const { sealed, receipt, manifest } = await makeBundle(desk, agent.key, {
    extra: noiseItem(1_500_000),
  });
  const policy = desk.policy();
  const entry: NewEntry = {
    id: randomUUID(),
    receipt,
    summary: 'The printer is gone.',
    recipient: recipientOf(policy),
    retentionDays: policy.retentionDays,
    itemCount: manifest.items.length,
  };
  sized(sealed.length);
  await agent.outbox.add(entry, (file) => writeSealed(file, Buffer.from(sealed)));
  return { id: entry.id, bytes: sealed.length };
}
