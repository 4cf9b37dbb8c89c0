import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createScrubber, oneEntry, openLog } from '#main/log/log.ts';

test('the log does not name the person, their home or the machine', () => {
  const scrub = createScrubber({ home: '/home/annika', user: 'annika', host: 'annika-laptop-7' });
  expect(scrub('open /home/annika/x as annika on annika-laptop-7')).toBe(
    'open ~/x as [user] on [host]',
  );
});

test('common words that are also account names stay readable', () => {
  const scrub = createScrubber({ home: '/root', user: 'root', host: 'localhost' });
  expect(scrub('root of the tree at localhost')).toBe('root of the tree at localhost');
});

test('what others say can neither fake a line of the log nor move a terminal’s cursor', () => {
  expect(oneEntry('refused\n2026-01-01T00:00:00.000Z info all is well')).toBe(
    'refused\n  2026-01-01T00:00:00.000Z info all is well',
  );
  expect(oneEntry('a\r\nb\rc')).toBe('a\n  b\n  c');
  expect(oneEntry('\u001b[2Jgone\u009b2J\u0000')).toBe('?[2Jgone?2J?');
});

// Windows has no modes; the profile folder's own access list guards the files there.
test.skipIf(process.platform === 'win32')('only its owner can read the log', async () => {
  const root = await mkdtemp(join(tmpdir(), 'candor-log-'));
  const umask = process.umask(0);
  try {
    const log = openLog(join(root, 'logs'));
    log.warn('a desk said\nthis');
    expect(await readFile(log.files()[0] ?? '', 'utf8')).toMatch(
      /^\S+ warn a desk said\n {2}this\n$/,
    );
    expect((await stat(log.files()[0] ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'logs'))).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(umask);
    await rm(root, { recursive: true, force: true });
  }
});
