import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface ChangedFile {
  /** Below the folder that was searched, with `/` between. */
  path: string;
  /** ISO 8601. */
  modifiedAt: string;
}

export interface ChangedFiles {
  files: ChangedFile[];
  /** Whether the search ended before it had seen everything. */
  cut: boolean;
}

const mostSeen = 20_000;
const mostDepth = 5;

/**
 * The files below a folder that were written since then, by name and time; no file is opened and no link followed. Leaves
 * out what `skip` says of a path below the folder. Folders that are closed to this account count as empty. Never throws.
 */
export async function changedFiles(
  root: string,
  since: Date,
  options: { skip(path: string): boolean; signal: AbortSignal },
): Promise<ChangedFiles> {
  const files: ChangedFile[] = [];
  const folders = [{ path: '', depth: 0 }];
  let seen = 0;
  for (let folder = folders.shift(); folder; folder = folders.shift()) {
    for (const name of await namesOf(join(root, folder.path))) {
      if (seen >= mostSeen || options.signal.aborted) return { files, cut: true };
      seen += 1;
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      if (options.skip(path)) continue;
      const facts = await lstat(join(root, path)).catch(() => null);
      if (facts?.isDirectory() && folder.depth < mostDepth)
        folders.push({ path, depth: folder.depth + 1 });
      else if (facts && (facts.isFile() || facts.isSymbolicLink()) && facts.mtime >= since)
        files.push({ path, modifiedAt: facts.mtime.toISOString() });
    }
  }
  return { files, cut: false };
}

async function namesOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      names.push(name);
      if (names.length >= mostSeen) break;
    }
  } catch {
    // Closed, or gone in the meantime: what was read until then counts.
  }
  return names.sort();
}
