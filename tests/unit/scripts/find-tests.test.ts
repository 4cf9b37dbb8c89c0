import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findTests, nothingFound, titleExpression } from '#scripts/testing/find-tests.ts';

const root = mkdtempSync(join(tmpdir(), 'candor-find-tests-'));
afterAll(() => rmSync(root, { recursive: true }));

function put(path: string, source: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), source);
}
put(
  'tests/unit/outbox.test.ts',
  "test('resumes the upload after the desk was killed', async () => {});",
);
put(
  'tests/unit/tables.test.ts',
  "describe('a subject', () => { test.each(['a'])('is refused at once: %j', (subject) => {}); });",
);
put(
  'tests/unit/other.test.ts',
  "const upload = 'resumes the upload'; test('does (something) else', () => {});",
);

const find = (name: string) => findTests(root, ['tests/unit/**/*.test.ts'], name);

describe('tests are found by name', () => {
  test('in their path, whatever the case', () =>
    expect(find('UNIT/OutBox')).toEqual({
      byPath: ['tests/unit/outbox.test.ts'],
      byTitle: [],
      near: [],
    }));

  test.each(['after the DESK was killed', 'tests/unit/outbox.test.ts > resumes the upload'])(
    'in their title: %s',
    (name) =>
      expect(find(name)).toEqual({ byPath: [], byTitle: ['tests/unit/outbox.test.ts'], near: [] }),
  );

  test('in a title that a table fills in', () =>
    expect(find('is refused at once: "fix"').byTitle).toEqual(['tests/unit/tables.test.ts']));

  test('in a title with signs that mean something to a regular expression', () => {
    expect(find('does (something)').byTitle).toEqual(['tests/unit/other.test.ts']);
    expect(new RegExp(titleExpression('DOES (something)')).test('does (something) else')).toBe(
      true,
    );
  });

  test('when nothing matches, by what comes close', () => {
    const { byPath, byTitle, near } = find('resumes teh uplaod after the desk');
    expect([byPath, byTitle]).toEqual([[], []]);
    expect(near[0]).toBe('resumes the upload after the desk was killed');
    expect(nothingFound('x', near)).toContain('These come close:\n  resumes the upload after');
  });

  test('when nothing is near, nothing is listed', () => {
    expect(nothingFound('zzzz', find('zzzz').near)).toBe(
      'No test has “zzzz” in its path or title.',
    );
  });
});
