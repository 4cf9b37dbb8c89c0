import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { formatBytes, formatPercent } from './format-units.ts';

const item = 'memory/memory.json';
type Memory = ShapedItem<typeof item>;

/**
 * Share of memory still available: earlyoom, which ends programs before a Linux desktop freezes,
 * asks them to stop at 10 % and kills them at 5 % (its defaults), each time only when free swap is
 * equally low.
 */
const lowShare = 0.1;
const criticalShare = 0.05;
const swapLowShare = 0.1;

/**
 * Linux PSI, percent of the last minute. `some` 10: for 6 of 60 s at least one program was waiting
 * for memory, which people notice. `full` 20: for 12 of 60 s no program could run at all;
 * systemd-oomd kills at 60, long after a person has given up.
 */
const someWarning = 10;
const fullCritical = 20;

export const memoryPressure: Analyzer<typeof item> = {
  id: 'memory-pressure',
  reads: [item],
  analyze(items) {
    const memory = items[item];
    if (memory.totalBytes === 0) throw new Error(`${item} says that this machine has no memory`);
    const severity = severityOf(memory);
    return severity ? [findingOf(memory, severity)] : [];
  },
};

function severityOf(memory: Memory): 'critical' | 'warning' | null {
  const { pressure } = memory;
  const share = memory.availableBytes / memory.totalBytes;
  if (
    (pressure && pressure.fullAvg60 >= fullCritical) ||
    (share < criticalShare && swapIsLow(memory))
  )
    return 'critical';
  if ((pressure && pressure.someAvg60 >= someWarning) || share < lowShare) return 'warning';
  return null;
}

/**
 * A machine without swap counts as out of swap; unknown swap does not, because macOS creates more
 * when needed.
 */
function swapIsLow({ swapTotalBytes, swapUsedBytes }: Memory): boolean {
  if (swapTotalBytes === null || swapUsedBytes === null) return false;
  return swapTotalBytes === 0 || (swapTotalBytes - swapUsedBytes) / swapTotalBytes < swapLowShare;
}

function findingOf(memory: Memory, severity: 'critical' | 'warning'): Finding {
  const { availableBytes, totalBytes, pressure } = memory;
  const waited = pressure !== null && pressure.someAvg60 >= someWarning;
  const share = formatPercent(availableBytes, totalBytes);
  return {
    analyzer: memoryPressure.id,
    severity,
    cause: 'client environment',
    title:
      severity === 'critical'
        ? { message: 'This computer has run out of memory' }
        : { message: 'This computer is short of memory' },
    explanation: waited
      ? {
          message:
            'In the last minute, programs spent {waited} of the time waiting for memory. {available} of {total} was available.',
          values: {
            waited: formatPercent(pressure.someAvg60, 100),
            available: formatBytes(availableBytes),
            total: formatBytes(totalBytes),
          },
        }
      : {
          message:
            'Only {available} ({share}) of {total} is available. Programs become slow, freeze, or are closed by the system.',
          values: { available: formatBytes(availableBytes), share, total: formatBytes(totalBytes) },
        },
    nextStep: {
      message:
        'Close programs and browser tabs that are not needed, or restart the computer. The list of processes shows which programs use the most.',
    },
    evidence: evidenceOf(memory),
  };
}

function evidenceOf({
  availableBytes,
  totalBytes,
  swapTotalBytes,
  swapUsedBytes,
  pressure,
}: Memory): Evidence[] {
  const lines: [string, string][] = [
    ['availableBytes', `availableBytes ${availableBytes} of totalBytes ${totalBytes}`],
  ];
  if (swapTotalBytes !== null)
    lines.push([
      'swapUsedBytes',
      `swapUsedBytes ${swapUsedBytes} of swapTotalBytes ${swapTotalBytes}`,
    ]);
  if (pressure)
    lines.push(['pressure', `someAvg60 ${pressure.someAvg60}, fullAvg60 ${pressure.fullAvg60}`]);
  return lines.map(([key, quote]) => ({ item, pointer: jsonPointer(key), line: null, quote }));
}
