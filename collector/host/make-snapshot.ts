import { makePrivateFolder } from '#bundle/durable-file.ts';
import type { HostCommand, Platform } from '#contract/collector/collector.ts';
import { localDay } from '#contract/primitives/day.ts';
import { findFiles } from '../os/find-files.ts';
import { listFolder } from '../os/list-folder.ts';
import { createPowershell, type Powershell } from '../os/powershell.ts';
import { readBytes, readText } from '../os/read-text.ts';
import { keepSnapshot } from '../snapshot/folder.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { createCommandList } from './command-list.ts';
import { commandsWith } from './commands.ts';

/** Nobody waits for a snapshot, and Windows takes its time for the list of drivers. */
const snapshotDeadlineMs = 90_000;

/**
 * Takes today's snapshot into the folder. Its commands are noted below that folder, so that none outlives this process.
 * @returns null, or what went wrong. Never rejects.
 */
export async function makeSnapshot(
  { folder, proxies }: Extract<HostCommand, { type: 'snapshot' }>,
  platform: Platform,
  stop: AbortSignal,
): Promise<string | null> {
  let powershell: Powershell | null = null;
  try {
    await makePrivateFolder(folder);
    const watcher = createCommandList(folder);
    powershell = createPowershell({ watcher });
    const signal = AbortSignal.any([stop, AbortSignal.timeout(snapshotDeadlineMs)]);
    const taken = await takeSnapshot({
      platform,
      signal,
      ...commandsWith(signal, watcher, powershell, null),
      ...{ findFiles, readText, readBytes, listFolder },
      add: () => undefined,
      facts: { graphics: null, displays: null, proxies, locale: '', versions: {} },
      endpoints: [],
      agentLogs: [],
      thorough: false,
      policy: null,
      description: null,
      snapshotFolder: folder,
      now: () => new Date(),
    });
    signal.throwIfAborted();
    await keepSnapshot(folder, taken, localDay(new Date(taken.takenAt)));
    return null;
  } catch (thrown) {
    return String(thrown).slice(0, 2000);
  } finally {
    powershell?.close();
  }
}
