import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { listFolder } from '#collector/os/list-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-list-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder', () => {
  test('is listed in order, with times only where they are wanted', async () => {
    writeFileSync(join(folder, 'b.crash'), 'content');
    mkdirSync(join(folder, 'a'));
    utimesSync(join(folder, 'b.crash'), 0, Date.UTC(2026, 10, 20) / 1000);
    expect(await listFolder(folder)).toEqual({
      ok: true,
      entries: [
        { name: 'a', modifiedAt: null },
        { name: 'b.crash', modifiedAt: null },
      ],
    });
    expect(await listFolder(folder, { times: true })).toMatchObject({
      entries: [{ name: 'a' }, { name: 'b.crash', modifiedAt: '2026-11-20T00:00:00.000Z' }],
    });
  });
  test('that is missing, or is a file, is a problem and no exception', async () => {
    expect(await listFolder(join(folder, 'nowhere'))).toEqual({ ok: false, problem: 'missing' });
    expect(await listFolder(join(folder, 'b.crash'))).toEqual({ ok: false, problem: 'missing' });
  });
  test.skipIf(process.platform !== 'linux')(
    'of the system, which says that its files are empty, is listed too',
    async () => {
      const listing = await listFolder('/proc/self/fd');
      expect(listing.ok && listing.entries.length > 2).toBe(true);
    },
  );
});
