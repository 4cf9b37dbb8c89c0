import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#desk/service/store/database.ts';
import { migrations } from '#desk/service/store/migrations.ts';
import {
  canTrace,
  readTrace,
  requireOrder,
  traced,
  whyNotTraced,
} from '#tests/fixtures/disk-trace.ts';
import { makeBundle } from './bundle.ts';
import { startTestDesk } from './desk.ts';
import { decisionOf, makeDevice, register, send } from './device.ts';

const program = join(import.meta.dirname, '../../../desk/service/index.ts');

describe.skipIf(!canTrace)(
  `what a desk acknowledges survives a power loss (${whyNotTraced})`,
  () => {
    let dataFolder: string;
    /** What a desk of its own did to the disk and said on the network while one bundle arrived and was accepted. */
    let lines: string[];
    let child: ChildProcess | undefined;

    beforeAll(async () => {
      dataFolder = mkdtempSync(join(tmpdir(), 'candor-desk-durable-'));
      const { policy, fingerprint, stop } = await startTestDesk({ dataFolder });
      await stop();
      const command = [
        process.execPath,
        program,
        '--data',
        dataFolder,
        '--port',
        '0',
        '--organisation',
        'Example Ltd',
      ];
      const [strace = '', ...words] = traced(join(dataFolder, 'trace'), command);
      const started = spawn(strace, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      child = started;
      const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
      const desk = {
        address: (JSON.parse(line) as { address: string }).address,
        fingerprint,
        policy,
      };
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
      requireOrder(lines.slice(lastByte + 1), [
        'sync uploads/UPLOAD',
        /^write socket.*HTTP\/1\.1 204/,
      ]);
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
  },
);

describe.skipIf(!canTrace)(
  `the copy of a database before its upgrade survives a power loss (${whyNotTraced})`,
  () => {
    test('because it is on the disk, under its name, before the upgrade changes anything', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'candor-copy-durable-'));
      const known = Object.keys(migrations).sort();
      const [oldest = '', newest = ''] = [known[0], known.at(-1)];
      const file = join(folder, 'desk.sqlite');
      await (
        await openDatabase(file, { [oldest]: migrations[oldest] ?? {} } as typeof migrations)
      ).destroy();
      const module = new URL('../../../desk/service/store/database.ts', import.meta.url).href;
      const source = `const { openDatabase } = await import(${JSON.stringify(module)});
      await (await openDatabase(${JSON.stringify(file)})).destroy();`;
      const command = [process.execPath, '--input-type=module', '-e', source];
      const [strace = '', ...words] = traced(join(folder, 'trace'), command);
      const child = spawn(strace, words, {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: join(import.meta.dirname, '../../..'),
      });
      child.stdout.resume();
      expect(await once(child, 'close')).toEqual([0, null]);
      const trace = readTrace(join(folder, 'trace'), {
        [`${folder}/`]: '',
        [folder]: 'DATA',
        [`desk-before-${newest}`]: 'COPY',
      });
      rmSync(folder, { recursive: true, force: true });
      const moved = 'move COPY.sqlite.new to COPY.sqlite';
      requireOrder(trace, ['sync COPY.sqlite.new', moved, 'sync DATA', /^sync desk\.sqlite-wal/]);
      expect(trace.findIndex((line) => line.startsWith('sync desk.sqlite-wal'))).toBeGreaterThan(
        trace.indexOf(moved),
      );
    });
  },
);
