import { mkdirSync, rmSync } from 'node:fs';
import { runNamed } from './testing/run-named.ts';
import { type Count, check, playwright, reports, vitest } from './testing/runners.ts';
import { toolFile } from './tool.ts';

const steps: [string, () => Promise<Count>][] = [
  [
    'format and lint',
    () => check([toolFile('@biomejs/biome', 'biome'), 'check', '.', '--error-on-warnings']),
  ],
  ['types and layers', () => check([toolFile('typescript', 'tsc'), '-b'])],
  ['dead code', () => check([toolFile('knip')])],
  ['build', () => check(['scripts/build.ts'])],
  ['unit and contract', () => vitest()],
  ['in the real app', () => playwright()],
];

/** `npm test`: everything. `npm test -- NAME`: the unit, contract and renderer tests with this name in their path or title. */
const [name] = process.argv.slice(2);
process.exitCode = name ? await runNamed('unit', name) : await runAll();

async function runAll(): Promise<number> {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const [title, step] of steps) {
    const started = performance.now();
    console.log(`\n— ${title}`);
    const { passed, failed, skipped } = await step();
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    lines.push(`${title}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`);
  }
  console.log(`\n${lines.join('\n')}\n`);
  console.log(
    `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  return total.failed === 0 && total.passed > steps.length ? 0 : 1;
}
