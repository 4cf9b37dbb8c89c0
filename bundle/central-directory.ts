import {
  findingsName,
  itemsFolder,
  manifestName,
  receiptName,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { itemId } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { ByteSource } from './byte-source.ts';
import type { BundleLimits } from './limits.ts';
import { checksumLength, checksumPrefix, commentBytes, zipProfile } from './zip-profile.ts';

/** One file of the archive. Sizes in bytes. */
export interface ZipEntry {
  name: string;
  /** Position of its local header. */
  offset: number;
  bytes: number;
  compressedBytes: number;
}

export interface CentralDirectory {
  entries: ZipEntry[];
  /** SHA-256 of all bytes before the archive's comment, as stated in that comment. */
  checksum: string;
}

const documents = new Set([manifestName, findingsName, timelineName, redactionsName, receiptName]);
const longestName = 160;

/**
 * Reads and checks the archive's structure before anything is unpacked. Refuses with
 * `bundle-invalid` everything that differs from `zipProfile`: encryption, zip64, links, folders,
 * other names, duplicates, overlapping entries, gaps, bytes before or after, and more than `limits`
 * in number, size or ratio.
 */
export async function readCentralDirectory(
  source: ByteSource,
  limits: BundleLimits,
): Promise<CentralDirectory> {
  const endOffset = source.size - zipProfile.directoryEndBytes - commentBytes;
  if (endOffset < 0) refuse('too short for a bundle');
  const end = await source.read(endOffset, zipProfile.directoryEndBytes + commentBytes);
  const count = end.readUInt16LE(10);
  const size = end.readUInt32LE(12);
  const start = end.readUInt32LE(16);
  check('end of directory', end.readUInt32LE(0), zipProfile.directoryEnd);
  check('disk', end.readUInt32LE(4), 0);
  check('entries on this disk', end.readUInt16LE(8), count);
  check('comment length', end.readUInt16LE(20), commentBytes);
  if (start + size !== endOffset) refuse('the directory does not end where its end record begins');
  if (count > limits.entries) refuse(`${count} entries, ${limits.entries} allowed`);
  if (size > count * (zipProfile.directoryHeaderBytes + longestName))
    refuse(`a directory of ${size} bytes for ${count} entries`);
  const comment = end.toString('latin1', zipProfile.directoryEndBytes);
  if (!comment.startsWith(checksumPrefix)) refuse('no checksum in the comment');

  const headers = readDirectory(await source.read(start, size), count);
  checkTotals(headers, limits);
  let position = 0;
  for (const header of headers) {
    if (header.offset !== position)
      refuse(`${header.name} begins at ${header.offset}, not at ${position}`);
    position = await checkEntry(source, header, start);
  }
  if (position !== start)
    refuse(`${start - position} bytes between the last entry and the directory`);
  return { entries: headers, checksum: comment.slice(-checksumLength) };
}

interface Header extends ZipEntry {
  crc: number;
}

function readDirectory(directory: Buffer, count: number): Header[] {
  const headers: Header[] = [];
  const names = new Set<string>();
  let at = 0;
  while (headers.length < count) {
    if (at + zipProfile.directoryHeaderBytes > directory.length) refuse('the directory is cut off');
    const nameLength = directory.readUInt16LE(at + 28);
    const next = at + zipProfile.directoryHeaderBytes + nameLength;
    if (nameLength > longestName || next > directory.length)
      refuse(`a name of ${nameLength} bytes`);
    const name = directory.toString('latin1', next - nameLength, next);
    check('directory header', directory.readUInt32LE(at), zipProfile.directoryHeader);
    check('made by', directory.readUInt16LE(at + 4), zipProfile.madeBy);
    checkCommon(directory, at + 6, name);
    check('extra fields', directory.readUInt16LE(at + 30), 0);
    check('comment', directory.readUInt16LE(at + 32), 0);
    check('disk', directory.readUInt16LE(at + 34), 0);
    check('internal attributes', directory.readUInt16LE(at + 36), 0);
    check('attributes (a regular file)', directory.readUInt32LE(at + 38), zipProfile.attributes);
    if (!isAllowedName(name)) refuse(`the name ${JSON.stringify(name)}`);
    if (names.has(name)) refuse(`${name} stands twice`);
    names.add(name);
    headers.push({
      name,
      crc: directory.readUInt32LE(at + 16),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at = next;
  }
  if (at !== directory.length) refuse('the directory holds more than its entries');
  return headers;
}

function isAllowedName(name: string): boolean {
  return (
    documents.has(name) ||
    (name.startsWith(itemsFolder) && itemId.safeParse(name.slice(itemsFolder.length)).success)
  );
}

/** Version, flags, method, time and date have the same order in both headers. */
function checkCommon(header: Buffer, at: number, name: string): void {
  check(`${name}: version needed`, header.readUInt16LE(at), zipProfile.needs);
  check(`${name}: flags`, header.readUInt16LE(at + 2), zipProfile.flags);
  check(`${name}: method`, header.readUInt16LE(at + 4), zipProfile.deflate);
  check(`${name}: time`, header.readUInt16LE(at + 6), zipProfile.time);
  check(`${name}: date`, header.readUInt16LE(at + 8), zipProfile.date);
}

function checkTotals(headers: readonly Header[], limits: BundleLimits): void {
  let total = 0;
  for (const { name, bytes, compressedBytes } of headers) {
    const most = documents.has(name) ? limits.documentBytes : limits.itemBytes;
    total += bytes;
    if (bytes > most) refuse(`${name} has ${bytes} bytes, ${most} allowed`);
    if (total > limits.totalBytes) refuse(`more than ${limits.totalBytes} bytes in all`);
    if (bytes > compressedBytes * zipProfile.mostRatio)
      refuse(`${name} claims to shrink more than is possible`);
  }
}

/**
 * The local header and data descriptor must repeat the directory; returns where the next entry must
 * begin.
 */
async function checkEntry(
  source: ByteSource,
  header: Header,
  directoryStart: number,
): Promise<number> {
  const { name, offset, compressedBytes } = header;
  const data = offset + zipProfile.localHeaderBytes + name.length;
  const next = data + compressedBytes + zipProfile.descriptorBytes;
  if (next > directoryStart) refuse(`${name} reaches into the directory`);
  const local = await source.read(offset, zipProfile.localHeaderBytes + name.length);
  check(`${name}: local header`, local.readUInt32LE(0), zipProfile.localHeader);
  checkCommon(local, 4, name);
  check(`${name}: early checksum`, local.readUInt32LE(14), 0);
  check(`${name}: early sizes`, local.readUInt32LE(18) + local.readUInt32LE(22), 0);
  check(`${name}: name length`, local.readUInt16LE(26), name.length);
  check(`${name}: extra fields`, local.readUInt16LE(28), 0);
  if (local.toString('latin1', zipProfile.localHeaderBytes) !== name)
    refuse(`${name} has another name at its data`);
  const descriptor = await source.read(data + compressedBytes, zipProfile.descriptorBytes);
  check(`${name}: descriptor`, descriptor.readUInt32LE(0), zipProfile.descriptor);
  check(`${name}: checksum`, descriptor.readUInt32LE(4), header.crc);
  check(`${name}: compressed size`, descriptor.readUInt32LE(8), compressedBytes);
  check(`${name}: size`, descriptor.readUInt32LE(12), header.bytes);
  return next;
}

function check(what: string, actual: number, expected: number): void {
  if (actual !== expected)
    refuse(`${what} is 0x${actual.toString(16)}, not 0x${expected.toString(16)}`);
}

function refuse(detail: string): never {
  return raise(
    'bundle-invalid',
    'This file is not a bundle that Candor wrote, or it was altered or cut off on its way. Ask for the bundle again.',
    { detail },
  );
}
