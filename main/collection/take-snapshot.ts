import { type HostCommand, hostReport } from '#contract/collector/collector.ts';
import type { CollectorProcess } from './collector-process.ts';
import { endLeftoverCommands, forgetLeftoverCommands } from './leftovers.ts';

export interface SnapshotOrder {
  /** Starts one collector process. */
  spawn: () => CollectorProcess;
  order: Extract<HostCommand, { type: 'snapshot' }>;
  /** Ends the process; an unfinished snapshot is not written. */
  signal: AbortSignal;
}

/** Milliseconds after the deadline of the process until it counts as hung. */
const timeoutMs = 100_000;

/**
 * Takes today's private snapshot in a separate process. Resolves when that process is gone, so that nothing is written
 * afterwards.
 * @returns why there is no snapshot, or null.
 */
export async function orderSnapshot({
  spawn,
  order,
  signal,
}: SnapshotOrder): Promise<string | null> {
  try {
    await forgetLeftoverCommands(order.folder);
  } catch (thrown) {
    return String(thrown);
  }
  if (signal.aborted) return 'canceled';
  const child = spawn();
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  let timer: NodeJS.Timeout | undefined;
  const answer = await new Promise<string | null>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), timeoutMs);
    signal.addEventListener('abort', () => resolve('canceled'), { once: true });
    void exited.then(() => resolve('its process ended'));
    child.onMessage((message) => {
      const report = hostReport.safeParse(message);
      if (report.success && report.data.type === 'snapshot') resolve(report.data.problem);
    });
    child.postMessage(order);
  });
  clearTimeout(timer);
  child.kill();
  await exited;
  await endLeftoverCommands(order.folder);
  return answer;
}
