import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, ownMark } from '../os/process-tree.ts';
import type { CommandWatcher } from '../os/run-command.ts';

/**
 * Notes each running command's process group as a file `<folder>/commands/<pid>` that tells it from a later process of
 * that number, and in `<folder>/commands/mark` how all of them can be known. When this process is killed because it hangs or
 * crashes, its commands would outlive it, and only this list still knows them.
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
  const note = (name: string, content: string) =>
    quietly(() => writeFileSync(join(list, name), content, { mode: 0o600 }));
  note('mark', ownMark);
  return {
    // Synchronous: a note that comes later than the crash is none.
    started: (pid) => note(String(pid), identityOf(pid) ?? ''),
    ended: (pid) => quietly(() => rmSync(join(list, String(pid)), { force: true })),
  };
}
