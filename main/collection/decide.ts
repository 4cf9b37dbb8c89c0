import {
  type DecidedItem,
  type HostCommand,
  hostReport,
  type PrivateMapEntry,
} from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CollectorProcess } from './collector-process.ts';

export interface Decided {
  /** The items that differ from what was collected, or did until now. */
  items: DecidedItem[];
  /** What redacting once more found. */
  discovered: PrivateMapEntry[];
}

/** Longer than the largest bundle takes; a process that hangs must not keep a person waiting for ever. */
const decideTimeoutMs = 120_000;

/**
 * Has a person's decisions applied to the items of a review folder, in a process of its own.
 * @throws CandorError `disk-failed` when the items could not all be written; the review then no longer fits its folder
 */
export function decideInProcess(
  child: CollectorProcess,
  command: Extract<HostCommand, { type: 'decide' }>,
): Promise<Decided> {
  return new Promise<Decided | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), decideTimeoutMs);
    child.onMessage((message) => {
      const report = hostReport.safeParse(message);
      if (!report.success || report.data.type !== 'decided') return;
      const { items, discovered } = report.data;
      resolve(items && { items, discovered });
    });
    child.onExit(() => {
      clearTimeout(timer);
      resolve(null);
    });
    child.postMessage(command);
  }).then((decided) => {
    child.kill();
    if (decided !== null) return decided;
    raise(
      'disk-failed',
      'This could not be changed everywhere. Discard what was found and look again; nothing was sent.',
    );
  });
}
