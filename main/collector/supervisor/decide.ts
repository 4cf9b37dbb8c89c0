import { type DecidedItem, type HostCommand, hostReport } from '../../../contract/collector.ts';
import { raise } from '../../../contract/result.ts';
import type { CollectorProcess } from './collector-process.ts';

/** Longer than the largest bundle takes; a process that hangs must not keep a person waiting for ever. */
const decideTimeoutMs = 120_000;

/**
 * Has a person's decisions applied to the items of a review folder, in a process of its own.
 * @returns the items that changed
 * @throws CandorError `disk-failed` when the items could not all be written; the review then no longer fits its folder
 */
export function decideInProcess(
  child: CollectorProcess,
  command: Extract<HostCommand, { type: 'decide' }>,
): Promise<DecidedItem[]> {
  return new Promise<DecidedItem[] | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), decideTimeoutMs);
    child.onMessage((message) => {
      const report = hostReport.safeParse(message);
      if (report.success && report.data.type === 'decided') resolve(report.data.items);
    });
    child.onExit(() => {
      clearTimeout(timer);
      resolve(null);
    });
    child.postMessage(command);
  }).then((items) => {
    child.kill();
    if (items !== null) return items;
    raise('disk-failed', 'This could not be changed everywhere. Discard what was found and look again; nothing was sent.');
  });
}
