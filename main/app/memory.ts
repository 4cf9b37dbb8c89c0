import { safeStorage } from 'electron';
import type { Log } from '../log/log.ts';
import { type ActivityLog, openActivityLog } from '../requests/activity-log.ts';
import { openPseudonymMapStore, type PseudonymMapStore } from '../requests/pseudonym-map-store.ts';
import type { Organisation } from './organisation.ts';
import type { Paths } from './paths.ts';

const dayMs = 24 * 3_600_000;

/** What this computer stores of the history between the desk and the person, and sends to nobody. */
export interface Memory {
  journal: ActivityLog;
  /** Writes to the activity log; never throws. */
  note(...entry: Parameters<ActivityLog['add']>): Promise<void>;
  maps: PseudonymMapStore;
  /** Runs work on the maps in the background. */
  endMaps(work: Promise<void>): Promise<void>;
  /** Deletes the maps if IT has just replaced the organisation: the new one has no right to the old one's data. */
  changedHands(): Promise<void>;
}

export async function openMemory(
  paths: Paths,
  organisation: () => Organisation,
  log: Log,
): Promise<Memory> {
  const journal = await openActivityLog(paths.journal);
  const note: Memory['note'] = (...entry) =>
    journal.add(...entry).catch((thrown: unknown) => log.error('the journal', thrown));
  const maps = openPseudonymMapStore({
    folder: paths.maps,
    protection: organisation().policy?.deviceKey ?? 'keyring',
    keyring: safeStorage,
    platform: process.platform,
  });
  const endMaps = (work: Promise<void>) =>
    work.catch((thrown: unknown) => log.error('ending maps', thrown));
  async function changedHands(): Promise<void> {
    const { changed, recipient } = organisation();
    if (!changed) return;
    await note('organisation-changed', { organisation: recipient?.organisation ?? '' });
    await endMaps(maps.forgetAll());
  }
  await changedHands();
  void endMaps(maps.sweep(new Date()));
  // The agent may run in the tray for months.
  setInterval(() => void endMaps(maps.sweep(new Date())), dayMs).unref();
  return { journal, note, maps, endMaps, changedHands };
}
