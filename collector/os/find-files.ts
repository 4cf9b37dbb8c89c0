import { opendir, realpath, stat } from 'node:fs/promises';
import { dirname, join, parse, relative, sep } from 'node:path';
import { problemOf } from './read-text.ts';

export interface FoundFile {
  /** Its real path, after symbolic links. */
  path: string;
  bytes: number;
  /** ISO 8601. */
  modifiedAt: string;
}

export interface FoundFiles {
  /** Newest first. */
  files: FoundFile[];
  /** Matches that lead out of the pattern's folder by a symbolic link; they are not among the files. */
  outside: number;
  /** Why the pattern's folder itself could not be read. */
  problem: 'missing' | 'denied' | 'failed' | null;
}

/** A folder with more entries is not a folder of logs; the rest is ignored. */
const mostEntries = 5000;

/**
 * The regular files that match an absolute pattern. The folder before its first `*` or `?` is the limit: the target of a
 * symbolic link counts only if it is inside that folder too. Opens none of the files. Never throws.
 */
export async function findFiles(pattern: string): Promise<FoundFiles> {
  const { root } = parse(pattern);
  const names = pattern.slice(root.length).split(/[\\/]/).filter(Boolean);
  const wild = names.findIndex((name) => /[*?]/.test(name));
  const fixed = wild < 0 ? names.length - 1 : wild;
  try {
    const folder = await realpath(join(root, ...names.slice(0, fixed)));
    const matches = await expand(folder, names.slice(fixed));
    const found = await Promise.all(matches.map((path) => look(folder, path)));
    const files = found.filter((one) => one !== 'outside' && one !== null);
    files.sort((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : a.modifiedAt > b.modifiedAt ? -1 : 0));
    return { files, outside: found.filter((match) => match === 'outside').length, problem: null };
  } catch (thrown) {
    return { files: [], outside: 0, problem: problemOf(thrown) };
  }
}

async function expand(folder: string, names: readonly string[]): Promise<string[]> {
  const [name, ...deeper] = names;
  if (name === undefined) return [folder];
  if (!/[*?]/.test(name)) return expand(join(folder, name), deeper);
  const matches: string[] = [];
  let seen = 0;
  for await (const entry of await opendir(folder)) {
    seen += 1;
    if (seen > mostEntries || matches.length === mostEntries) break;
    if (!matchesName(entry.name, name)) continue;
    // A file in place of a folder, or a folder that may not be read, does not match; the others still do.
    const below =
      deeper.length === 0
        ? [join(folder, entry.name)]
        : await expand(join(folder, entry.name), deeper).catch(() => []);
    matches.push(...below.slice(0, mostEntries - matches.length));
  }
  return matches;
}

async function look(folder: string, path: string): Promise<FoundFile | 'outside' | null> {
  try {
    const real = await realpath(path);
    const inside = relative(folder, real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || dirname(real) === real)
      return 'outside';
    const facts = await stat(real);
    return facts.isFile()
      ? { path: real, bytes: facts.size, modifiedAt: facts.mtime.toISOString() }
      : null;
  } catch {
    return null;
  }
}

/** `*` stands for any characters, `?` for one. Backtracks only to the last star, so the time is at most the product of the lengths. */
export function matchesName(
  name: string,
  pattern: string,
  ignoreCase = process.platform !== 'linux',
): boolean {
  const [text, wanted] = ignoreCase ? [name.toLowerCase(), pattern.toLowerCase()] : [name, pattern];
  let star = -1;
  let retry = 0;
  let at = 0;
  let place = 0;
  while (at < text.length) {
    if (
      place < wanted.length &&
      wanted[place] !== '*' &&
      (wanted[place] === '?' || wanted[place] === text[at])
    ) {
      at += 1;
      place += 1;
    } else if (wanted[place] === '*') {
      star = place;
      retry = at;
      place += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      place = star + 1;
    } else return false;
  }
  while (wanted[place] === '*') place += 1;
  return place === wanted.length;
}
