import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFiles, matchesName } from '#collector/os/find-files.ts';

const root = mkdtempSync(join(tmpdir(), 'candor-find-'));
const logs = join(root, 'app', 'logs');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, minute: number) => {
  writeFileSync(path, 'a line\n');
  const at = new Date(Date.UTC(2026, 10, 23, 12, minute));
  utimesSync(path, at, at);
};

beforeAll(() => {
  mkdirSync(join(logs, 'old'), { recursive: true });
  write(join(logs, 'a.log'), 1);
  write(join(logs, 'b.log'), 3);
  write(join(logs, 'old', 'c.log'), 2);
  write(join(logs, 'notes.txt'), 9);
  mkdirSync(join(logs, 'folder.log'));
  writeFileSync(join(root, 'secret.log'), 'not of this application\n');
});

const names = async (pattern: string) =>
  (await findFiles(pattern)).files.map(({ path }) => path.slice(logs.length + 1));

describe('files by a pattern', () => {
  test('are the regular ones that match, newest first', async () => {
    expect(await names(join(logs, '*.log'))).toEqual(['b.log', 'a.log']);
    expect(await names(join(logs, '?.log'))).toEqual(['b.log', 'a.log']);
    expect(await names(join(logs, '*', '*.log'))).toEqual([join('old', 'c.log')]);
    expect(await names(join(logs, 'a.log'))).toEqual(['a.log']);
  });

  test('say why there are none', async () => {
    expect(await findFiles(join(root, 'nowhere', '*.log'))).toEqual({
      files: [],
      outside: 0,
      problem: 'missing',
    });
    expect(await findFiles(join(logs, '*.xml'))).toEqual({ files: [], outside: 0, problem: null });
    expect(await findFiles(join(logs, 'a.log', '*'))).toEqual({
      files: [],
      outside: 0,
      problem: 'missing',
    });
  });

  // Making a link is a right of its own on Windows.
  test.skipIf(process.platform === 'win32')(
    'do not follow a link out of the folder, by file or by folder, and count it',
    async () => {
      symlinkSync(join(root, 'secret.log'), join(logs, 'link.log'));
      symlinkSync(root, join(logs, 'up'));
      symlinkSync(join(logs, 'a.log'), join(logs, 'current.log'));
      const { files, outside } = await findFiles(join(logs, '*.log'));
      expect(outside).toBe(1);
      expect(files.map(({ path }) => path)).not.toContain(join(root, 'secret.log'));
      // A link to a neighbour is how many programs name their newest log.
      expect(files.filter(({ path }) => path === join(logs, 'a.log'))).toHaveLength(2);
      expect(await findFiles(join(logs, 'up', 'secret.log'))).toMatchObject({
        files: [{ path: join(root, 'secret.log') }],
      });
      expect(await findFiles(join(logs, '*', 'secret.log'))).toMatchObject({
        files: [],
        outside: 1,
      });
      expect(await findFiles(join(logs, 'link.log'))).toMatchObject({ files: [], outside: 1 });
    },
  );
});

describe('a name against a pattern', () => {
  test('matches as people expect', () => {
    expect(matchesName('app-2026.log', 'app-*.log', false)).toBe(true);
    expect(matchesName('app.log.1', '*.log', false)).toBe(false);
    expect(matchesName('APP.LOG', 'app.log', false)).toBe(false);
    expect(matchesName('APP.LOG', 'app.log', true)).toBe(true);
    expect(matchesName('', '*', false)).toBe(true);
    expect(matchesName('a', '?*?', false)).toBe(false);
    expect(matchesName('a*b', 'a*b', false)).toBe(true);
  });

  test('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, patterns, (name, pattern) => {
        const expression = pattern
          .replaceAll('.', '\\.')
          .replaceAll('?', '.')
          .replaceAll('*', '.*');
        expect(matchesName(name, pattern, false)).toBe(new RegExp(`^${expression}$`).test(name));
      }),
    );
  });
});
