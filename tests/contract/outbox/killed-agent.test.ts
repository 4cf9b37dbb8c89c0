import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealedBytes } from './agent.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

const MiB = 1024 * 1024;
const program = fileURLToPath(new URL('./agent-process.ts', import.meta.url));
let folder: string;
let desk: FakeDesk;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-killed-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  await writeFile(join(folder, 'policy.json'), JSON.stringify(desk.policy));
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  desk.release();
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

/** An agent process; `says` resolves when it prints that line, and fails when it ends without it. */
function startProcess(id: string, bytes?: number | 'sealing', message?: string) {
  const args = [
    program,
    join(folder, 'agent'),
    join(folder, 'policy.json'),
    id,
    ...(bytes === undefined ? [] : [String(bytes)]),
    ...(message === undefined ? [] : [message]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  return {
    async says(line: string): Promise<void> {
      while (!lines.includes(line)) {
        await Promise.race([
          once(reader, 'line'),
          once(reader, 'close').then(() => Promise.reject(new Error(`it ended before “${line}”`))),
        ]);
      }
    },
    async ended(): Promise<void> {
      if (child.exitCode === null) await once(child, 'exit');
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function expectArrivedOnce(id: string, bytes: number): void {
  const received = desk.received.get(id) ?? [];
  expect(received).toHaveLength(1);
  expect(received[0]?.equals(sealedBytes(bytes))).toBe(true);
}

const messages = () =>
  [...desk.incidents.values()].flatMap(({ timeline }) =>
    timeline.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : [])),
  );
const count = (method: string) =>
  desk.requests.filter((request) => request.startsWith(`${method} /v1/uploads`)).length;

describe('an agent that is killed', () => {
  test('in the middle of an upload resumes at the desk’s offset, and the bundle arrives exactly once', async () => {
    const id = randomUUID();
    const held = desk.holdAfter(12 * MiB);
    const first = startProcess(id, 24 * MiB);
    await first.says('durable');
    await held;
    await first.kill();
    desk.release();

    await startProcess(id).says('sent');
    expectArrivedOnce(id, 24 * MiB);
    expect(count('POST')).toBe(1);
    expect(desk.arrivedBytes()).toBeLessThan(28 * MiB);
  });

  test('after the last byte, before it learned of the acceptance, does not send the bundle again', async () => {
    const id = randomUUID();
    const checking = new Promise<void>((resolve) => {
      desk.behaviour.intercept = (_method, path) => {
        if (!path.startsWith('/v1/submissions') || !desk.received.has(id)) return null;
        resolve();
        return { status: 503 };
      };
    });
    const first = startProcess(id, MiB);
    await checking;
    await first.kill();
    desk.behaviour.intercept = null;

    await startProcess(id).says('sent');
    expectArrivedOnce(id, MiB);
    expect(count('POST')).toBe(1);
  });

  test('while sealing leaves nothing behind', async () => {
    const id = randomUUID();
    const first = startProcess(id, 'sealing');
    await first.says('sealing');
    await first.kill();
    expect(await readdir(join(folder, 'agent', 'outbox', id))).toEqual(['bundle.age.new']);

    const other = randomUUID();
    await startProcess(other, MiB).says('sent');
    expect(await readdir(join(folder, 'agent', 'outbox'))).not.toContain(id);
    expect(desk.received.has(id)).toBe(false);
    expectArrivedOnce(other, MiB);
  });

  test('after queueing a message to the engineer still sends it, exactly once', async () => {
    const id = randomUUID();
    const reached = new Promise<void>((resolve) => {
      desk.behaviour.intercept = (method, path) => {
        if (method !== 'POST' || !path.startsWith('/v1/incidents')) return null;
        resolve();
        return { status: 503 };
      };
    });
    const first = startProcess(id, 1000, 'Are you there?');
    await first.says('queued');
    await reached;
    await first.kill();
    desk.behaviour.intercept = null;

    await startProcess(id).ended();
    expect(messages()).toEqual(['Are you there?']);
  });

  test('after the desk took a message, before it learned of it, does not send it twice', async () => {
    const id = randomUUID();
    const taken = new Promise<void>((resolve) => {
      desk.behaviour.loseAnswer = (method, path) => {
        const lost = method === 'POST' && path.startsWith('/v1/incidents');
        if (lost) resolve();
        return lost;
      };
    });
    const first = startProcess(id, 1000, 'Are you there?');
    await taken;
    await first.kill();
    desk.behaviour.loseAnswer = null;

    await startProcess(id).ended();
    expect(messages()).toEqual(['Are you there?']);
  });
});
