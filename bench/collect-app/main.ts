import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { app } from 'electron';
import { runCollectors } from '../../main/assistance/run-collectors.ts';
import type { CollectRun, CollectWish } from './run.ts';

/**
 * Electron's main process as it collects in the product: from the folder of the review to the last outcome, with the built
 * collector in a utility process. Reads one wish a line, answers each with one line `run: {…}`.
 */
const [collector = ''] = process.argv.slice(-1);

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`, 100 on every common system). */
const ticksPerSecond = 100;

async function collectOnce({ preset, concurrency }: CollectWish): Promise<CollectRun> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const idleBlockedMs = await latenessOf(500);
  const cost = { pid: 0, ticks: 0, peakKb: 0 };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const own = process.cpuUsage();
  const started = performance.now();
  let firstMs = 0;
  delay.enable();
  // Often enough for the last reading to stand near the end; reading takes some 0.1 ms.
  const reading = setInterval(() => readCost(cost), 40);
  try {
    const { collected } = await runCollectors({
      ...{
        root: folder,
        host: collector,
        selection: { preset, collectors: null },
        endpoints: [],
        agentLogs: [],
        applications: [],
        policy: null,
        hidden: { words: [], patterns: [] },
      },
      description: { happened: 'A benchmark', began: '', severity: null },
      ...(concurrency === null ? {} : { concurrency }),
      onProgress(progress) {
        if (firstMs === 0 && progress.some(({ items }) => items.length > 0)) firstMs = performance.now() - started;
      },
      signal: new AbortController().signal,
    });
    const seconds = (performance.now() - started) / 1000;
    delay.disable();
    const { user, system } = process.cpuUsage(own);
    const outcomes = collected.parts.map(({ outcome }) => outcome);
    const items = outcomes.flatMap((outcome) => outcome.items);
    return {
      seconds,
      firstItemSeconds: firstMs / 1000,
      cpuSeconds: cost.ticks / ticksPerSecond + (user + system) / 1e6,
      items: items.length,
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
      peakMemoryMb: cost.peakKb / 1024,
      mainBlockedMs: latenessIn(delay),
      idleBlockedMs,
      collectors: outcomes.map(({ collector: id, durationMs, status }) => ({ id, durationMs, status })),
    };
  } finally {
    clearInterval(reading);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Longest time in which this process did not react, beyond the 5 ms of the measurement itself. */
const latenessIn = (delay: { max: number }): number => Math.max(0, delay.max / 1e6 - 5);

/** The same while nothing is done here: what the machine's other work costs. */
async function latenessOf(milliseconds: number): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await wait(milliseconds);
  delay.disable();
  return latenessIn(delay);
}

/** Processor time (with that of the commands it waited for) and highest memory so far; the last reading before its end counts. */
function readCost(cost: { pid: number; ticks: number; peakKb: number }): void {
  try {
    if (cost.pid === 0 || !existsSync(`/proc/${cost.pid}`)) cost.pid = collectorPid();
    // proc(5): after the name in parentheses, fields 14 to 17 are utime, stime, cutime, cstime.
    const fields = readFileSync(`/proc/${cost.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    cost.ticks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
    cost.peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${cost.pid}/status`, 'utf8'))?.[1] ?? cost.peakKb);
  } catch {
    // Not there yet, or it has ended; the reading before stays.
  }
}

const collectorPid = (): number => app.getAppMetrics().find(({ name }) => name === 'Candor collector')?.pid ?? 0;

async function answerWishes(): Promise<void> {
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const run = await collectOnce(JSON.parse(line) as CollectWish);
    process.stdout.write(`run: ${JSON.stringify(run)}\n`);
  }
  app.quit();
}

// Not awaited: Electron is not ready before its main module has been loaded to the end.
void app.whenReady().then(answerWishes);
