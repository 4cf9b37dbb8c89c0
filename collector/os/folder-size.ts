import type { Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderSize {
  /** The disk space of the files that were seen, which is the least that the folder takes. */
  atLeastBytes: number;
  files: number;
  /** Whether everything was seen: no limit was reached and every folder was readable. */
  complete: boolean;
}

interface Limits {
  /** The most files and folders to visit. */
  mostEntries: number;
  deadlineMs: number;
  signal: AbortSignal;
}

/** Files that are read at the same time; one at a time would be slow. */
const together = 64;

/**
 * The size of a folder, as far as the limits allow. Follows no link, stays in one file system, opens no file and stores no
 * name. A file with several names counts once. Null when the folder itself cannot be read. Never throws.
 */
export async function folderSize(
  path: string,
  { mostEntries, deadlineMs, signal }: Limits,
): Promise<FolderSize | null> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const start = await lstat(path).catch(() => null);
  if (!start?.isDirectory()) return null;
  const size: FolderSize = { atLeastBytes: 0, files: 0, complete: true };
  const linked = new Set<number>();
  const waiting = [path];
  let seen = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const names = await namesUpTo(folder, mostEntries - seen);
    if (names === null && folder === path) return null;
    if (names === null || names.cut) size.complete = false;
    const list = names?.list ?? [];
    seen += list.length;
    for (let at = 0; at < list.length; at += together) {
      if (stop.aborted) return { ...size, complete: false };
      const paths = list.slice(at, at + together).map((name) => join(folder, name));
      const all = await Promise.all(paths.map((file) => lstat(file).catch(() => null)));
      for (const [index, facts] of all.entries()) {
        if (facts?.isDirectory() && facts.dev === start.dev) waiting.push(paths[index] ?? '');
        else if (facts?.isFile() && !alreadyCounted(facts, linked)) {
          size.atLeastBytes += takenBy(facts);
          size.files += 1;
        }
      }
    }
  }
  return size;
}

/** Null when the folder cannot be read. */
async function namesUpTo(
  folder: string,
  most: number,
): Promise<{ list: string[]; cut: boolean } | null> {
  try {
    const list: string[] = [];
    for await (const { name } of await opendir(folder)) {
      if (list.length >= most) return { list, cut: true };
      list.push(name);
    }
    return { list, cut: false };
  } catch {
    return null;
  }
}

function alreadyCounted({ nlink, ino }: Stats, linked: Set<number>): boolean {
  if (nlink < 2) return false;
  if (linked.has(ino)) return true;
  linked.add(ino);
  return false;
}

/**
 * A sparse file takes less space than its length, and so does a file that a cloud drive has not downloaded yet. libuv counts
 * blocks of 512 bytes even on Windows, where a tiny file takes none because it is inside the file table.
 */
const takenBy = ({ blocks, size }: Stats): number => Math.min(size, blocks * 512);
