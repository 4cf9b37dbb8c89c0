import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import { type SnapshotStatus, snapshotFile } from '#contract/collector/snapshot.ts';
import { localDay, snapshotDays } from '#contract/primitives/day.ts';
import type { SettingsFile } from './settings-file.ts';

export interface KeeperOptions {
  /** Where the snapshots are; nothing else is in it. */
  folder: string;
  settings: SettingsFile;
  /** Whether IT's policy lets them be made. */
  allowed: boolean;
  /** Makes today's; resolves to why it could not. What is aborted writes nothing any more once it has resolved. */
  take(signal: AbortSignal): Promise<string | null>;
  /** A first start must not be slowed down. */
  settleMs: number;
  now?: () => Date;
  report(problem: string): void;
}

export interface SnapshotKeeper {
  /** Begins; where snapshots are off, deletes what is there. */
  start(): Promise<void>;
  /** The computer woke up, or a while has passed: makes today's when it is missing. */
  look(): Promise<void>;
  status(): Promise<SnapshotStatus>;
  /** Off: resolves when all of them are deleted. */
  set(on: boolean): Promise<SnapshotStatus>;
  /** Where a bundle finds them; undefined when they are off. */
  folder(): Promise<string | undefined>;
  stop(): void;
}

/** A timer stands still while the computer sleeps: the clock is asked every so often instead of waiting a day. */
const lookEveryMs = 30 * 60_000;
/** After a failure, so that a machine that cannot do it is not asked all day. */
const pauseAfterFailureMs = 4 * 3_600_000;

/** Keeps one private snapshot a day while the agent runs. */
export function createSnapshotKeeper(options: KeeperOptions): SnapshotKeeper {
  const { folder, settings, allowed, take, report } = options;
  const now = options.now ?? (() => new Date());
  let timers: NodeJS.Timeout[] = [];
  let running: { abort: AbortController; done: Promise<void> } | null = null;
  let notBefore = 0;
  // Switching and looking one after the other: a snapshot begun just before "off" must not outlive it.
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

  /** Those of more than 30 days ago, and what an interrupted write left. */
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
      // Not in turn: whoever says "off" does not wait for a snapshot that is being made.
      if (!on) running?.abort.abort();
      return queue.run(async () => {
        // Deleted first: on a full disk the choice could not be written.
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
