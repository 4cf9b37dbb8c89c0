import { crc32, deflateRawSync } from 'node:zlib';
import { sha256Hex } from '#bundle/hash.ts';

export interface Forged {
  name: string;
  content?: Buffer;
  /** The name at the data, when it is not the directory's; of the same length. */
  localName?: string;
  /** The size that the directory and the descriptor state, when it is not the content's. */
  claimedBytes?: number;
  local?: (header: Buffer) => void;
  central?: (header: Buffer) => void;
  /** The entry's data is that of an earlier entry: an overlap. */
  at?: number;
}

/** A zip in our own profile, so that a test breaks exactly one rule. */
export function forge(
  entries: readonly Forged[],
  change: { end?: (end: Buffer) => void; before?: Buffer; gap?: Buffer } = {},
): Buffer {
  const pieces: Buffer[] = [change.before ?? Buffer.alloc(0)];
  const central: Buffer[] = [];
  let offset = pieces[0]?.length ?? 0;
  for (const { name, content = Buffer.from('{}'), ...entry } of entries) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(0x0808, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(0x21, 12);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    entry.local?.(local);
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crc32(content), 4);
    descriptor.writeUInt32LE(packed.length, 8);
    descriptor.writeUInt32LE(entry.claimedBytes ?? content.length, 12);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE((3 << 8) | 63, 4);
    local.copy(header, 6, 4, 14);
    descriptor.copy(header, 16, 4, 16);
    header.writeUInt16LE(Buffer.byteLength(name), 28);
    header.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    header.writeUInt32LE(entry.at ?? offset, 42);
    entry.central?.(header);
    central.push(header, Buffer.from(name));
    if (entry.at !== undefined) continue;
    const all = Buffer.concat([local, Buffer.from(entry.localName ?? name), packed, descriptor]);
    pieces.push(all);
    offset += all.length;
  }
  pieces.push(change.gap ?? Buffer.alloc(0));
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset + (change.gap?.length ?? 0), 16);
  end.writeUInt16LE(85, 20);
  change.end?.(end);
  const body = Buffer.concat([...pieces, directory, end, Buffer.from('candor-bundle sha256:')]);
  return Buffer.concat([body, Buffer.from(sha256Hex(body))]);
}
