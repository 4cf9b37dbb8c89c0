import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { buildTargets } from '../scripts/build.ts';
import { hasDisplay, startVirtualDisplay } from '../scripts/display.ts';
import { electronFlags, electronRuntime } from '../scripts/electron-runtime.mjs';
import { projectRoot } from '../scripts/launch-agent.ts';
import type { CollectRun, CollectWish } from './collect-app/run.ts';
import { median, ratio } from './numbers.ts';

/** The collector that takes its time on purpose, and the presets that hold it. */
const sampler = 'performance';

/**
 * From the click to the last outcome: presets `standard` and `full`, in Electron as in the product (built collector,
 * utility process), against `sos report --batch` and systeminformation's `getAllData()` on the same machine, in turns. What
 * is not installed is null.
 * @param runs counted runs of each; one more of each goes before them and is dropped
 */
export async function collect(runs: number): Promise<Record<string, unknown>> {
  const standard: CollectRun[] = [];
  const full: CollectRun[] = [];
  const sos: number[] = [];
  const getAllData: number[] = [];
  const app = await startApp();
  try {
    for (let run = 0; run <= runs; run += 1) {
      const [quick, whole] = [await app.collect('standard'), await app.collect('full')];
      const report = await sosReport();
      const library = await timed(process.execPath, [join(import.meta.dirname, 'get-all-data.ts')]);
      const slowest = slowestOf(quick);
      console.log(
        `${run === 0 ? 'warm-up, not counted' : `run ${run} of ${runs}`}: standard ${quick.seconds.toFixed(2)} s (slowest ${slowest.id}, ${slowest.durationMs} ms), full ${whole.seconds.toFixed(2)} s`,
      );
      if (run === 0) continue;
      standard.push(quick);
      full.push(whole);
      if (report !== null) sos.push(report);
      if (library !== null) getAllData.push(library);
    }
  } finally {
    await app.close();
  }
  const middle = (of: CollectRun[], value: (run: CollectRun) => number) => rounded(median(of.map(value)));
  const middleOf = (values: number[]) => (values.length > 0 ? rounded(median(values)) : null);
  const seconds = (run: CollectRun) => run.seconds;
  return {
    bench: 'collect',
    electron: app.version,
    runs,
    standardSeconds: middle(standard, seconds),
    standardCpuSeconds: middle(standard, (run) => run.cpuSeconds),
    firstItemSeconds: middle(standard, (run) => run.firstItemSeconds),
    fullSeconds: middle(full, seconds),
    fullCpuSeconds: middle(full, (run) => run.cpuSeconds),
    /** `full` waits for the sample, which takes ten seconds on purpose: the last of all others had ended by then. */
    fullSlowestOtherSeconds: middle(full, (run) => slowestOf(run, sampler).durationMs / 1000),
    slowestCollectorSeconds: middle(standard, (run) => slowestOf(run).durationMs / 1000),
    items: middle(standard, (run) => run.items),
    bytes: middle(standard, (run) => run.bytes),
    peakMemoryMb: middle(standard, (run) => run.peakMemoryMb),
    mainBlockedMsMax: rounded(Math.max(...[...standard, ...full].map(({ mainBlockedMs }) => mainBlockedMs))),
    mainBlockedMsMedian: middle([...standard, ...full], (run) => run.mainBlockedMs),
    /** What the machine's other work costs: the longest and the median in which a process that does nothing was late. */
    idleBlockedMsMax: rounded(Math.max(...[...standard, ...full].map(({ idleBlockedMs }) => idleBlockedMs))),
    idleBlockedMsMedian: middle([...standard, ...full], (run) => run.idleBlockedMs),
    sosSeconds: middleOf(sos),
    standardToSosRatio: sos.length > 0 ? ratio(standard.map(seconds), sos) : null,
    getAllDataSeconds: middleOf(getAllData),
  };
}

/** How many collectors at once: `standard` with each of these, in turns. The number in collect.ts of the supervisor stands on it. */
export async function concurrency(runs: number): Promise<Record<string, unknown>> {
  const wanted = [2, 4, 6, 8, 12, 16];
  const seconds = new Map<number, CollectRun[]>(wanted.map((many) => [many, []]));
  const app = await startApp();
  try {
    for (let run = 0; run <= runs; run += 1) {
      for (const many of wanted) {
        const one = await app.collect('standard', many);
        if (run > 0) seconds.get(many)?.push(one);
      }
    }
  } finally {
    await app.close();
  }
  const rows = [...seconds].map(([many, all]) => ({
    concurrency: many,
    standardSeconds: rounded(median(all.map((run) => run.seconds))),
    firstItemSeconds: rounded(median(all.map((run) => run.firstItemSeconds))),
    slowestCollectorSeconds: rounded(median(all.map((run) => slowestOf(run).durationMs / 1000))),
  }));
  return { bench: 'concurrency', electron: app.version, runs, rows };
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** The one that took longest; `without` leaves one out. */
function slowestOf({ collectors }: CollectRun, without = ''): CollectRun['collectors'][number] {
  const others = collectors.filter(({ id }) => id !== without);
  return others.reduce((slowest, one) => (one.durationMs > slowest.durationMs ? one : slowest));
}

interface BenchApp {
  version: string;
  collect(preset: string, concurrency?: number): Promise<CollectRun>;
  close(): Promise<void>;
}

/** Builds and starts the app that collects. It lives for all runs, as the agent does in the tray. */
async function startApp(): Promise<BenchApp> {
  if (process.platform !== 'linux') throw new Error('This benchmark reads /proc: it runs on Linux only.');
  await buildTargets(['app']);
  await build({ configFile: join(import.meta.dirname, 'collect-app/vite.config.ts'), logLevel: 'warn' });
  const folder = join(projectRoot, 'out/bench/collect-app');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'candor-bench-collect', main: 'main.mjs', type: 'module' }));
  const runtime = await electronRuntime();
  const stopDisplay = hasDisplay() ? () => undefined : await startVirtualDisplay();
  const userData = mkdtempSync(join(tmpdir(), 'candor-bench-data-'));
  const words = [...electronFlags(), folder, `--user-data-dir=${userData}`, join(projectRoot, 'out/app/collector.js')];
  const child = spawn(runtime.path, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (wanted: (line: string) => boolean): Promise<string> => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) if (wanted(line.value)) return line.value;
    throw new Error('The app that collects ended unexpectedly.');
  };
  await nextLine((line) => line === 'ready');
  return {
    version: runtime.version,
    async collect(preset, many) {
      const wish: CollectWish = { preset, concurrency: many ?? null };
      child.stdin.write(`${JSON.stringify(wish)}\n`);
      return JSON.parse((await nextLine((line) => line.startsWith('run: '))).slice('run: '.length)) as CollectRun;
    },
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      stopDisplay();
      rmSync(userData, { recursive: true, force: true });
    },
  };
}

async function sosReport(): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-sos-'));
  try {
    return await timed('sos', ['report', '--batch', '--quiet', '--tmp-dir', folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds; null when the command is not installed or failed. */
async function timed(command: string, words: string[]): Promise<number | null> {
  const started = performance.now();
  const child = spawn(command, words, { stdio: 'ignore' });
  const [code] = (await Promise.race([once(child, 'exit'), once(child, 'error').then(() => [-1])])) as [number | null];
  return code === 0 ? (performance.now() - started) / 1000 : null;
}
