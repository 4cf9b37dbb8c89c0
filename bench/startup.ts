import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdEnrolment } from '#contract/http/console-requests.ts';
import { type Desk, startDesk } from '#desk/service/start.ts';
import { buildTargets } from '#scripts/build.ts';
import { startVirtualDisplay } from '#scripts/display.ts';
import { electronFlags, electronRuntime } from '#scripts/electron-runtime.mjs';
import { type AgentCommand, agentCommand } from '#scripts/launch-agent.ts';
import { firstEngineer } from './engineer.ts';
import { settledMemory } from './memory.ts';
import { median, ratio } from './numbers.ts';
import { type WindowWatch, watchWindows } from './x11-windows.ts';

interface Subject {
  name: 'candor' | 'empty';
  command(words: readonly string[]): Promise<AgentCommand>;
  visibleMs: number[];
  reopenMs: number[];
  restingBytes: number[];
}

const windowLimitMs = 60_000;

/**
 * How long from starting the process to a visible window, what the app takes from the machine while it rests without
 * one (alone, and connected to a desk), and how long a second start takes to open it again; against an empty Electron
 * app on the same runtime, in turns.
 * @param runs counted runs of each app; one more of each goes before them and is dropped
 */
export async function startup(runs: number): Promise<Record<string, unknown>> {
  if (process.platform !== 'linux')
    throw new Error('This benchmark watches an X server and reads /proc: it runs on Linux only.');
  await buildTargets(['app']);
  const runtime = await electronRuntime();
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const stopDisplay = await startVirtualDisplay();
  const windows = await watchWindows(process.env.DISPLAY ?? '');
  const candor = subject('candor', (words) =>
    agentCommand({ userData: join(folder, 'candor'), words }),
  );
  const desk = await startDesk({
    dataFolder: join(folder, 'desk'),
    host: '127.0.0.1',
    port: 0,
    organisation: 'Benchmark',
  });
  const { post } = await firstEngineer(desk.address, desk.setupLink ?? '');
  const { token } = createdEnrolment.parse(
    await post(consoleRoutes.enrolments, { label: 'Benchmark', uses: 1, days: 1 }),
  );
  const policy = { ...desk.policy(), enrolment: { token } };
  const connectedBytes: number[] = [];
  const empty = subject('empty', async (words) => ({
    executable: runtime.path,
    arguments: [
      ...electronFlags(),
      join(import.meta.dirname, 'empty-app'),
      `--user-data-dir=${join(folder, 'empty')}`,
      ...words,
    ],
  }));
  try {
    for (let run = 0; run <= runs; run += 1) {
      for (const app of [candor, empty]) {
        await measureVisible(app, windows);
        await measureResting(app, windows);
        console.log(`${runName(run, runs)}: ${app.name}, ${lastOf(app)}`);
        if (run === 0)
          for (const values of [app.visibleMs, app.restingBytes, app.reopenMs]) values.length = 0;
      }
      const bytes = await connectedMemory(join(folder, 'connected'), policy, desk);
      console.log(
        `${runName(run, runs)}: candor connected to its desk, at rest ${(bytes / 1e6).toFixed(0)} MB`,
      );
      if (run > 0) connectedBytes.push(bytes);
    }
  } finally {
    await desk.stop();
    windows.close();
    stopDisplay();
    rmSync(folder, { recursive: true, force: true });
  }
  const milliseconds = (of: (app: Subject) => number[]) => ({
    candor: Math.round(median(of(candor))),
    empty: Math.round(median(of(empty))),
  });
  const megabytes = (bytes: number[]) => Math.round(median(bytes) / 1e5) / 10;
  return {
    bench: 'startup',
    electron: runtime.version,
    runs,
    visibleRatio: ratio(candor.visibleMs, empty.visibleMs),
    restingMemoryRatio: ratio(candor.restingBytes, empty.restingBytes),
    connectedMemoryRatio: ratio(connectedBytes, empty.restingBytes),
    reopenRatio: ratio(candor.reopenMs, empty.reopenMs),
    visibleMs: milliseconds((app) => app.visibleMs),
    restingMemoryMB: {
      candor: megabytes(candor.restingBytes),
      connected: megabytes(connectedBytes),
      empty: megabytes(empty.restingBytes),
    },
    reopenMs: milliseconds((app) => app.reopenMs),
  };
}

const runName = (run: number, runs: number) =>
  run === 0 ? 'warm-up, not counted' : `run ${run} of ${runs}`;

function subject(name: Subject['name'], command: Subject['command']): Subject {
  return { name, command, visibleMs: [], reopenMs: [], restingBytes: [] };
}

function lastOf({ visibleMs, restingBytes, reopenMs }: Subject): string {
  const number = (values: number[], unit: string, divisor = 1) =>
    `${((values.at(-1) ?? Number.NaN) / divisor).toFixed(0)} ${unit}`;
  return `visible ${number(visibleMs, 'ms')}, at rest ${number(restingBytes, 'MB', 1e6)}, again visible ${number(reopenMs, 'ms')}`;
}

/** The click: from the start of the process to its window. */
async function measureVisible(app: Subject, windows: WindowWatch): Promise<void> {
  const { child, visibleMs } = await startAndSee(app, [], windows);
  app.visibleMs.push(visibleMs);
  await stop(child);
}

/** As at log-in: no window. Then the second click, which reaches the running app through a second process. */
async function measureResting(app: Subject, windows: WindowWatch): Promise<void> {
  const child = await start(app, ['--hidden']);
  try {
    app.restingBytes.push(await settledMemory(child.pid ?? 0));
    const again = await startAndSee(app, [], windows);
    app.reopenMs.push(again.visibleMs);
    await stop(again.child);
  } finally {
    await stop(child);
  }
}

/** As on a managed machine: registered, and listening for what engineers ask. */
async function connectedMemory(userData: string, policy: object, desk: Desk): Promise<number> {
  const { executable, arguments: words } = await agentCommand({
    userData,
    policy,
    words: ['--hidden'],
  });
  const child = spawn(executable, words, { stdio: 'ignore' });
  try {
    await connections(desk, 1);
    return await settledMemory(child.pid ?? 0);
  } finally {
    await stop(child);
    await connections(desk, 0);
  }
}

async function connections(desk: Desk, wanted: number): Promise<void> {
  for (
    const end = performance.now() + windowLimitMs;
    desk.devices.count !== wanted;
    await wait(100)
  ) {
    if (performance.now() > end)
      throw new Error(`the desk has ${desk.devices.count} connections instead of ${wanted}`);
  }
}

async function start(app: Subject, words: readonly string[]): Promise<ChildProcess> {
  const { executable, arguments: all } = await app.command(words);
  return spawn(executable, all, { stdio: 'ignore' });
}

async function startAndSee(app: Subject, words: readonly string[], windows: WindowWatch) {
  const { executable, arguments: all } = await app.command(words);
  const visible = windows.next();
  const started = performance.now();
  const child = spawn(executable, all, { stdio: 'ignore' });
  const late = new AbortController();
  try {
    const visibleMs = (await Promise.race([visible, noWindow(app, late.signal)])) - started;
    return { child, visibleMs };
  } catch (thrown) {
    await stop(child);
    throw thrown;
  } finally {
    late.abort();
  }
}

async function noWindow(app: Subject, signal: AbortSignal): Promise<never> {
  await wait(windowLimitMs, undefined, { signal });
  throw new Error(`${app.name} showed no window within ${windowLimitMs / 1000} s`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
