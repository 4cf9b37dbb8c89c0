import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

test('every package of the lock file is named with its hash, for every system', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { integrity?: string; link?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([path, { link }]) => path !== '' && !link);
  expect(installed.length).toBeGreaterThan(500);
  expect(
    installed
      .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
      .map(([path]) => path),
  ).toEqual([]);
});

test('the workflow installs no package whose scripts run', () => {
  const installs = [...read('.github/workflows/ci.yml').matchAll(/npm (?:ci|install)\b.*/g)].map(
    ([line]) => line,
  );
  expect(installs.length).toBeGreaterThan(0);
  expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
});
