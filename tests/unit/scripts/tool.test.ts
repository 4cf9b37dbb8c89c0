import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toolFile } from '#scripts/tool.ts';

// What `npm test` runs. None of them may need a shell: on Windows there is none for Node to find.
test.each([
  ['@biomejs/biome', 'biome'],
  ['typescript', 'tsc'],
  ['knip', 'knip'],
  ['vitest', 'vitest'],
  ['@playwright/test', 'playwright'],
])('%s is run by Node itself', (name, command) => {
  expect(
    execFileSync(process.execPath, [toolFile(name, command), '--version'], { encoding: 'utf8' }),
  ).toMatch(/\d+\.\d+\.\d+/);
});

test('a command that a package does not have is named', () => {
  expect(() => toolFile('vitest', 'nonsense')).toThrow('vitest has no command “nonsense”');
});

test('no script of ours spawns what stands in node_modules/.bin', () => {
  const offenders = globSync(['scripts/**/*.{ts,mjs}', 'bench/**/*.ts', 'tests/**/*.ts'], {
    exclude: ['tests/unit/scripts/tool.test.ts'],
  })
    .filter((file) => /node_modules\/\.bin['/]/.test(readFileSync(file, 'utf8')))
    .filter((file) => file !== 'scripts/setup/node-version.mjs' && file !== 'scripts/tool.ts');
  expect(offenders).toEqual([]);
});
