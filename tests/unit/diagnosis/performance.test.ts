import { describe, expect, test } from 'vitest';
import { performanceItem, type ShapedItem } from '#contract/collector/item-shapes.ts';
import { formatText } from '#contract/text/text.ts';
import { performance } from '#diagnosis/performance.ts';
import { healthy } from './items.ts';

const item = 'performance/performance.json';
type Sample = ShapedItem<typeof item>;
type Point = Sample['points'][number];

/** The healthy machine with every point, or its first `count`, changed. */
const sampleOf = (
  change: (point: Point, index: number) => Partial<Point>,
  rest: Partial<Sample> = {},
  count = 10,
): Sample => ({
  ...healthy[item],
  points: healthy[item].points
    .slice(0, count)
    .map((point, index) => ({ ...point, ...change(point, index) })),
  ...rest,
});
const titles = (sample: Sample) =>
  performance.analyze({ [item]: sample }).map(({ title }) => formatText(title));
const cpu = (percent: number) => ({
  cpu: { percent, cores: [], waitPercent: null, stealPercent: null },
});
const busyDisk = (busyPercent: number | null) => ({
  disks: [{ name: 'sda', readBytesPerSecond: 1, writeBytesPerSecond: 1, busyPercent }],
});
const memory = (availableBytes: number, swap: number | null) => ({
  memory: {
    ...{ usedBytes: 1, availableBytes, swapUsedBytes: 1 },
    ...{ swapInBytesPerSecond: swap, swapOutBytesPerSecond: swap },
  },
});

test('the healthy machine is one by its shape', () => {
  expect(performanceItem.parse(healthy[item])).toEqual(healthy[item]);
});

describe('the processor', () => {
  test('that never came below 90 % is named with the program that used most', () => {
    const programs = { byCpu: [{ name: 'render', processes: 2, cpuPercent: 71 }], byMemory: [] };
    const [finding] = performance.analyze({ [item]: sampleOf(() => cpu(97), { programs }) });
    expect(finding).toMatchObject({ severity: 'warning', cause: 'application' });
    expect(finding && formatText(finding.explanation)).toBe(
      'For 10 s at least 97 % of the processor was in use. The program “render” used the most: 71 % of all processors.',
    );
  });

  test('used to the full is not said to be used by at least 100 %', () => {
    const [finding] = performance.analyze({ [item]: sampleOf(() => cpu(100), { programs: null }) });
    expect(finding && formatText(finding.explanation)).toBe(
      'For 10 s the processor was fully used.',
    );
  });

  test('used by many small programs is not blamed on one of them', () => {
    const programs = { byCpu: [{ name: 'a', processes: 1, cpuPercent: 20 }], byMemory: [] };
    expect(performance.analyze({ [item]: sampleOf(() => cpu(97), { programs }) })).toMatchObject([
      { cause: 'client environment' },
    ]);
  });

  test('with one calm second, or with too short a sample, is not reported', () => {
    expect(titles(sampleOf((_, index) => cpu(index === 4 ? 90 : 99)))).toEqual([]);
    expect(titles(sampleOf(() => cpu(99), {}, 7))).toEqual([]);
    expect(titles(sampleOf(() => ({ cpu: null })))).toEqual([]);
  });
});

describe('a disk', () => {
  test('without a pause is named', () => {
    expect(titles(sampleOf(() => busyDisk(99)))).toEqual(['Disk sda was busy without a pause']);
  });

  test('with pauses, or with unknown use, is not', () => {
    expect(titles(sampleOf((_, index) => busyDisk(index === 0 ? 10 : 100)))).toEqual([]);
    expect(titles(sampleOf(() => busyDisk(null)))).toEqual([]);
  });
});

describe('memory', () => {
  test.each([
    [
      'low and moved out and back',
      1e9,
      5e6,
      ['Memory was moved to the disk and back all the time'],
    ],
    ['low but still', 1e9, 0, []],
    ['low, and nobody knows of swap', 1e9, null, []],
    ['plentiful, though old pages move', 9e9, 5e6, []],
  ])('%s', (_name, available, swap, expected) => {
    expect(titles(sampleOf(() => memory(available, swap)))).toEqual(expected);
  });
});
