import { join } from 'node:path';
import { makePrivateFolder, writeFileDurably } from '#bundle/durable-file.ts';
import { type Snapshot, snapshot, snapshotFile } from '#contract/collector/snapshot.ts';
import { snapshotDays } from '#contract/primitives/day.ts';
import type { CollectContext } from '../toolkit/define.ts';

/** Bytes. Five thousand programs take about 300 kB. */
const byteCap = 8 * 1024 * 1024;

export interface KeptSnapshots {
  /** Oldest first. */
  days: { day: string; snapshot: Snapshot }[];
  /** Days whose file is damaged or incomplete. */
  unreadable: string[];
}

/** The snapshots in a folder, and the days of those that cannot be read. Never throws. */
export async function readSnapshots(
  folder: string,
  { listFolder, readText }: Pick<CollectContext, 'listFolder' | 'readText'>,
): Promise<KeptSnapshots> {
  const listing = await listFolder(folder);
  const names = listing.ok
    ? listing.entries.map(({ name }) => name).filter((name) => snapshotFile.test(name))
    : [];
  const kept: KeptSnapshots = { days: [], unreadable: [] };
  for (const name of names.sort().slice(-snapshotDays - 1)) {
    const day = name.slice(0, 10);
    const reading = await readText(join(folder, name), byteCap);
    const parsed = snapshot.safeParse(
      reading.ok && reading.droppedBytes === 0 ? parse(reading.text) : null,
    );
    if (parsed.success) kept.days.push({ day, snapshot: parsed.data });
    else kept.unreadable.push(day);
  }
  return kept;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes a day's snapshot so that only this account can read it and a crash leaves no incomplete file. */
export async function keepSnapshot(folder: string, taken: Snapshot, day: string): Promise<void> {
  await makePrivateFolder(folder);
  await writeFileDurably(join(folder, `${day}.json`), JSON.stringify(snapshot.parse(taken)));
}
