import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createHeadAndTail, joinHeadAndTail, joinTail } from './head-and-tail.ts';

export type Reading =
  | { ok: true; text: string; droppedBytes: number }
  | { ok: false; problem: 'missing' | 'denied' | 'failed'; detail: string };

/**
 * Reads at most `capBytes` of a text file: its beginning and end, or only its `end`. Works for `/proc` and `/sys`, whose
 * files report a size of 0. Never throws.
 */
export async function readText(
  path: string,
  capBytes: number,
  keep: 'both' | 'end' = 'both',
): Promise<Reading> {
  let file: FileHandle | undefined;
  try {
    // Unless non-blocking, opening a pipe for reading waits forever for its writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = await file.stat();
    if (!facts.isFile()) return { ok: false, problem: 'failed', detail: `${path} is not a file` };
    const wide =
      facts.size > 1 ? wideEncoding(await readAt(file, 0, Math.min(facts.size, 512))) : null;
    if (wide !== null)
      return { ok: true, ...(await readWide(file, facts.size, capBytes, keep, wide)) };
    if (keep === 'end' && facts.size > capBytes) {
      const tail = await readAt(file, facts.size - capBytes, capBytes);
      return { ok: true, ...joinTail(tail, facts.size - tail.length) };
    }
    if (facts.size > capBytes) {
      const half = Math.floor(capBytes / 2);
      const head = await readAt(file, 0, half);
      const tail = await readAt(file, facts.size - half, half);
      return {
        ok: true,
        ...joinHeadAndTail({ head, tail, droppedBytes: facts.size - head.length - tail.length }),
      };
    }
    return { ok: true, ...joinHeadAndTail(await readToEnd(file, capBytes)) };
  } catch (thrown) {
    return {
      ok: false,
      problem: problemOf(thrown),
      detail: thrown instanceof Error ? thrown.message : String(thrown),
    };
  } finally {
    await file?.close().catch(() => undefined);
  }
}

/** The first `capBytes` of a binary file; null when it cannot be read. Never throws. */
export async function readBytes(path: string, capBytes: number): Promise<Uint8Array | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return (await file.stat()).isFile() ? await readAt(file, 0, capBytes) : null;
  } catch {
    return null;
  } finally {
    await file?.close().catch(() => undefined);
  }
}

export function problemOf(thrown: unknown): 'missing' | 'denied' | 'failed' {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed';
}

type WideEncoding = 'utf-16le' | 'utf-16be';

/** Windows logs are often UTF-16, with or without a byte order mark. Western text in it has a zero in nearly every second byte. */
function wideEncoding(start: Buffer): WideEncoding | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of start.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = start.length * 0.3;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : null;
}

async function readWide(
  file: FileHandle,
  size: number,
  capBytes: number,
  keep: 'both' | 'end',
  encoding: WideEncoding,
) {
  const decoder = new TextDecoder(encoding);
  const read = async (position: number, length: number) =>
    Buffer.from(decoder.decode(await readAt(file, position, length)));
  const even = (count: number) => count - (count % 2);
  if (size <= capBytes)
    return joinHeadAndTail({ head: await read(0, size), tail: Buffer.alloc(0), droppedBytes: 0 });
  const kept = even(keep === 'end' ? capBytes : Math.floor(capBytes / 2));
  const start = even(size - kept);
  const tail = await read(start, size - start);
  if (keep === 'end') return joinTail(tail, start);
  return joinHeadAndTail({ head: await read(0, kept), tail, droppedBytes: start - kept });
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function readToEnd(file: FileHandle, capBytes: number) {
  const kept = createHeadAndTail(capBytes);
  const buffer = Buffer.allocUnsafe(64 * 1024);
  // Also stops reading a file that grows meanwhile, or an endless device.
  for (let total = 0; total <= capBytes * 2; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) break;
    kept.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return kept.result();
}
