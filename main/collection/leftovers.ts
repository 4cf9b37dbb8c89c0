import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endMarkedInSteps, identityOf, processTree } from '#collector/os/process-tree.ts';

const listIn = (folder: string): string => join(folder, 'commands');

/**
 * Ends the commands that a killed collector process left running. It listed them in `<folder>/commands` (see
 * host/command-list.ts). On Linux each is identified by its start time and its mark. Elsewhere only the process id counts: it
 * is not reused while the process that started it exists, which was a moment ago.
 */
export async function endLeftoverCommands(folder: string): Promise<void> {
  const list = listIn(folder);
  const linux = process.platform === 'linux';
  const noted = (name: string) => readFile(join(list, name), 'latin1').catch(() => '');
  // 1 is never ours, and killing its group would be killing every process of this account.
  for (const name of await readdir(list).catch(() => [])) {
    if (!/^(?!1$)[1-9]\d{0,9}$/.test(name)) continue;
    const pid = Number(name);
    // The first process of a group may have ended before the others; those have the mark.
    if (linux && (await noted(name)) !== identityOf(pid)) continue;
    processTree(pid).end('SIGKILL');
  }
  const mark = await noted('mark');
  if (linux && /^[0-9a-f]{32}\.$/.test(mark)) await endMarkedInSteps(mark);
  await forgetLeftoverCommands(folder);
}

/** Clears the list of an earlier run, because other processes may have its ids by now. @throws the system's error. */
export const forgetLeftoverCommands = (folder: string): Promise<void> =>
  rm(listIn(folder), { recursive: true, force: true });
