import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { openBundle } from '#bundle/read.ts';
import { checksumLength, commentBytes, zipProfile } from '#bundle/zip-profile.ts';
import { type Forged, forge } from './forge.ts';
import { codeOf, sampleOptions, writeSample } from './sample.ts';

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
      forge([
        ...all,
        { ...item, central: (header) => header.writeUInt32LE((0o120777 << 16) >>> 0, 38) },
      ]),
    'an executable file': (all) =>
      forge([
        ...all,
        { ...item, central: (header) => header.writeUInt32LE((0o100755 << 16) >>> 0, 38) },
      ]),
    'an encrypted entry': (all) =>
      forge([
        ...all,
        {
          ...item,
          local: (header) => header.writeUInt16LE(0x0809, 6),
          central: (header) => header.writeUInt16LE(0x0809, 8),
        },
      ]),
    'another compression': (all) =>
      forge([...all, { ...item, local: (header) => header.writeUInt16LE(0, 8) }]),
    'the same name twice': (all) => forge([...all, item, item]),
    'two entries over the same data': (all) =>
      forge([...all, item, { name: 'items/logs/b.log', at: 0 }]),
    'entries in another order than their data': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE(1, 42) }]),
    'zip64 sizes': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE(0xffffffff, 24) }]),
    'a name at the data that is not the directory’s, which other tools would show': (all) =>
      forge([...all, { ...item, localName: 'items/logs/b.log' }]),
    'extra fields': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt16LE(4, 30) }]),
    'a second disk': (all) => forge(all, { end: (end) => end.writeUInt16LE(1, 4) }),
    'a wrong number of entries': (all) =>
      forge(all, { end: (end) => end.writeUInt16LE(all.length + 1, 10) }),
    'bytes before the first entry': (all) => forge(all, { before: Buffer.from('MZ') }),
    'bytes between data and directory': (all) => forge(all, { gap: Buffer.from('hidden') }),
    'a size that is a lie': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE(3, 24) }]),
    'another checksum in the data': (all) =>
      forge([...all, { ...item, central: (header) => header.writeUInt32LE(3, 16) }]),
    'no manifest': (all) => forge(all.slice(1)),
    'a manifest that is no JSON': (all) =>
      forge([{ name: 'manifest.json', content: Buffer.from('{"a":') }, ...all.slice(1)]),
    'a manifest of another shape': (all) =>
      forge([{ name: 'manifest.json', content: Buffer.from('{}') }, ...all.slice(1)]),
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

  test('refuses a bomb before unpacking it: one large item, a large total, many items', async () => {
    const all = await documents();
    const one = forge([...all, { ...item, content: zeros }]);
    expect(await codeOf(() => openBundle(one, { itemBytes: zeros.length - 1 }))).toBe(
      'bundle-invalid',
    );
    expect(await codeOf(() => openBundle(one, { totalBytes: zeros.length }))).toBe(
      'bundle-invalid',
    );
    expect(await codeOf(() => openBundle(one, { entries: all.length }))).toBe('bundle-invalid');
    // Exactly the limit is allowed.
    const total = [...all, { content: zeros }].reduce(
      (sum, { content }) => sum + (content?.length ?? 0),
      0,
    );
    await (
      await openBundle(one, { itemBytes: zeros.length, totalBytes: total, entries: all.length + 1 })
    ).close();
  });

  test('refuses a size that deflate cannot reach, although every header agrees on it and it is within all limits', async () => {
    const all = await documents();
    const packedBytes = deflateRawSync(Buffer.from('{}')).length;
    const claiming = (claimedBytes: number) =>
      openBundle(forge([...all, { ...item, claimedBytes }]));
    await (await claiming(packedBytes * zipProfile.mostRatio)).close();
    const refused = claiming(packedBytes * zipProfile.mostRatio + 1);
    await expect(refused).rejects.toMatchObject({
      error: { detail: expect.stringContaining('shrink more than is possible') },
    });
  });

  test('refuses a directory that is larger than its entries can need before it reads it', async () => {
    const all = Array.from({ length: 4 }, (_, index) => ({
      name: `items/logs/${index}${'x'.repeat(200)}`,
    }));
    const refused = openBundle(forge(all));
    await expect(refused).rejects.toMatchObject({
      error: { detail: expect.stringMatching(/^a directory of \d+ bytes for 4 entries$/) },
    });
  });

  test('reports a file as too short only if it cannot contain the end of a bundle', async () => {
    const least = zipProfile.directoryEndBytes + commentBytes;
    const short = 'too short for a bundle';
    for (const length of [0, least - 1]) {
      await expect(openBundle(Buffer.alloc(length))).rejects.toMatchObject({
        error: { detail: short },
      });
    }
    await expect(openBundle(Buffer.alloc(least))).rejects.not.toMatchObject({
      error: { detail: short },
    });
  });

  test('refuses a name of more than 160 bytes, and a directory with more than that for each entry, for exactly that reason', async () => {
    const detailOf = (entries: readonly Forged[]) =>
      openBundle(forge(entries)).then(
        () => 'opened',
        (thrown: { error: { detail: string } }) => thrown.error.detail,
      );
    const named = (length: number): Forged => ({ name: 'x'.repeat(length) });
    const directoryBytes = zipProfile.directoryHeaderBytes + 160;
    expect(await detailOf([named(160)])).toBe(`the name "${'x'.repeat(160)}"`);
    expect(await detailOf([named(161)])).toBe(
      `a directory of ${directoryBytes + 1} bytes for 1 entries`,
    );
    expect(await detailOf([item, named(161)])).toBe('a name of 161 bytes');
    expect(await detailOf([named(160), named(160)])).toBe(`the name "${'x'.repeat(160)}"`);
    expect(await detailOf([named(160), named(161)])).toBe(
      `a directory of ${2 * directoryBytes + 1} bytes for 2 entries`,
    );
  });

  test('applies the document limit to documents and the item limit to items', async () => {
    const all = await documents();
    const longest = Math.max(...all.map(({ content }) => content?.length ?? 0));
    const bytes = forge([...all, { ...item, content: Buffer.alloc(longest + 1) }]);
    await (await openBundle(bytes, { documentBytes: longest, itemBytes: longest + 1 })).close();
    await expect(openBundle(bytes, { documentBytes: longest - 1 })).rejects.toMatchObject({
      error: {
        detail: expect.stringMatching(
          new RegExp(`\\.json has ${longest} bytes, ${longest - 1} allowed$`),
        ),
      },
    });
    await expect(openBundle(bytes, { itemBytes: longest })).rejects.toMatchObject({
      error: { detail: `items/logs/a.log has ${longest + 1} bytes, ${longest} allowed` },
    });
  });

  test('refuses sizes before the data, which other tools would believe, even if both are the same', async () => {
    const sized = forge([
      ...(await documents()),
      {
        ...item,
        local: (header) => {
          header.writeUInt32LE(5, 18);
          header.writeUInt32LE(5, 22);
        },
      },
    ]);
    await expect(openBundle(sized)).rejects.toMatchObject({
      error: { detail: 'items/logs/a.log: early sizes is 0xa, not 0x0' },
    });
  });

  test('refuses bytes between the directory and its end record, although the checksum of the file is correct', async () => {
    const honest = forge([...(await documents()), item]);
    const tail = zipProfile.directoryEndBytes + commentBytes;
    const end = honest.length - tail;
    const body = Buffer.concat([
      honest.subarray(0, end),
      Buffer.from('hidden'),
      honest.subarray(end, -checksumLength),
    ]);
    const refused = openBundle(Buffer.concat([body, Buffer.from(sha256Hex(body))]));
    await expect(refused).rejects.toMatchObject({
      error: { detail: 'the directory does not end where its end record begins' },
    });
  });

  test('refuses any other byte in any header, although the checksum of the file is correct', async () => {
    const honest = forge([...(await documents()), item]);
    const { entries } = await openBundle(honest);
    const isContent = (at: number) =>
      entries.some(({ name, offset, compressedBytes }) => {
        const data = offset + zipProfile.localHeaderBytes + name.length;
        return at >= data && at < data + compressedBytes;
      });
    const opened: number[] = [];
    for (let at = 0; at < honest.length - checksumLength; at += 1) {
      if (isContent(at)) continue;
      for (const bit of [0x01, 0x80]) {
        const body = Buffer.from(honest.subarray(0, -checksumLength));
        body[at] = (body[at] ?? 0) ^ bit;
        const altered = Buffer.concat([body, Buffer.from(sha256Hex(body))]);
        if ((await codeOf(() => openBundle(altered))) !== 'bundle-invalid') opened.push(at);
      }
    }
    expect(opened).toEqual([]);
  });

  test('stops unpacking an item whose data is larger than every header says', async () => {
    const lie = (position: number) => (header: Buffer) =>
      void header.writeUInt32LE(zeros.length - 1, position);
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
