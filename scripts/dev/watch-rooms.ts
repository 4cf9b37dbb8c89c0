import { watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and switching a branch changes many files. */
const settleMs = 50;

/**
 * Calls `changed` after code in one of the rooms has changed, once for a burst of changes and never twice at a time.
 * Returns the function that ends the watch.
 */
export function watchRooms(
  root: string,
  rooms: readonly string[],
  changed: () => Promise<void>,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const onChange = (_event: string, file: string | null) => {
    if (file === null || !isCode(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => (work = work.then(changed)), settleMs);
  };
  const watchers = rooms.map((room) => watch(join(root, room), { recursive: true }, onChange));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

const isCode = (file: string): boolean => file.endsWith('.ts') && !file.endsWith('.test.ts');
