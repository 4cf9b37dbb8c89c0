import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './launch-agent.ts';
import { toolFile } from './tool.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const reports = join(projectRoot, 'out/test');

async function run(words: string[], environment: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(process.execPath, words, { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, ...environment } });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** A check that has no tests of its own counts as one. */
async function check(words: string[]): Promise<Count> {
  return (await run(words)) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** A runner that failed without a failed test (it could not start, a file did not load) counts as one failure. */
function honest(count: Count, green: boolean): Count {
  return green || count.failed > 0 ? count : { ...count, failed: 1 };
}

async function vitest(): Promise<Count> {
  const file = join(reports, 'vitest.json');
  const green = await run([toolFile('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = readReport(file) as { numPassedTests: number; numFailedTests: number; numPendingTests: number } | null;
  return honest(
    { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0, skipped: report?.numPendingTests ?? 0 },
    green,
  );
}

async function playwright(): Promise<Count> {
  const file = join(reports, 'playwright.json');
  const green = await run([toolFile('@playwright/test', 'playwright'), 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = readReport(file) as { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } | null;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return honest({ passed: expected, failed: unexpected + flaky, skipped }, green);
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const steps: [string, () => Promise<Count>][] = [
  ['format and lint', () => check([toolFile('@biomejs/biome', 'biome'), 'check', '.', '--error-on-warnings'])],
  ['types and layers', () => check([toolFile('typescript', 'tsc'), '-b'])],
  ['dead code', () => check([toolFile('knip')])],
  ['build', () => check(['scripts/build.ts'])],
  ['unit and contract', vitest],
  ['in the real app', playwright],
];
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const [name, step] of steps) {
  const started = performance.now();
  console.log(`\n— ${name}`);
  const count = await step();
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  lines.push(
    `${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${((performance.now() - started) / 1000).toFixed(0)} s)`,
  );
}
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 && total.passed > steps.length ? 0 : 1;
