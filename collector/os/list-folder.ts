import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { problemOf } from './read-text.ts';

export interface FolderEntry {
  name: string;
  /** ISO 8601; null unless asked for. */
  modifiedAt: string | null;
}

export type Listing =
  | { ok: true; entries: FolderEntry[] }
  | { ok: false; problem: 'missing' | 'denied' | 'failed' };

const mostEntries = 5000;

/** The names in one folder, at most 5000, in alphabetical order. Opens none of the files. Never throws. */
export async function listFolder(
  path: string,
  options: { times?: boolean } = {},
): Promise<Listing> {
  try {
    const names: string[] = [];
    for await (const { name } of await opendir(path)) {
      names.push(name);
      if (names.length === mostEntries) break;
    }
    const entries: FolderEntry[] = [];
    for (const name of names.sort()) {
      entries.push({ name, modifiedAt: options.times ? await modifiedAt(join(path, name)) : null });
    }
    return { ok: true, entries };
  } catch (thrown) {
    return { ok: false, problem: problemOf(thrown) };
  }
}

async function modifiedAt(path: string): Promise<string | null> {
  return stat(path).then(
    ({ mtime }) => mtime.toISOString(),
    () => null,
  );
}
