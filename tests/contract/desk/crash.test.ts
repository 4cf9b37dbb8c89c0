import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeBundle, noiseItem } from './bundle.ts';
import { startTestDesk } from './desk.ts';
import { kill, killAll, startProcess } from './desk-process.ts';
import { type DeskTarget, decisionOf, makeDevice, register, send } from './device.ts';

const folders: string[] = [];

afterEach(async () => {
  await killAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** A data folder with keys, and what a sender needs to know of the desk that has it. */
async function prepare(): Promise<{
  dataFolder: string;
  port: number;
  desk: DeskTarget;
  sealed: Uint8Array;
  device: Awaited<ReturnType<typeof makeDevice>>;
}> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'candor-desk-'));
  folders.push(dataFolder);
  const port = await freePort();
  await using desk = await startTestDesk({ dataFolder, port });
  const device = await makeDevice();
  await register(device, desk);
  // Noise stays large in the zip and travels in many pieces.
  const extra = noiseItem(1_500_000);
  const { sealed } = await makeBundle(desk, device, { extra });
  return {
    dataFolder,
    port,
    desk: { address: desk.address, fingerprint: desk.fingerprint },
    sealed,
    device,
  };
}

test('a desk that is killed during an upload takes the rest after its restart, and accepts the bundle once', async () => {
  const { dataFolder, port, desk, sealed, device } = await prepare();
  const submission = randomUUID();
  const { child } = await startProcess(dataFolder, port);

  let killed: Promise<void> | null = null;
  let restarted: Promise<unknown> | null = null;
  let acceptedAtKill = 0;
  const upload = await send(device, desk, sealed, {
    submission,
    chunkSize: 128 * 1024,
    // However long the desk takes to start on this machine.
    retryDelays: Array.from({ length: 400 }, () => 200),
    onChunkComplete: (_bytes, accepted) => {
      if (killed || accepted < sealed.length / 2) return;
      acceptedAtKill = accepted;
      killed = kill(child);
      restarted = killed.then(() => startProcess(dataFolder, port));
    },
  });
  await restarted;

  expect(acceptedAtKill).toBeGreaterThan(0);
  expect(upload).toContain(desk.address);
  const answer = await decisionOf(device, desk, submission);
  expect(answer).toMatchObject({ state: 'accepted', incident: { number: 'INC-000001' } });
  await send(device, desk, sealed, { submission });
  expect(await decisionOf(device, desk, submission)).toEqual(answer);
  expect(readdirSync(join(dataFolder, 'objects'))).toHaveLength(1);
  expect(readdirSync(join(dataFolder, 'uploads'))).toEqual([]);
});

test.for([0, 10, 40, 160])(
  'a desk that is killed %i ms after the last byte neither loses nor doubles the bundle',
  async (ms) => {
    const { dataFolder, port, desk, sealed, device } = await prepare();
    const submission = randomUUID();
    const { child } = await startProcess(dataFolder, port);
    const chunkSize = 512 * 1024;
    let armed = false;
    const sent = send(device, desk, sealed, {
      submission,
      chunkSize,
      onChunkComplete: (_bytes, accepted) => {
        // From here on the last piece is on its way and the check follows; the moment of the kill falls somewhere in it.
        if (armed || sealed.length - accepted > chunkSize) return;
        armed = true;
        setTimeout(() => void kill(child), ms);
      },
    });
    await Promise.allSettled([sent, once(child, 'exit')]);

    await startProcess(dataFolder, port);
    await send(device, desk, sealed, { submission });
    expect(await decisionOf(device, desk, submission)).toMatchObject({
      state: 'accepted',
      incident: { number: 'INC-000001' },
    });
    expect(readdirSync(join(dataFolder, 'objects'))).toHaveLength(1);
    expect(readdirSync(join(dataFolder, 'uploads'))).toEqual([]);
  },
);

test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'a desk that is asked to stop with %s ends by itself',
  async (signal) => {
    const { dataFolder, port } = await prepare();
    const { child } = await startProcess(dataFolder, port);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);
