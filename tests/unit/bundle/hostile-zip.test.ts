import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../bundle/hash.ts';
import { openBundle } from '../../../bundle/read.ts';
import { codeOf, sampleOptions, writeSample } from './sample.ts';

interface Forged {
  name: string;
  content?: Buffer;
  local?: (header: Buffer) => void;
  central?: (header: Buffer) => void;
  /** The entry's data is that of an earlier entry: an overlap. */
  at?: number;
}

/** A zip in our own profile, so that a test breaks exactly one rule. */
function forge(entries: readonly Forged[], change: { end?: (end: Buffer) => void; before?: Buffer; gap?: Buffer } = {}): Buffer {
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
    descriptor.writeUInt32LE(content.length, 12);
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
    const all = Buffer.concat([local, Buffer.from(name), packed, descriptor]);
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

async function documents(): Promise<Forged[]> {
  const { manifest, findings, redactions } = await sampleOptions({ items: [], device: null });
  return [
    { name: 'manifest.json', content: Buffer.from(manifest) },
    { name: 'findings.json', content: Buffer.from(findings) },
    { name: 'redactions.json', content: Buffer.from(redactions) },
  ];
}

const item: Forged = { name: 'items/logs/a.log' };

describe('the reader', () => {
  test('opens a forged zip that breaks no rule (so that the others fail for their own reason)', async () => {
    const bundle = await openBundle(forge([...(await documents()), item]));
    expect(bundle.intact).toBe(true);
    expect(Buffer.from(await bundle.readItem('logs/a.log')).toString()).toBe('{}');
  });

  const zeros = Buffer.alloc(3 * 1024 * 1024);
  const cases: Record<string, (all: Forged[]) => Buffer> = {
    'a name that leaves its folder': (all) => forge([...all, { name: 'items/../../etc/passwd' }]),
    'an absolute name': (all) => forge([...all, { name: '/etc/passwd' }]),
    'a Windows name': (all) => forge([...all, { name: 'items\\logs\\a.log' }]),
    'a name with a control character': (all) => forge([...all, { name: 'items/logs/a\u001b[2J' }]),
    'a file that is not part of a bundle': (all) => forge([...all, { name: 'run.exe' }]),
    'a folder': (all) => forge([...all, { name: 'items/logs/' }]),
    'a symbolic link': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE((0o120777 << 16) >>> 0, 38) }]),
    'an executable file': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE((0o100755 << 16) >>> 0, 38) }]),
    'an encrypted entry': (all) =>
      forge([
        ...all,
        { ...item, local: (header) => header.writeUInt16LE(0x0809, 6), central: (header) => header.writeUInt16LE(0x0809, 8) },
      ]),
    'another compression': (all) => forge([...all, { ...item, local: (header) => header.writeUInt16LE(0, 8) }]),
    'the same name twice': (all) => forge([...all, item, item]),
    'two entries over the same data': (all) => forge([...all, item, { name: 'items/logs/b.log', at: 0 }]),
    'entries in another order than their data': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE(1, 42) }]),
    'zip64 sizes': (all) => forge([...all, { ...item, central: (header) => header.writeUInt32LE(0xffffffff, 24) }]),
    'extra fields': (all) => forge([...all, { ...item, central: (header) => header.writeUInt16LE(4, 30) }]),
    'a second disk': (all) => forge(all, { end: (end) => end.writeUInt16LE(1, 4) }),
    'a wrong number of entries': (all) => forge(all, { end: (end) => end.writeUInt16LE(all.length + 1, 10) }),
    'bytes before the first entry': (all) => forge(all, { before: Buffer.from('MZ') }),
    'bytes between data and directory': (all) => forge(all, { gap: Buffer.from('hidden') }),
    'a size that is a lie': (all) => forge([...all, { ...item, central: (header) => header.writeUInt32LE(3, 24) }]),
    'another checksum in the data': (all) => forge([...all, { ...item, central: (header) => header.writeUInt32LE(3, 16) }]),
    'no manifest': (all) => forge(all.slice(1)),
    'a manifest that is no JSON': (all) => forge([{ name: 'manifest.json', content: Buffer.from('{"a":') }, ...all.slice(1)]),
    'a manifest of another shape': (all) => forge([{ name: 'manifest.json', content: Buffer.from('{}') }, ...all.slice(1)]),
    'a manifest that is no UTF-8': (all) =>
      forge([{ name: 'manifest.json', content: Buffer.from([0xff, 0xfe]) }, ...all.slice(1)]),
    nothing: () => Buffer.alloc(0),
    'no zip': () => Buffer.from('hello '.repeat(100)),
  };
  for (const [what, make] of Object.entries(cases)) {
    test(`refuses ${what}`, async () => {
      expect(await codeOf(async () => openBundle(make(await documents())))).toBe('bundle-invalid');
    });
  }

  test('refuses a bomb before unpacking it: one large item, many items, a ratio that deflate cannot reach', async () => {
    const all = await documents();
    const one = forge([...all, { ...item, content: zeros }]);
    expect(await codeOf(() => openBundle(one, { itemBytes: zeros.length - 1 }))).toBe('bundle-invalid');
    expect(await codeOf(() => openBundle(one, { totalBytes: zeros.length }))).toBe('bundle-invalid');
    expect(await codeOf(() => openBundle(one, { entries: all.length }))).toBe('bundle-invalid');
    const claim = (header: Buffer): void => void header.writeUInt32LE(100_000, 24);
    expect(await codeOf(() => openBundle(forge([...all, { ...item, central: claim }])))).toBe('bundle-invalid');
    await (await openBundle(one)).close();
  });

  test('stops unpacking an item whose data is larger than every header says', async () => {
    const lie = (position: number) => (header: Buffer) => void header.writeUInt32LE(zeros.length - 1, position);
    const honest = forge([...(await documents()), { ...item, content: zeros }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(zeros.length);
    const lying = Buffer.from(honest);
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 4)) lie(at)(lying);
    const bundle = await openBundle(lying);
    expect(await codeOf(() => bundle.readItem('logs/a.log'))).toBe('bundle-invalid');
  });

  test('refuses a real bundle cut off anywhere', async () => {
    const bytes = await writeSample();
    for (let length = 0; length < bytes.length; length += 97) {
      expect(await codeOf(() => openBundle(bytes.subarray(0, length)))).toBe('bundle-invalid');
    }
  });
});
