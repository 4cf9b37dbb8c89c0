import type { CollectorStatus } from '#contract/collector/collector.ts';
import type { Text } from '#contract/text/text.ts';
import { because, type CollectContext, type Collector } from '../toolkit/define.ts';
import { type CappedItem, capItem } from './item-cap.ts';

/** A collector's items, capped but not yet redacted; they exist only in memory. */
export interface Collected {
  status: CollectorStatus;
  reason: Text | null;
  items: CappedItem[];
}

/** The functions with which a collector starts programs, each bound to its signal. */
export type Commands = Pick<CollectContext, 'run' | 'runProgram' | 'powershell' | 'inventory'>;

/** How long after its deadline a collector may still return its items. */
const graceMs = 250;

type Ending =
  | { how: 'returned'; status: CollectorStatus; reason: Text | null }
  | { how: 'threw'; error: unknown }
  | { how: 'late' };

/**
 * Runs one collector until it ends, its deadline passes or `stop` is aborted. Never rejects. If a collector ignores
 * its signal, its later results are ignored.
 */
export async function runCollector(
  collector: Collector,
  base: Omit<CollectContext, 'signal' | 'add' | keyof Commands>,
  commands: (signal: AbortSignal) => Commands,
  stop: AbortSignal,
): Promise<Collected> {
  const deadline = AbortSignal.timeout(collector.deadlineMs);
  const signal = AbortSignal.any([stop, deadline]);
  const items: CappedItem[] = [];
  let open = true;
  // Capped at once, so that the dropped part does not stay in memory.
  const add: CollectContext['add'] = (item) => {
    if (open) items.push(capItem(item, collector.byteCap));
  };

  const work = async (): Promise<Ending> => {
    try {
      const result = await collector.collect({ ...base, signal, add, ...commands(signal) });
      for (const item of result.items ?? []) add(item);
      return 'status' in result
        ? { how: 'returned', ...result }
        : { how: 'returned', status: 'success', reason: null };
    } catch (error) {
      return { how: 'threw', error };
    }
  };

  const ending = await Promise.race([work(), afterGrace(signal)]);
  open = false;
  if (stop.aborted) return { status: 'canceled', reason: because('It was canceled.'), items: [] };
  if (deadline.aborted)
    return { status: 'timeout', reason: tooSlow(collector.deadlineMs, items.length), items };
  if (ending.how === 'returned') return { status: ending.status, reason: ending.reason, items };
  return {
    status: 'fail',
    reason: because('It stopped with an error: {detail}', { detail: messageOf(ending) }),
    items,
  };
}

function afterGrace(signal: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const wait = (): void => void setTimeout(() => resolve({ how: 'late' }), graceMs).unref();
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
}

function tooSlow(deadlineMs: number, itemCount: number): Text {
  const seconds = Math.round(deadlineMs / 1000);
  return itemCount > 0
    ? because(
        'It took longer than {seconds} seconds and was stopped. What it found before that is included.',
        { seconds },
      )
    : because('It took longer than {seconds} seconds and was stopped.', { seconds });
}

function messageOf(ending: Ending): string {
  const error = ending.how === 'threw' ? ending.error : 'no answer';
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
    0,
    1000,
  );
}
