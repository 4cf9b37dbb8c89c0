import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, ownMark } from '../os/process-tree.ts';
import type { CommandWatcher } from '../os/run-command.ts';

/**
 * Writes a file `<folder>/commands/<pid>` for the process group of each running command, which distinguishes it from a later
 * process with that number, and `<folder>/commands/mark`, which identifies all of them. If this process crashes or is killed
 * because it hangs, its commands outlive it, and only this list still knows them.
 */
export function createCommandList(folder: string): CommandWatcher {
  const list = join(folder, 'commands');
  mkdirSync(list, { recursive: true, mode: 0o700 });
  const quietly = (change: () => void): void => {
    try {
      change();
    } catch {
      // A full disk must not stop the collectors; the list is only a second safety net.
    }
  };
  const note = (name: string, content: string) =>
    quietly(() => writeFileSync(join(list, name), content, { mode: 0o600 }));
  note('mark', ownMark);
  return {
    // Synchronous, because a file must exist before the process can crash.
    started: (pid) => note(String(pid), identityOf(pid) ?? ''),
    ended: (pid) => quietly(() => rmSync(join(list, String(pid)), { force: true })),
  };
}
