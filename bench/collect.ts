import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { buildTargets } from '#scripts/build.ts';
import { startVirtualDisplay } from '#scripts/display.ts';
import { electronFlags, electronRuntime } from '#scripts/electron-runtime.mjs';
import { projectRoot } from '#scripts/launch-agent.ts';
import { run as runCommand } from '#scripts/setup/command.mjs';
import { hasDisplay } from '#scripts/setup/commands.mjs';
import type { AppRun, CollectRun, CollectWish } from './collect-app/run.ts';
import { median, ratio } from './numbers.ts';
import { hasSos } from './sos.ts';

/** The collector that takes its time on purpose, and the presets that hold it. */
const sampler = 'performance';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`, 100 on every common system). */
const ticksPerSecond = 100;

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
  const sosIsThere = hasSos();
  const app = await startApp();
  try {
    for (let run = 0; run <= runs; run += 1) {
      const [quick, whole] = [
        await app.collect('standard', { review: true }),
        await app.collect('full'),
      ];
      const report = sosIsThere ? await sosReport() : null;
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
  const middle = (of: CollectRun[], value: (run: CollectRun) => number) =>
    rounded(median(of.map(value)));
  const middleOf = (values: number[]) => (values.length > 0 ? rounded(median(values)) : null);
  const seconds = (run: CollectRun) => run.seconds;
  return {
    bench: 'collect',
    electron: app.version,
    runs,
    standardSeconds: middle(standard, seconds),
    standardCpuSeconds: middle(standard, (run) => run.cpuSeconds),
    firstItemSeconds: middle(standard, (run) => run.firstItemSeconds),
    /** Until findings, timeline and manifest are made: then a person can review. */
    standardReviewSeconds: middle(standard, (run) => run.reviewSeconds ?? 0),
    fullSeconds: middle(full, seconds),
    fullCpuSeconds: middle(full, (run) => run.cpuSeconds),
    /** `full` waits for the sample, which takes ten seconds on purpose: the last of all others had ended by then. */
    fullSlowestOtherSeconds: middle(full, (run) => slowestOf(run, sampler).durationMs / 1000),
    slowestCollectorSeconds: middle(standard, (run) => slowestOf(run).durationMs / 1000),
    items: middle(standard, (run) => run.items),
    bytes: middle(standard, (run) => run.bytes),
    peakMemoryMb: middle(standard, (run) => run.peakMemoryMb),
    mainBlockedMsMax: rounded(
      Math.max(...[...standard, ...full].map(({ mainBlockedMs }) => mainBlockedMs)),
    ),
    reviewBlockedMsMax: rounded(
      Math.max(...standard.map(({ reviewBlockedMs }) => reviewBlockedMs)),
    ),
    mainBlockedMsMedian: middle([...standard, ...full], (run) => run.mainBlockedMs),
    /** What the machine's other work costs: the longest and the median in which a process that does nothing was late. */
    idleBlockedMsMax: rounded(
      Math.max(...[...standard, ...full].map(({ idleBlockedMs }) => idleBlockedMs)),
    ),
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
        const one = await app.collect('standard', { concurrency: many });
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
  collect(preset: string, wish?: Partial<CollectWish>): Promise<CollectRun>;
  close(): Promise<void>;
}

/** Builds and starts the app that collects. It lives for all runs, as the agent does in the tray. */
async function startApp(): Promise<BenchApp> {
  if (process.platform !== 'linux')
    throw new Error('This benchmark reads /proc: it runs on Linux only.');
  await buildTargets(['app']);
  await build({
    configFile: join(import.meta.dirname, 'collect-app/vite.config.ts'),
    logLevel: 'warn',
  });
  const folder = join(projectRoot, 'out/bench/collect-app');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'candor-bench-collect', main: 'main.mjs', type: 'module' }),
  );
  const runtime = await electronRuntime();
  const stopDisplay = hasDisplay() ? () => undefined : await startVirtualDisplay();
  const userData = mkdtempSync(join(tmpdir(), 'candor-bench-data-'));
  const words = [
    ...electronFlags(),
    folder,
    `--user-data-dir=${userData}`,
    join(projectRoot, 'out/app/collector.js'),
  ];
  const child = spawn(runtime.path, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (wanted: (line: string) => boolean): Promise<string> => {
    for (let line = await lines.next(); !line.done; line = await lines.next())
      if (wanted(line.value)) return line.value;
    throw new Error('The app that collects ended unexpectedly.');
  };
  await nextLine((line) => line === 'ready');
  return {
    version: runtime.version,
    async collect(preset, wished) {
      const wish: CollectWish = { preset, concurrency: null, review: false, ...wished };
      const cost = { pid: 0, ticks: 0, peakKb: 0 };
      // From outside: the process whose reactions are timed must not do the measuring. Often enough for the last reading to
      // stand near the end.
      const reading = setInterval(() => readCost(child.pid ?? 0, cost), 40);
      try {
        child.stdin.write(`${JSON.stringify(wish)}\n`);
        const run = JSON.parse(
          (await nextLine((line) => line.startsWith('run: '))).slice('run: '.length),
        ) as AppRun;
        return {
          ...run,
          cpuSeconds: cost.ticks / ticksPerSecond + run.mainCpuSeconds,
          peakMemoryMb: cost.peakKb / 1024,
        };
      } finally {
        clearInterval(reading);
      }
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

/** Processor time (with that of the commands it waited for) and highest memory of the app's collector process; the last reading before its end counts. */
function readCost(app: number, cost: { pid: number; ticks: number; peakKb: number }): void {
  if (cost.pid === 0) cost.pid = collectorPid(app);
  if (cost.pid === 0) return;
  try {
    // proc(5): after the name in parentheses, fields 14 to 17 are utime, stime, cutime, cstime.
    const fields = readFileSync(`/proc/${cost.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    cost.ticks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
    cost.peakKb = Number(
      /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${cost.pid}/status`, 'utf8'))?.[1] ?? cost.peakKb,
    );
  } catch {
    // It has ended; the reading before stays.
  }
}

/** The utility process in which Electron runs Node, below this app; 0 before there is one. */
function collectorPid(app: number): number {
  const isOurs = (pid: string): boolean => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node.mojom.NodeService'))
        return false;
      for (let parent = pid; Number(parent) > 1; ) {
        parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, 'utf8'))?.[1] ?? '0';
        if (Number(parent) === app) return true;
      }
    } catch {
      // It has ended meanwhile.
    }
    return false;
  };
  return Number(readdirSync('/proc').find((name) => /^\d+$/.test(name) && isOurs(name)) ?? 0);
}

async function sosReport(): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-sos-'));
  try {
    return await timed('sos', ['report', '--batch', '--quiet', '--tmp-dir', folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds; null when the command failed. */
async function timed(command: string, words: string[]): Promise<number | null> {
  const started = performance.now();
  const { code } = await runCommand(command, words);
  return code === 0 ? (performance.now() - started) / 1000 : null;
}
