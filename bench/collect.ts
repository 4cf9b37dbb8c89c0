import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Preset } from '../contract/collector.ts';
import { collect as collectPreset } from '../main/collector/supervisor/collect.ts';
import { forkCollector, realHost } from '../scripts/fork-collector.ts';
import { median, ratio } from './numbers.ts';

interface Run {
  seconds: number;
  cpuSeconds: number;
  slowestSeconds: number;
  items: number;
  bytes: number;
  peakMemoryMb: number;
  mainBlockedMs: number;
}

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`, 100 on every common system). */
const ticksPerSecond = 100;

/**
 * Real collectors of `standard` and `full` in a process of their own, against `sos report --batch` and
 * systeminformation's `getAllData()` on the same machine, in turns. What is not installed is null.
 * @param runs counted runs of each; one more of each goes before them and is dropped
 */
export async function collect(runs: number): Promise<Record<string, unknown>> {
  if (process.platform !== 'linux') throw new Error('This benchmark reads /proc: it runs on Linux only.');
  const standard: Run[] = [];
  const full: Run[] = [];
  const sos: number[] = [];
  const getAllData: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const [quick, whole] = [await collectOnce('standard'), await collectOnce('full')];
    const report = await sosReport();
    const library = await timed(process.execPath, [join(import.meta.dirname, 'get-all-data.ts')]);
    console.log(
      `${run === 0 ? 'warm-up, not counted' : `run ${run} of ${runs}`}: standard ${quick.seconds.toFixed(2)} s, full ${whole.seconds.toFixed(2)} s`,
    );
    if (run === 0) continue;
    standard.push(quick);
    full.push(whole);
    if (report !== null) sos.push(report);
    if (library !== null) getAllData.push(library);
  }
  const middle = (of: Run[], key: keyof Run) => rounded(median(of.map((run) => run[key])));
  const middleOf = (values: number[]) => (values.length > 0 ? rounded(median(values)) : null);
  return {
    bench: 'collect',
    runs,
    standardSeconds: middle(standard, 'seconds'),
    standardCpuSeconds: middle(standard, 'cpuSeconds'),
    fullSeconds: middle(full, 'seconds'),
    fullCpuSeconds: middle(full, 'cpuSeconds'),
    slowestCollectorSeconds: middle(standard, 'slowestSeconds'),
    items: middle(standard, 'items'),
    bytes: middle(standard, 'bytes'),
    peakMemoryMb: middle(standard, 'peakMemoryMb'),
    mainBlockedMsMax: rounded(Math.max(...[...standard, ...full].map(({ mainBlockedMs }) => mainBlockedMs))),
    sosSeconds: middleOf(sos),
    standardToSosRatio:
      sos.length > 0
        ? ratio(
            standard.map(({ seconds }) => seconds),
            sos,
          )
        : null,
    getAllDataSeconds: middleOf(getAllData),
  };
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

async function collectOnce(preset: Preset): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const children: ChildProcess[] = [];
  const cost = { ticks: 0, peakKb: 0 };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const own = process.cpuUsage();
  const started = performance.now();
  delay.enable();
  try {
    const { outcomes } = await collectPreset({
      spawn: () => forkCollector(realHost, children),
      selection: { preset, collectors: null },
      onProgress: () => readCost(children.at(-1)?.pid, cost),
      signal: new AbortController().signal,
      prepare: {
        type: 'prepare',
        folder,
        privateMap: [],
        facts: { graphics: null, displays: [], proxies: [], locale: 'en', versions: {} },
        endpoints: [],
        agentLogs: [],
        description: { happened: 'A benchmark', began: '', severity: null },
        applications: [],
        policy: null,
      },
    });
    delay.disable();
    const { user, system } = process.cpuUsage(own);
    const items = outcomes.flatMap((outcome) => outcome.items);
    return {
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: cost.ticks / ticksPerSecond + (user + system) / 1e6,
      slowestSeconds: Math.max(...outcomes.map(({ durationMs }) => durationMs)) / 1000,
      items: items.length,
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
      peakMemoryMb: cost.peakKb / 1024,
      mainBlockedMs: Math.max(0, delay.max / 1e6 - 5),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time (with that of the commands it waited for) and highest memory so far; the last reading before its end counts. */
function readCost(pid: number | undefined, cost: { ticks: number; peakKb: number }): void {
  try {
    // proc(5): after the name in parentheses, fields 14 to 17 are utime, stime, cutime, cstime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    cost.ticks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
    cost.peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? cost.peakKb);
  } catch {
    // It has ended; the reading before stays.
  }
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
