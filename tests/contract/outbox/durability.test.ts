import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  canTrace,
  readTrace,
  requireOrder,
  traced,
  whyNotTraced,
} from '#tests/fixtures/disk-trace.ts';
import { startFakeDesk } from './fake-desk.ts';

const program = fileURLToPath(new URL('./agent-process.ts', import.meta.url));

describe.skipIf(!canTrace)(
  `a bundle that was agreed to survives a power loss (${whyNotTraced})`,
  () => {
    let folder: string;
    /** What an agent process did to the disk, from the consent to the desk's acceptance. */
    let lines: string[];
    let child: ChildProcess | undefined;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'candor-durable-'));
      const desk = await startFakeDesk(join(folder, 'desk'));
      await writeFile(join(folder, 'policy.json'), JSON.stringify(desk.policy));
      const id = randomUUID();
      const agent = join(folder, 'agent');
      const [strace = '', ...words] = traced(join(folder, 'trace'), [
        ...[process.execPath, program, agent, join(folder, 'policy.json'), id, '300000'],
      ]);
      child = spawn(strace, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout?.resume();
      const [code] = await once(child, 'close');
      await desk.kill();
      expect(code).toBe(0);
      lines = readTrace(join(folder, 'trace'), {
        [join(agent, 'outbox', id)]: 'BUNDLE',
        [join(agent, 'outbox')]: 'OUTBOX',
      });
    });
    afterAll(async () => {
      child?.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    });

    const promised = /^write [^/]*"durable\\n"/;
    /** The file is complete on disk before it gets its name, and has its name before anything else happens. */
    const written = (name: string) => [
      `sync BUNDLE/${name}.new`,
      `move BUNDLE/${name}.new to BUNDLE/${name}`,
      'sync BUNDLE',
    ];

    test('because all its files are on disk before it counts as accepted for sending', () => {
      requireOrder(lines, [
        'sync BUNDLE/bundle.age.new',
        'move BUNDLE/bundle.age.new to BUNDLE/bundle.age',
        ...written('receipt.json'),
        ...written('words.json'),
        // The entry comes last: a folder that has one is complete.
        ...written('entry.json'),
        'sync OUTBOX',
        promised,
      ]);
    });

    test('because bundle and words are removed only once the acceptance is on disk', () => {
      const accepted = /^write BUNDLE\/entry\.json\.new: .*"state":"sent"/;
      for (const gone of ['bundle.age', 'words.json'])
        requireOrder(lines, [accepted, ...written('entry.json'), `remove BUNDLE/${gone}`]);
      const removed = lines.findIndex((line) => line.startsWith('remove BUNDLE/'));
      expect(removed).toBeGreaterThan(lines.findIndex((line) => accepted.test(line)));
    });
  },
);
