import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './launch-agent.ts';
import { equivalent } from './mutation/equivalent.ts';
import { applied, type Mutant, mutantsOf, sampled } from './mutation/mutants.ts';
import { promises } from './mutation/promises.ts';
import { toolFile } from './tool.ts';

/**
 * Changes files that implement a promise, one small change at a time, and checks whether a test
 * notices: `npm run mutate -- [FILE…] [--each 10] [--seed 1]`. It works in a copy below
 * `out/mutate/`. The last line is one JSON object.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { each: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const files = positionals.length > 0 ? positionals : Object.keys(promises);
const unknown = files.filter((file) => !Object.hasOwn(promises, file));
if (unknown.length > 0)
  throw new Error(`${unknown.join(', ')}: not in scripts/mutation/promises.ts`);

const copy = join(projectRoot, 'out/mutate', String(process.pid));
/** Milliseconds; longer than the tests of any one path take when they pass. */
const mostMs = 180_000;
/** A change that makes a loop endless is given up after this many times the time that the same test took unchanged. */
const mostTimes = 5;
/** Milliseconds in addition, because a machine that does other work needs longer from one run to the next. */
const patienceMs = 20_000;

interface Outcome {
  file: string;
  mutant: Mutant;
  fate: 'noticed' | 'equivalent' | 'survived';
}

function makeCopy(): void {
  mkdirSync(copy, { recursive: true });
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: projectRoot },
  );
  for (const file of listed.toString('utf8').split('\0')) {
    if (file && existsSync(join(projectRoot, file)))
      cpSync(join(projectRoot, file), join(copy, file));
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
}

/** In their order, and no further than the first that fails: where a quick test notices, no slow one has to run. */
async function passes(
  tests: readonly string[],
  withinMs: (test: string) => number,
): Promise<boolean> {
  for (const test of tests) if (!(await passesOne(test, withinMs(test)))) return false;
  return true;
}

/** Runs each test without a change. @returns how long each may take with one, in milliseconds; null when one fails. */
async function limitsOf(tests: readonly string[]): Promise<Map<string, number> | null> {
  const limits = new Map<string, number>();
  for (const test of tests) {
    const began = performance.now();
    if (!(await passesOne(test, mostMs))) return null;
    limits.set(test, Math.min(mostMs, patienceMs + mostTimes * (performance.now() - began)));
  }
  return limits;
}

/** Whether a test passes; a run that does not come to its end has noticed something. */
async function passesOne(test: string, withinMs: number): Promise<boolean> {
  // One worker: a run takes hours, and the machine has other work to do meanwhile.
  const words = [toolFile('vitest'), 'run', '--bail=1', '--maxWorkers=1', '--reporter=dot', test];
  const child = spawn(process.execPath, words, { cwd: copy, stdio: 'ignore', detached: true });
  const tooLong = setTimeout(() => endGroup(child.pid), withinMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(tooLong);
  endGroup(child.pid);
  return code === 0;
}

/** A test that hangs, or was given up, leaves programs that it started. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== 'ESRCH') throw thrown;
  }
}

function isEquivalent(file: string, source: string, { line, before, after }: Mutant): boolean {
  const text = source.split('\n')[line - 1]?.trim();
  return equivalent.some(
    (one) => one.file === file && one.line === text && one.before === before && one.after === after,
  );
}

async function mutate(file: string): Promise<Outcome[]> {
  const tests = promises[file] ?? [];
  const place = join(copy, file);
  const source = readFileSync(place, 'utf8');
  const outcomes: Outcome[] = [];
  const limits = await limitsOf(tests);
  if (limits === null) {
    console.log(`not run    ${file}: its tests fail, or take too long, without any change`);
    notRun.push(file);
    return outcomes;
  }
  for (const mutant of sampled(mutantsOf(file, source), Number(values.each), Number(values.seed))) {
    writeFileSync(place, applied(source, mutant));
    const survived = await passes(tests, (test) => limits.get(test) ?? mostMs);
    const fate = !survived
      ? 'noticed'
      : isEquivalent(file, source, mutant)
        ? 'equivalent'
        : 'survived';
    outcomes.push({ file, mutant, fate });
    console.log(
      `${fate.padEnd(10)} ${file}:${mutant.line}  ${shown(mutant.before)}  →  ${shown(mutant.after)}`,
    );
  }
  writeFileSync(place, source);
  return outcomes;
}

const shown = (text: string) => text.replace(/\s+/g, ' ').slice(0, 90);

makeCopy();
const notRun: string[] = [];
const outcomes: Outcome[] = [];
try {
  for (const file of files) outcomes.push(...(await mutate(file)));
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const count = (fate: Outcome['fate']) => outcomes.filter((one) => one.fate === fate).length;
const judged = outcomes.length - count('equivalent');
console.log(
  JSON.stringify({
    mutants: outcomes.length,
    noticed: count('noticed'),
    equivalent: count('equivalent'),
    survived: count('survived'),
    score: judged === 0 ? null : Number((count('noticed') / judged).toFixed(3)),
    seed: Number(values.seed),
    each: Number(values.each),
    notRun,
    survivors: outcomes
      .filter(({ fate }) => fate === 'survived')
      .map(({ file, mutant: { line, before, after } }) => ({ file, line, before, after })),
  }),
);
