import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deviceRoutes } from '#contract/http/device-api.ts';
import type { NewEntry } from '#main/outbox/entry.ts';
import type { Transport } from '#main/outbox/transport.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeBundle } from '../desk/bundle.ts';
import { firstEngineer, startTestDesk, type TestDesk } from '../desk/desk.ts';
import { incidentsOf } from '../desk/lists.ts';
import { type Agent, startAgent, writeSealed } from './agent.ts';
import { nodeTransport } from './node-transport.ts';

let folder: string;
let desk: TestDesk;
let agent: Agent;
/** Called before each request. */
let before: (method: string, url: string) => Promise<void>;
/** Called after each answer. */
let after: (method: string, status: number) => void;
/** Changes the bytes of an upload on their way. */
let spoil: (body: Uint8Array) => Uint8Array;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-real-desk-'));
  desk = await startTestDesk({ dataFolder: join(folder, 'desk') });
  before = async () => {};
  after = () => {};
  spoil = (body) => body;
  const transport: Transport = {
    async request(request) {
      await before(request.method, request.url);
      const { method, body } = request;
      const response = await nodeTransport.request(
        method === 'PATCH' && body ? { ...request, body: spoil(body) } : request,
      );
      after(request.method, response.status);
      return response;
    },
  };
  const policy = desk.policy();
  agent = await startAgent({ folder: join(folder, 'agent'), policy, transport });
});

afterEach(async () => {
  await agent.stop();
  await desk.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A real bundle, sealed to the desk, with a receipt signed by this agent's key. */
async function agree(
  options: { extra?: Record<string, string>; spoil?: (sealed: Buffer) => void } = {},
): Promise<{ id: string; bytes: number }> {
  const { sealed, receipt, manifest } = await makeBundle(desk, agent.key, options);
  const bytes = Buffer.from(sealed);
  options.spoil?.(bytes);
  const policy = desk.policy();
  const entry: NewEntry = {
    id: randomUUID(),
    receipt,
    summary: 'The printer is gone.',
    recipient: recipientOf(policy),
    retentionDays: policy.retentionDays,
    itemCount: manifest.items.length,
  };
  await agent.outbox.add(entry, (file) => writeSealed(file, bytes));
  return { id: entry.id, bytes: bytes.length };
}

const sent = ({ state }: { state: string }) => state === 'sent';
/** Text that cannot be compressed. */
const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

describe('an agent and a real desk', () => {
  test('the bundle arrives, the engineer answers, the person reads it and writes back', async () => {
    const { id } = await agree();
    const { incident } = await agent.until(id, sent);
    const engineer = await firstEngineer(desk);
    const path = `/api/incidents/${incident?.number}`;
    expect(
      (await engineer.call('POST', `${path}/messages`, { text: 'Which printer?' })).status,
    ).toBe(200);
    agent.outbox.setWindowOpen(true);
    await agent.until(id, ({ unread }) => unread > 0);
    await agent.outbox.seen(id);
    await agent.outbox.replies.add(id, 'The red one.');
    await agent.until(id, ({ replies }) => replies.length === 0);
    const detail = await (await engineer.call('GET', path)).json();
    expect(detail.timeline).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ from: 'engineer', text: 'Which printer?' }),
        expect.objectContaining({ from: 'person', text: 'The red one.' }),
      ]),
    );
    expect(agent.outbox.list()[0]?.unread).toBe(0);
  });

  test('an upload resumes after the desk was stopped, and there is one incident', async () => {
    let patches = 0;
    const { port } = new URL(desk.address);
    const stopped = new Promise<void>((resolve) => {
      before = async (method) => {
        if (method !== 'PATCH') return;
        patches += 1;
        if (patches !== 2) return;
        await desk.stop();
        resolve();
      };
    });
    const { id, bytes } = await agree({ extra: { 'logs/noise.log': noise(18_000_000) } });
    expect(bytes).toBeGreaterThan(8 * 1024 * 1024);
    await stopped;
    await agent.until(id, ({ state }) => state === 'waiting');
    const uploads: string[] = [];
    before = async (method, url) => {
      if (url.includes(deviceRoutes.uploads)) uploads.push(method);
    };
    desk = await startTestDesk({ dataFolder: join(folder, 'desk'), port: Number(port) });
    await agent.until(id, sent);
    expect(uploads[0]).toBe('HEAD');
    expect(new Set(uploads.slice(1))).toEqual(new Set(['PATCH']));
    const engineer = await firstEngineer(desk);
    expect((await incidentsOf(engineer, { view: 'all' })).total).toBe(1);
  });

  test('a bundle with one changed byte is refused, in the desk’s own words', async () => {
    const { id } = await agree({
      spoil(sealed) {
        const last = sealed.length - 1;
        sealed[last] = (sealed[last] ?? 0) ^ 1;
      },
    });
    const { problem } = await agent.until(id, ({ state }) => state === 'refused');
    expect(problem?.code).toBe('not-sealed');
    expect(agent.outbox.list()[0]?.incident).toBeNull();
  });

  test('a canceled upload leaves nothing at the desk', async () => {
    let patches = 0;
    const underWay = new Promise<void>((resolve) => {
      before = async (method) => {
        if (method === 'PATCH') patches += 1;
        if (patches === 2) {
          resolve();
          await new Promise(() => {});
        }
      };
    });
    const { id } = await agree({ extra: { 'logs/noise.log': noise(18_000_000) } });
    await underWay;
    before = async () => {};
    const deleted = new Promise<number>((resolve) => {
      after = (method, status) => {
        if (method === 'DELETE') resolve(status);
      };
    });
    await agent.outbox.cancel(id);
    expect(await deleted).toBe(204);
    expect(await readdir(join(folder, 'desk', 'uploads'))).toEqual([]);
    await agent.stop();
    expect(agent.outbox.list()).toMatchObject([{ id, state: 'canceled' }]);
  });

  test('a bundle with a byte changed on its way is refused, and arrives when it is sent again', async () => {
    spoil = (body) => {
      const changed = Buffer.from(body);
      changed[0] = (changed[0] ?? 0) ^ 1;
      return changed;
    };
    const { id } = await agree();
    const refused = await agent.until(id, ({ state }) => state === 'refused');
    expect(refused).toMatchObject({ problem: { code: 'content-changed' }, sendAgain: true });
    spoil = (body) => body;
    await agent.outbox.resume(id);
    await agent.until(id, sent);
  });
});
