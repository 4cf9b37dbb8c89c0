import { mkdirSync, rmSync } from 'node:fs';
import { projectRoot } from '../launch-agent.ts';
import { findTests, nothingFound, titleExpression } from './find-tests.ts';
import { type Count, playwright, reports, vitest } from './runners.ts';

/** The tests that each runner takes by name, as its configuration lists them, and how it is given a title. */
const kinds = {
  unit: {
    patterns: ['tests/{unit,contract,lab,e2e}/**/*.test.{ts,tsx}', 'collector/**/*.test.ts'],
    run: vitest,
    // A name that was found in the source may still be of a test that the title's values rule out.
    title: (name: string) => ['-t', titleExpression(name), '--passWithNoTests'],
  },
  e2e: {
    patterns: ['tests/e2e/**/*.spec.ts'],
    run: (words: readonly string[]) => playwright(['--project=e2e', ...words]),
    title: (name: string) => ['--grep', titleExpression(name)],
  },
} as const;

/** Runs the tests with this name in their path or title, and prints the counts last. Resolves to the exit code. */
export async function runNamed(kind: keyof typeof kinds, name: string): Promise<number> {
  const { patterns, run, title } = kinds[kind];
  const { byPath, byTitle, near } = findTests(projectRoot, patterns, name);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const counts: Count[] = [];
  if (byPath.length > 0) counts.push(await run(byPath));
  if (byTitle.length > 0) counts.push(await run([...title(name), ...byTitle]));
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  if (passed + failed === 0) console.error(`\n${nothingFound(name, near)}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
