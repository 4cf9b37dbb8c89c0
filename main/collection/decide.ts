import {
  type DecidedItem,
  type HostCommand,
  hostReport,
  type PrivateMapEntry,
} from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CollectorProcess } from './collector-process.ts';

export interface Decided {
  /** The items that differ from what was collected, or did before. */
  items: DecidedItem[];
  /** The result of redacting again. */
  discovered: PrivateMapEntry[];
}

/** Longer than the largest bundle takes; a hung process must not keep the person waiting for ever. */
const decideTimeoutMs = 120_000;

/**
 * Applies a person's decisions to the items of a review folder, in a separate process.
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
      'This could not be changed everywhere. Discard what was found and check again. Nothing was sent.',
    );
  });
}
