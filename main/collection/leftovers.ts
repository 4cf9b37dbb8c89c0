import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endMarkedInSteps, identityOf, processTree } from '#collector/os/process-tree.ts';

const listIn = (folder: string): string => join(folder, 'commands');

/**
 * Ends the commands that a collector process left running when it was killed. It noted them in `<folder>/commands` (see
 * host/command-list.ts). On Linux each is known by when it was started and by its mark. Elsewhere the number alone counts: it
 * stays taken until the process that started it is gone, which was a moment ago.
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

/** What an earlier run could not clear away says nothing any more: the numbers may be others' by now. Throws the system's error. */
export const forgetLeftoverCommands = (folder: string): Promise<void> =>
  rm(listIn(folder), { recursive: true, force: true });
