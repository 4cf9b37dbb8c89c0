import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canTrace, readTrace, requireOrder, traced, whyNotTraced } from '../../fixtures/disk-trace.ts';
import { makeBundle } from './bundle.ts';
import { startTestDesk } from './desk.ts';
import { decisionOf, makeDevice, register, send } from './device.ts';

const program = join(import.meta.dirname, '../../../desk/service/index.ts');

describe.skipIf(!canTrace)(`what a desk acknowledges survives a power loss (${whyNotTraced})`, () => {
  let dataFolder: string;
  /** What a desk of its own did to the disk and said on the network while one bundle arrived and was accepted. */
  let lines: string[];
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'candor-desk-durable-'));
    const { policy, fingerprint, stop } = await startTestDesk({ dataFolder });
    await stop();
    const command = [process.execPath, program, '--data', dataFolder, '--port', '0', '--organisation', 'Example Ltd'];
    const [strace = '', ...words] = traced(join(dataFolder, 'trace'), command);
    const started = spawn(strace, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
    const desk = { address: (JSON.parse(line) as { address: string }).address, fingerprint, policy };
    const device = await makeDevice();
    await register(device, desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
    const ended = once(started, 'close');
    started.kill('SIGTERM');
    await ended;
    const [upload = ''] = readdirSync(join(dataFolder, 'objects'));
    lines = readTrace(join(dataFolder, 'trace'), { [`${dataFolder}/`]: '', [upload]: 'UPLOAD' });
  });
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(dataFolder, { recursive: true, force: true });
  });

  test('because the bytes of an upload are on the disk before their number is said', () => {
    const lastByte = lines.findLastIndex((line) => line.startsWith('write uploads/UPLOAD:'));
    expect(lastByte).toBeGreaterThan(-1);
    requireOrder(lines.slice(lastByte + 1), ['sync uploads/UPLOAD', /^write socket.*HTTP\/1\.1 204/]);
  });

  test('because a bundle is in its last place, and its incident in the database, before it is accepted', () => {
    requireOrder(lines, [
      'sync uploads',
      'move uploads/UPLOAD to objects/UPLOAD',
      'sync objects',
      'sync uploads',
      /^sync desk\.sqlite-wal/,
      /^write socket.*"state":"accepted"/,
    ]);
  });
});
