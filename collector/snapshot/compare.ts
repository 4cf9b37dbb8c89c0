import { type Snapshot, type SnapshotArea, snapshotAreas } from '#contract/collector/snapshot.ts';

export interface AreaDifference {
  appeared: { what: string; value: string }[];
  vanished: { what: string; value: string }[];
  changed: { what: string; before: string; after: string }[];
}

export interface Difference {
  areas: Partial<Record<SnapshotArea, AreaDifference>>;
  /** Areas that are missing in one of the two, so they cannot be compared. */
  unknown: SnapshotArea[];
}

/** A change of free space below this share of the disk's size is ignored, because it changes a little every minute. */
const diskShare = 0.05;

/** What was added, removed and changed between two snapshots; areas without a difference are left out. Pure. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Difference {
  const difference: Difference = { areas: {}, unknown: [] };
  for (const area of snapshotAreas) {
    const found =
      area === 'disks'
        ? compareDisks(before.areas.disks, after.areas.disks)
        : compare(before.areas[area], after.areas[area]);
    if (found === null) difference.unknown.push(area);
    else if (countOf(found) > 0) difference.areas[area] = found;
  }
  return difference;
}

export const countOf = ({ appeared, vanished, changed }: AreaDifference): number =>
  appeared.length + vanished.length + changed.length;

function compare(
  before: Record<string, string> | null,
  after: Record<string, string> | null,
): AreaDifference | null {
  if (before === null || after === null) return null;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const difference: AreaDifference = { appeared: [], vanished: [], changed: [] };
  for (const what of names) {
    // `hasOwn`, because a program may be called `constructor`.
    const [old, now] = [own(before, what), own(after, what)];
    if (old === undefined && now !== undefined) difference.appeared.push({ what, value: now });
    else if (old !== undefined && now === undefined) difference.vanished.push({ what, value: old });
    else if (old !== undefined && now !== undefined && old !== now)
      difference.changed.push({ what, before: old, after: now });
  }
  return difference;
}

const own = <T>(values: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

type Disks = Snapshot['areas']['disks'];

function compareDisks(before: Disks, after: Disks): AreaDifference | null {
  if (before === null || after === null) return null;
  const shown = (disks: NonNullable<Disks>, other: NonNullable<Disks>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(disks).map(([mount, { sizeBytes, availableBytes }]) => {
        const counterpart = own(other, mount);
        const near =
          counterpart !== undefined &&
          counterpart.sizeBytes === sizeBytes &&
          Math.abs(counterpart.availableBytes - availableBytes) < diskShare * sizeBytes;
        return [mount, near ? 'about the same' : `${availableBytes} of ${sizeBytes} bytes free`];
      }),
    );
  return compare(shown(before, after), shown(after, before));
}

/** The number of differences of each day from the snapshot before it, including days without any. */
export function differencesByDay(days: readonly { day: string; snapshot: Snapshot }[]): {
  day: string;
  since: string;
  counts: Partial<Record<SnapshotArea, number>>;
}[] {
  return days.slice(1).flatMap(({ day, snapshot }, index) => {
    const earlier = days[index];
    if (!earlier) return [];
    const { areas } = compareSnapshots(earlier.snapshot, snapshot);
    const counts = Object.fromEntries(
      Object.entries(areas).map(([area, difference]) => [area, countOf(difference)]),
    );
    return [{ day, since: earlier.day, counts }];
  });
}
