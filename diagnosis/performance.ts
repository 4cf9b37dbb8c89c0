import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { formatBytes, formatPercent, shorten } from './format-units.ts';

const item = 'performance/performance.json';
type Sample = ShapedItem<typeof item>;

/**
 * Only a lasting load counts; a few busy seconds are normal. With fewer points than this, nothing
 * is reported.
 */
const fewestPoints = 8;
const busyProcessor = 90;
const busyDisk = 95;
/**
 * A program that causes most of the load is named as the cause; below this share it is only the
 * largest.
 */
const mainShare = 50;
/** Bytes per second in each direction. Healthy machines move single pages too. */
const swapping = 1_000_000;
const lowShare = 0.1;

export const performance: Analyzer<typeof item> = {
  id: 'performance',
  reads: [item],
  onlyWhenCollected: true,
  analyze(items) {
    const sample = items[item];
    return [...processor(sample), ...disks(sample), ...memory(sample)];
  },
};

function processor(sample: Sample): Finding[] {
  const shares = sample.points.flatMap(({ cpu }) => (cpu ? [cpu.percent] : []));
  if (shares.length < fewestPoints || shares.some((one) => one <= busyProcessor)) return [];
  const top = sample.programs?.byCpu[0];
  const least = formatPercent(Math.min(...shares), 100);
  const values = { least, seconds: secondsOf(sample) };
  const all = least === '100 %';
  const main = top !== undefined && top.cpuPercent >= mainShare;
  return [
    {
      analyzer: performance.id,
      severity: 'warning',
      cause: main ? 'application' : 'client environment',
      title: { message: 'The processor was busy the whole time' },
      explanation: top
        ? {
            message: all
              ? 'For {seconds} s the processor was fully used. The program “{name}” used the most: {share} of all processors.'
              : 'For {seconds} s at least {least} of the processor was in use. The program “{name}” used the most: {share} of all processors.',
            values: {
              ...values,
              name: shorten(top.name),
              share: formatPercent(top.cpuPercent, 100),
            },
          }
        : {
            message: all
              ? 'For {seconds} s the processor was fully used.'
              : 'For {seconds} s at least {least} of the processor was in use.',
            values,
          },
      nextStep: main
        ? {
            message:
              'Ask what this program was doing at that time. It may help to close or update it.',
          }
        : {
            message:
              'Look at the list of programs in the sample. Together they use all that the processor can give.',
          },
      evidence: [
        evidence('points', `cpu.percent ${shares.join(', ')}`),
        ...(top
          ? [
              {
                ...evidence('programs', `${top.name}: ${top.cpuPercent}`),
                pointer: '/programs/byCpu/0',
              },
            ]
          : []),
      ],
    },
  ];
}

function disks(sample: Sample): Finding[] {
  const names = new Set(sample.points.flatMap((point) => point.disks.map(({ name }) => name)));
  return [...names].flatMap((name): Finding[] => {
    const shares = sample.points.flatMap(
      (point) => point.disks.find((disk) => disk.name === name)?.busyPercent ?? [],
    );
    if (shares.length < fewestPoints || shares.some((one) => one < busyDisk)) return [];
    return [
      {
        analyzer: performance.id,
        severity: 'warning',
        cause: 'client environment',
        title: { message: 'Disk {name} was busy without a pause', values: { name: shorten(name) } },
        explanation: {
          message:
            'For {seconds} s it was reading or writing all the time. Programs that wait for it may feel slow. A fast disk may still have capacity left.',
          values: { seconds: secondsOf(sample) },
        },
        nextStep: {
          message:
            'Check how much it read and wrote. A small amount suggests a slow or failing disk.',
        },
        evidence: [evidence('points', `${name} busyPercent ${shares.join(', ')}`)],
      },
    ];
  });
}

function memory(sample: Sample): Finding[] {
  const points = sample.points.flatMap((point) => point.memory ?? []);
  if (points.length < fewestPoints || sample.memoryTotalBytes === 0) return [];
  const both = points.filter(
    ({ swapInBytesPerSecond, swapOutBytesPerSecond }) =>
      (swapInBytesPerSecond ?? 0) >= swapping && (swapOutBytesPerSecond ?? 0) >= swapping,
  );
  const least = Math.min(...points.map(({ availableBytes }) => availableBytes));
  if (both.length < points.length / 2 || least / sample.memoryTotalBytes >= lowShare) return [];
  const top = sample.programs?.byMemory[0];
  const values = {
    available: formatBytes(least),
    total: formatBytes(sample.memoryTotalBytes),
    seconds: secondsOf(sample),
  };
  return [
    {
      analyzer: performance.id,
      severity: 'warning',
      cause: 'client environment',
      title: { message: 'Memory was moved to the disk and back all the time' },
      explanation: top
        ? {
            message:
              'For {seconds} s only {available} of {total} was available, so the computer kept moving memory to the disk and back. The program “{name}” used the most: {held}.',
            values: { ...values, name: shorten(top.name), held: formatBytes(top.memoryBytes) },
          }
        : {
            message:
              'For {seconds} s only {available} of {total} was available, so the computer kept moving memory to the disk and back.',
            values,
          },
      nextStep: {
        message:
          'Close programs that are not needed, and check whether the computer has enough memory for its work.',
      },
      evidence: [
        evidence(
          'points',
          `available at least ${least} of ${sample.memoryTotalBytes}, swapping in ${both.length} points`,
        ),
      ],
    },
  ];
}

const secondsOf = ({ points }: Sample): number => Math.round((points.at(-1)?.at ?? 0) / 1000);

const evidence = (key: string, quote: string): Evidence => ({
  ...{ item, pointer: jsonPointer(key), line: null },
  quote: shorten(quote, 400),
});
