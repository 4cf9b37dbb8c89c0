import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandWatcher } from '../os/run-command.ts';

/**
 * Notes each running command's process group as an empty file `<folder>/commands/<pid>`. When this process is killed
 * because it hangs or crashes, its commands would outlive it, and only this list still knows them.
 */
export function createCommandList(folder: string): CommandWatcher {
  const list = join(folder, 'commands');
  mkdirSync(list, { recursive: true, mode: 0o700 });
  const quietly = (change: () => void): void => {
    try {
      change();
    } catch {
      // A full disk must not stop the collecting; the list is a second safety net.
    }
  };
  return {
    // Synchronous: a note that comes later than the crash is none.
    started: (pid) => quietly(() => writeFileSync(join(list, String(pid)), '', { mode: 0o600 })),
    ended: (pid) => quietly(() => rmSync(join(list, String(pid)), { force: true })),
  };
}
