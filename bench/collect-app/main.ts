import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { app } from 'electron';
import { localDay } from '#contract/primitives/day.ts';
import { orderSnapshot } from '#main/collection/take-snapshot.ts';
import { spawnCollectorProcess } from '#main/collection/utility-process.ts';
import { composeBundle } from '#main/help-session/compose-bundle.ts';
import { readTimelineAside } from '#main/help-session/read-timeline.ts';
import { type CollectorRun, runCollectors } from '#main/help-session/run-collectors.ts';
import type { AppRun, CollectWish } from './run.ts';

/**
 * Electron's main process as it collects in the product: from the folder of the review to the last outcome, with the built
 * collector in a utility process. Reads one wish a line, answers each with one line `run: {…}`.
 */
const [collector = ''] = process.argv.slice(-1);

async function collectOnce(
  { preset, concurrency, review }: CollectWish,
  snapshotFolder: string,
): Promise<AppRun> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const idleBlockedMs = await latenessOf(500);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const own = process.cpuUsage();
  const started = performance.now();
  let firstMs = 0;
  delay.enable();
  try {
    const run = await runCollectors({
      ...{
        root: folder,
        host: collector,
        selection: { preset, collectors: null },
        endpoints: [],
        agentLogs: [],
        applications: [],
        policy: null,
        hidden: { words: [], patterns: [] },
        snapshotFolder,
      },
      description: { happened: 'A benchmark', began: '', severity: null },
      ...(concurrency === null ? {} : { concurrency }),
      onProgress(progress) {
        if (firstMs === 0 && progress.some(({ items }) => items.length > 0))
          firstMs = performance.now() - started;
      },
      signal: new AbortController().signal,
    });
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(own);
    const mainBlockedMs = latenessIn(delay);
    delay.reset();
    if (review) await makeReview(run);
    const reviewSeconds = review ? (performance.now() - started) / 1000 : null;
    // What blocked until now is only counted once the loop has come round.
    await wait(20);
    delay.disable();
    const outcomes = run.collected.parts.map(({ outcome }) => outcome);
    const items = outcomes.flatMap((outcome) => outcome.items);
    return {
      seconds,
      firstItemSeconds: firstMs / 1000,
      reviewSeconds,
      mainCpuSeconds: (user + system) / 1e6,
      items: items.length,
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
      mainBlockedMs,
      reviewBlockedMs: latenessIn(delay),
      idleBlockedMs,
      collectors: outcomes.map(({ collector: id, durationMs, status }) => ({
        id,
        durationMs,
        status,
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a help session does between the last outcome and the review. */
async function makeReview({ collected, folder }: CollectorRun): Promise<void> {
  const shaped = await folder.shapedTexts();
  const timeline = join(dirname(collector), 'timeline.js');
  const memory = await readTimelineAside(timeline, { texts: shaped, until: collected.createdAt });
  composeBundle(collected, new Set(), (id) => shaped.get(id), memory);
}

/** A snapshot of this machine as if made two days ago, so that a run compares with it as on a person's machine. */
async function makeSnapshot(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-snapshots-'));
  const order = { type: 'snapshot' as const, folder, proxies: [] };
  const problem = await orderSnapshot({
    spawn: () => spawnCollectorProcess(collector),
    order,
    signal: new AbortController().signal,
  });
  if (problem !== null) throw new Error(`no snapshot: ${problem}`);
  const day = (before: number) =>
    join(folder, `${localDay(new Date(Date.now() - before * 86_400_000))}.json`);
  renameSync(day(0), day(2));
  return folder;
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

async function answerWishes(): Promise<void> {
  const snapshots = await makeSnapshot();
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const run = await collectOnce(JSON.parse(line) as CollectWish, snapshots);
    process.stdout.write(`run: ${JSON.stringify(run)}\n`);
  }
  rmSync(snapshots, { recursive: true, force: true });
  app.quit();
}

// Not awaited: Electron is not ready before its main module has been loaded to the end.
void app.whenReady().then(answerWishes);
