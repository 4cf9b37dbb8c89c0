import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { memory } from '#collector/collectors/memory/collector.ts';
import { textItem } from '#collector/toolkit/define.ts';
import { runAlone } from './one-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-full-disk-'));
const mounted = mountSmallDisk();

function mountSmallDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  'on a full disk a collector fails with advice, and leaves no half-written item',
  async () => {
    writeFileSync(join(folder, 'ballast'), 'x'.repeat(60_000));
    const greedy = {
      ...memory,
      id: 'greedy',
      byteCap: 1024 * 1024,
      collect: async () => ({ items: [textItem('large.log', 'line\n'.repeat(40_000))] }),
    };
    const report = await runAlone(folder, greedy);
    expect(report).toMatchObject({
      outcome: {
        status: 'fail',
        items: [],
        reason: { message: expect.stringMatching(/disk is full/) },
      },
    });
    expect(readdirSync(join(folder, 'items/greedy'))).toEqual([]);
  },
);
