import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../launch-agent.ts';
import { toolFile } from '../tool.ts';

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export const reports = join(projectRoot, 'out/test');

async function run(words: string[], environment: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(process.execPath, words, {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** A check that has no tests of its own counts as one. */
export async function check(words: string[]): Promise<Count> {
  return (await run(words))
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0 };
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** A runner that failed without a failed test (it could not start, a file did not load) counts as one failure. */
function honest(count: Count, green: boolean): Count {
  return green || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** `words`: files and options for vitest; without any, all unit and contract tests run. */
export async function vitest(words: readonly string[] = []): Promise<Count> {
  const file = join(reports, 'vitest.json');
  const green = await run([
    toolFile('vitest'),
    'run',
    ...words,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  } | null;
  return honest(
    {
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      skipped: report?.numPendingTests ?? 0,
    },
    green,
  );
}

/** `words`: files and options for Playwright; without any, all tests of the real app run. */
export async function playwright(words: readonly string[] = []): Promise<Count> {
  const file = join(reports, 'playwright.json');
  const green = await run(
    [toolFile('@playwright/test', 'playwright'), 'test', ...words, '--reporter=list,json'],
    {
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    },
  );
  const report = readReport(file) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  } | null;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return honest({ passed: expected, failed: unexpected + flaky, skipped }, green);
}
