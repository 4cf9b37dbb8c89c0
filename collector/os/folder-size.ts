import type { Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderSize {
  /** What the files that were seen take on the disk; the folder holds at least this much. */
  atLeastBytes: number;
  files: number;
  /** Whether everything below was seen: no limit was reached and no folder was closed. */
  complete: boolean;
}

interface Limits {
  /** Files and folders that are looked at. */
  mostEntries: number;
  deadlineMs: number;
  signal: AbortSignal;
}

/** Files that are asked about at once: one at a time would mostly wait. */
const together = 64;

/**
 * How much a folder holds, as far as the limits allow. It follows no link, leaves no file system, opens no file and keeps no
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
      const all = await Promise.all(paths.map((one) => lstat(one).catch(() => null)));
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
 * A sparse file takes less than it is long, and so does one that a cloud drive has not fetched yet. libuv counts in 512 bytes
 * on Windows too, where a tiny file takes none: it lies in the table of files.
 */
const takenBy = ({ blocks, size }: Stats): number => Math.min(size, blocks * 512);
