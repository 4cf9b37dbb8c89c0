import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import { type SnapshotStatus, snapshotFile } from '#contract/collector/snapshot.ts';
import { localDay, snapshotDays } from '#contract/primitives/day.ts';
import type { SettingsFile } from './settings-file.ts';

export interface KeeperOptions {
  /** The folder of the snapshots, which holds nothing else. */
  folder: string;
  settings: SettingsFile;
  /** Whether IT's policy allows snapshots. */
  allowed: boolean;
  /** Takes today's snapshot; resolves with why it failed, or null. After an abort it writes nothing once it has resolved. */
  take(signal: AbortSignal): Promise<string | null>;
  /** Delays the first snapshot, so that it does not slow down the start. */
  settleMs: number;
  now?: () => Date;
  report(problem: string): void;
}

export interface SnapshotKeeper {
  /** Starts; if snapshots are off, deletes existing ones. */
  start(): Promise<void>;
  /** After waking up or some time: takes today's snapshot if it is missing. */
  look(): Promise<void>;
  status(): Promise<SnapshotStatus>;
  /** Switching off resolves when all snapshots are deleted. */
  set(on: boolean): Promise<SnapshotStatus>;
  /** Where a bundle reads them; undefined if they are off. */
  folder(): Promise<string | undefined>;
  stop(): void;
}

/** Timers stop while the computer sleeps, so the clock is checked regularly instead of waiting a day. */
const lookEveryMs = 30 * 60_000;
/** After a failure, so that a machine where it cannot work does not try all day. */
const pauseAfterFailureMs = 4 * 3_600_000;

/** Takes one private snapshot a day while the agent runs. */
export function createSnapshotKeeper(options: KeeperOptions): SnapshotKeeper {
  const { folder, settings, allowed, take, report } = options;
  const now = options.now ?? (() => new Date());
  let timers: NodeJS.Timeout[] = [];
  let running: { abort: AbortController; done: Promise<void> } | null = null;
  let notBefore = 0;
  // Switching and checking take turns: a snapshot begun just before "off" must not outlive it.
  const queue = createSerialQueue();

  const isOn = async (): Promise<boolean> => allowed && (await settings.dailySnapshot());

  async function names(): Promise<string[]> {
    const all = await readdir(folder).catch(() => []);
    return all.filter((name) => snapshotFile.test(name)).sort();
  }

  async function status(): Promise<SnapshotStatus> {
    const [on, kept] = await Promise.all([isOn(), names()]);
    const newest = kept.at(-1);
    const facts = newest === undefined ? null : await stat(join(folder, newest)).catch(() => null);
    return { on, managed: !allowed, count: kept.length, last: facts?.mtime.toISOString() ?? null };
  }

  /** Removes snapshots older than 30 days, and the rest of interrupted writes. */
  async function dropOld(): Promise<void> {
    const first = localDay(new Date(now().getTime() - snapshotDays * 86_400_000));
    for (const name of await readdir(folder).catch(() => [])) {
      const old = snapshotFile.test(name) && name.slice(0, 10) < first;
      if (old || name.endsWith('.new')) await rm(join(folder, name), { force: true });
    }
  }

  async function takeToday(): Promise<void> {
    await dropOld();
    if (now().getTime() < notBefore || !(await isOn())) return;
    if ((await names()).includes(`${localDay(now())}.json`)) return;
    const abort = new AbortController();
    const work = take(abort.signal).then((problem) => {
      if (problem === null || abort.signal.aborted) return;
      notBefore = now().getTime() + pauseAfterFailureMs;
      report(problem);
    });
    running = { abort, done: work };
    await work.finally(() => {
      running = null;
    });
  }

  const look = (): Promise<void> =>
    queue.run(takeToday).catch((thrown: unknown) => report(String(thrown)));
  const wipe = (): Promise<void> => rm(folder, { recursive: true, force: true });

  return {
    async start() {
      if (!(await isOn())) await wipe();
      const first = setTimeout(() => void look(), options.settleMs);
      const every = setInterval(() => void look(), lookEveryMs);
      timers = [first.unref(), every.unref()];
    },
    look,
    status,
    async set(on) {
      // Outside the queue: switching off does not wait for a snapshot in progress.
      if (!on) running?.abort.abort();
      return queue.run(async () => {
        // Delete first: on a full disk the choice could not be written.
        if (!on) await wipe();
        await settings.setDailySnapshot(on);
        notBefore = 0;
        return status();
      });
    },
    folder: async () => ((await isOn()) ? folder : undefined),
    stop() {
      for (const timer of timers) clearTimeout(timer);
      running?.abort.abort();
    },
  };
}
