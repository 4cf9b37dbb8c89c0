import { safeStorage } from 'electron';
import type { Log } from '../log/log.ts';
import { type ActivityLog, openActivityLog } from '../requests/activity-log.ts';
import { openPseudonymMapStore, type PseudonymMapStore } from '../requests/pseudonym-map-store.ts';
import type { Organisation } from './organisation.ts';
import type { Paths } from './paths.ts';

const dayMs = 24 * 3_600_000;

/** What this machine remembers of what happened between the desk and the person, and tells nobody. */
export interface Memory {
  journal: ActivityLog;
  /** Writes into the journal; never throws. */
  note(...entry: Parameters<ActivityLog['add']>): Promise<void>;
  maps: PseudonymMapStore;
  /** For work on the maps that nobody waits for. */
  endMaps(work: Promise<void>): Promise<void>;
  /** When IT has just put another organisation in the place of the one before: that is none of this one's business. */
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
  // The agent may rest in the tray for months.
  setInterval(() => void endMaps(maps.sweep(new Date())), dayMs).unref();
  return { journal, note, maps, endMaps, changedHands };
}
