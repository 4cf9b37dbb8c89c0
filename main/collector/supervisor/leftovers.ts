import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Ends the commands that a collector process left running when it was killed. It noted each one's process group as
 * `<folder>/commands/<pid>` (see host/command-list.ts).
 */
export async function endLeftoverCommands(folder: string): Promise<void> {
  const list = join(folder, 'commands');
  // 1 is never ours, and killing its group would be killing every process of this account.
  for (const name of await readdir(list).catch(() => [])) {
    if (!/^(?!1$)[1-9]\d{0,9}$/.test(name)) continue;
    try {
      process.kill(process.platform === 'win32' ? Number(name) : -Number(name), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  await rm(list, { recursive: true, force: true });
}
