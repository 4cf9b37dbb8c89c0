import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface ChangedFile {
  /** Relative to the searched folder, with `/` as the separator. */
  path: string;
  /** ISO 8601. */
  modifiedAt: string;
}

export interface ChangedFiles {
  files: ChangedFile[];
  /** Whether the search ended early. */
  cut: boolean;
}

const mostSeen = 20_000;
const mostDepth = 5;

/**
 * The files in a folder that changed since a time, with subfolders. Opens no file and follows no link. Leaves out the
 * relative paths for which `skip` returns true. Folders that this account may not read count as empty. Never throws.
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
    // Not readable, or gone in the meantime: the entries so far count.
  }
  return names.sort();
}
