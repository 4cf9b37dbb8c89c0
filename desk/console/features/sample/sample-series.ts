import { performanceItem, type ShapedItem } from '#contract/collector/item-shapes.ts';

export const sampleItemId = 'performance/performance.json';
export type Sample = ShapedItem<typeof sampleItemId>;

/** In UTF-16 units. A real sample has about 30 kB; the agent stops at 1 MB. */
const lengthCap = 2 * 1024 * 1024;

/** Returns null unless the item has exactly the shape and limits of a sample. Every byte of it may be forged. */
export function parseSample(text: string): Sample | null {
  if (text.length > lengthCap) return null;
  try {
    const parsed = performanceItem.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export type SeriesId =
  | 'cpu'
  | 'busiest'
  | 'wait'
  | 'steal'
  | 'memory'
  | 'swap'
  | 'read'
  | 'written'
  | 'received'
  | 'sent';

export interface Series {
  id: SeriesId;
  /** One value for each point; null where the system reported none. */
  values: (number | null)[];
}

export interface Chart {
  id: 'cpu' | 'memory' | 'disk' | 'network';
  unit: 'percent' | 'bytes' | 'rate';
  /** The end of the vertical axis, which starts at 0. */
  top: number;
  series: Series[];
}

type Point = Sample['points'][number];

/** The charts in order. A series without values is left out; a chart without series is shown empty. */
export function chartsOf(sample: Sample): Chart[] {
  const { points, memoryTotalBytes } = sample;
  const series = (id: SeriesId, valueIn: (point: Point) => number | null): Series => ({
    id,
    values: points.map(valueIn),
  });
  const known = (all: Series[]): Series[] =>
    all.filter(({ values }) => values.some((value) => value !== null));
  const used = (all: Series[]): Series[] =>
    all.filter(({ values }) => values.some((value) => (value ?? 0) > 0));
  const disk = known([
    series('read', ({ disks }) => sumOf(disks.map((disk) => disk.readBytesPerSecond))),
    series('written', ({ disks }) => sumOf(disks.map((disk) => disk.writeBytesPerSecond))),
  ]);
  const network = known([
    series('received', (point) =>
      sumOf(point.network.map((network) => network.receivedBytesPerSecond)),
    ),
    series('sent', (point) => sumOf(point.network.map((network) => network.sentBytesPerSecond))),
  ]);
  const memory = known([
    series('memory', (point) => point.memory?.usedBytes ?? null),
    ...used([series('swap', (point) => point.memory?.swapUsedBytes ?? null)]),
  ]);
  return [
    {
      id: 'cpu',
      unit: 'percent',
      top: 100,
      series: known([
        series('cpu', ({ cpu }) => cpu?.percent ?? null),
        series('busiest', ({ cpu }) => largest(cpu?.cores ?? [])),
        ...used([
          series('wait', ({ cpu }) => cpu?.waitPercent ?? null),
          series('steal', ({ cpu }) => cpu?.stealPercent ?? null),
        ]),
      ]),
    },
    {
      id: 'memory',
      unit: 'bytes',
      top: Math.max(memoryTotalBytes, highest(memory), 1),
      series: memory,
    },
    { id: 'disk', unit: 'rate', top: roundUp(highest(disk)), series: disk },
    { id: 'network', unit: 'rate', top: roundUp(highest(network)), series: network },
  ];
}

const sumOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
const largest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values);
const highest = (all: readonly Series[]): number =>
  all.reduce(
    (most, { values }) => values.reduce((so: number, value) => Math.max(so, value ?? 0), most),
    0,
  );

/** Rounds up to 1, 2, 5, 10, 20 …, and at least 1000, so that a rate of a few bytes does not look like a peak. */
function roundUp(value: number): number {
  const least = Math.max(1000, value);
  const magnitude = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((step) => step * magnitude).find((step) => step >= least) ?? least;
}

/** `x,y` pairs for SVG polylines in a square of 100 by 100. A gap in the values starts a new line. */
export function linesOf(
  values: readonly (number | null)[],
  times: readonly number[],
  top: number,
): string[] {
  const first = times[0] ?? 0;
  const width = Math.max(1, (times.at(-1) ?? 0) - first);
  const lines: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) lines.push([]);
    else
      lines
        .at(-1)
        ?.push(`${within(((times[index] ?? first) - first) / width)},${within(1 - value / top)}`);
  });
  return lines.flatMap((line) => {
    // SVG draws nothing for a single point.
    if (line.length === 1) return [`${line[0]} ${line[0]}`];
    return line.length === 0 ? [] : [line.join(' ')];
  });
}

/** Clamps a share to a coordinate: times that run backwards must not draw outside the chart. */
const within = (share: number): number =>
  Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;

export interface Extent {
  least: number;
  mean: number;
  most: number;
}

export function extentOf(values: readonly (number | null)[]): Extent | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((total, value) => total + value, 0);
  return { least: Math.min(...known), mean: sum / known.length, most: Math.max(...known) };
}
