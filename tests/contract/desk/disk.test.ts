import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { appError } from '../../../contract/result.ts';
import { makeBundle, noiseItem } from './bundle.ts';
import { registeredDevice, startTestDesk } from './desk.ts';
import { callAs, decisionOf, send, submissionOf } from './device.ts';

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A file system of its own that is easily filled; null where this account may not mount one. */
function mountSmall(size: string): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'candor-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  mounted.push(folder);
  return folder;
}

test('a disk without room for the bundle is told before a byte is sent', async ({ skip }) => {
  const dataFolder = mountSmall('1m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
  const device = await registeredDevice(desk);
  const response = await callAs(device, desk, 'POST', '/v1/uploads', {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': '2000000',
      'upload-metadata': `submission ${btoa(randomUUID())},sha256 ${btoa('a'.repeat(64))}`,
    },
  });
  expect(response.status).toBe(507);
  expect(appError.parse(await response.json())).toMatchObject({ code: 'disk-full' });
});

test('a disk that fills up during an upload: the sender is told, and goes on when there is room', async ({ skip }) => {
  const dataFolder = mountSmall('3m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, { extra: noiseItem(750_000) });
  const submission = randomUUID();
  const ballast = join(dataFolder, 'ballast');
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    try {
      writeFileSync(ballast, new Uint8Array(4_000_000));
    } catch {
      // It is full now.
    }
  };
  await expect(send(device, desk, sealed, { submission, chunkSize: 200_000, onChunkComplete: fill })).rejects.toThrow(/507/);

  rmSync(ballast);
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

test('an upload stops before it takes the room that the desk needs for itself, and goes on when there is more', async ({
  skip,
}) => {
  const dataFolder = mountSmall('4m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 1_000_000 } });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, { extra: noiseItem(750_000) });
  const submission = randomUUID();
  const ballast = join(dataFolder, 'ballast');
  // There was room when it began; then others came.
  const fill = () => writeFileSync(ballast, new Uint8Array(3_000_000));
  const sent = send(device, desk, sealed, { submission, chunkSize: 200_000, onChunkComplete: fill });
  await expect(sent).rejects.toThrow(/507.*1000000 reserved/s);

  rmSync(ballast);
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

test('a disk that is full when the bundle is accepted: the check waits, and is made when there is room', async ({ skip }) => {
  const dataFolder = mountSmall('4m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
  const device = await registeredDevice(desk);
  // Many items: what is kept of them is more than the few pages that are still free and what the database has put by.
  const extra = Object.fromEntries(Array.from({ length: 3500 }, (_, index) => [`many/item-${index}.txt`, `${index}`]));
  const { sealed } = await makeBundle(desk, device, { extra });
  const submission = randomUUID();
  const ballast = join(dataFolder, 'ballast');
  const chunkSize = 100_000;
  const fill = (_bytes: number, accepted: number) => {
    if (sealed.length - accepted > chunkSize) return;
    const room = sealed.length - accepted + 40_000;
    let size = 4_000_000;
    for (; size > 0; size -= 4096) {
      try {
        writeFileSync(ballast, new Uint8Array(size));
        break;
      } catch {
        rmSync(ballast, { force: true });
      }
    }
    writeFileSync(ballast, new Uint8Array(Math.max(0, size - room)));
  };
  await expect(send(device, desk, sealed, { submission, chunkSize, onChunkComplete: fill })).rejects.toThrow(/507/);
  await expect(submissionOf(device, desk, submission)).rejects.toThrow(/507.*disk-full/);

  rmSync(ballast);
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});
