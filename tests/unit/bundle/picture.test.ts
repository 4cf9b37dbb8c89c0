import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { pictureProblem, pictureSizeOf, pixelsOnly } from '#bundle/picture.ts';
import { openBundle } from '#bundle/read.ts';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { writeBundle } from '#bundle/write.ts';
import type { Manifest } from '#contract/bundle/manifest.ts';
import { pictureItemId, pictureLimits } from '#contract/bundle/picture.ts';
import { chunk, pixelsOf, pngOf } from '#tests/fixtures/png.ts';
import { codeOf, sampleItems, sampleOptions } from './sample.ts';

const size = { width: 24, height: 10 };
const red = () => [200, 30, 30] as const;
const plain = pngOf(size, red);
const words = chunk('tEXt', Buffer.from('Author\0Annika Sample'));
const withWords = pngOf(size, red, { more: [words] });

describe('a picture', () => {
  test('with only pixels is accepted, and its size is returned', () => {
    expect(pictureProblem(plain)).toBeNull();
    expect(pictureSizeOf(plain)).toEqual(size);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['markup', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...plain.subarray(4)])],
    ['only a signature', plain.subarray(0, 8)],
    ['cut off', plain.subarray(0, -5)],
    ['followed by something', Buffer.concat([plain, Buffer.from('PK\u0003\u0004 a zip after it')])],
    ['followed by a chunk', Buffer.concat([plain, chunk('IDAT', Buffer.from('more'))])],
    ['with words in it', withWords],
    ['with a moving picture in it', pngOf(size, red, { more: [chunk('acTL', Buffer.alloc(8))] })],
    ['with two headers', Buffer.concat([plain.subarray(0, 33), plain.subarray(8)])],
    ['without pixels', Buffer.concat([plain.subarray(0, 33), chunk('IEND', Buffer.alloc(0))])],
    ['said to be enormous', pngOf(size, red, { header: { width: 0x7fff_ffff } })],
    ['a little too wide', pngOf(size, red, { header: { width: pictureLimits.longestSide + 1 } })],
    ['of no width', pngOf(size, red, { header: { width: 0 } })],
    ['of 16 bits', pngOf(size, red, { header: { depth: 16 } })],
    ['with a palette', pngOf(size, red, { header: { colour: 3 } })],
    ['altered by one bit', Buffer.from(plain).fill((plain[45] ?? 0) ^ 1, 45, 46)],
    [
      'larger than a bundle takes',
      pngOf(size, red, { more: [chunk('IDAT', Buffer.alloc(pictureLimits.bytes))] }),
    ],
  ])('is not what is %s', (_, bytes) => {
    expect(pictureProblem(bytes)).toEqual(expect.any(String));
  });

  test('loses everything but its pixels', () => {
    const left = pixelsOnly(withWords);
    expect(Buffer.from(left).equals(plain)).toBe(true);
    expect(pixelsOf(left).at(3, 3)).toEqual([200, 30, 30]);
    expect(() => pixelsOnly(Buffer.from('GIF89a'))).toThrow('no PNG');
  });
});

describe('the leak scan of a bundle with a picture', () => {
  const asPicture = (manifest: Manifest): Manifest => ({
    ...manifest,
    items: manifest.items.map((item) =>
      item.id.endsWith('.png') ? { ...item, mediaType: 'image/png' as const } : item,
    ),
  });
  const optionsFor = (content: Uint8Array, id: string = pictureItemId) =>
    sampleOptions({ items: [...sampleItems, { id, content }], changeManifest: asPicture });

  test('finds no words in pixels, and the bundle verifies', async () => {
    // Compressed pixels that by chance contain a private value of this computer.
    const noise = pngOf(size, (x, y) => [x * 7, y * 11, (x * y) % 256]);
    const byChance = noise.toString('latin1', 60, 66);
    const scan = createLeakScanner([{ kind: 'user', pseudonym: 'user-1', value: byChance }]);
    const written = await buffer(writeBundle({ ...(await optionsFor(noise)), scan }));
    const bundle = await openBundle(written);
    expect((await verifyBundle(bundle)).filter(({ passed }) => !passed)).toEqual([]);
    expect(Buffer.from(await bundle.readItem(pictureItemId)).equals(noise)).toBe(true);
    await bundle.close();
  });

  test('stops something that is called a picture and contains words', async () => {
    const scan = createLeakScanner([]);
    for (const content of [withWords, Buffer.from('Annika Sample wrote this')]) {
      const options = await optionsFor(content);
      expect(await codeOf(() => buffer(writeBundle({ ...options, scan })))).toBe('content-changed');
    }
  });

  test('still scans its name', async () => {
    const scan = createLeakScanner([{ kind: 'host', pseudonym: 'host-1', value: 'wardfront' }]);
    const options = await optionsFor(plain, 'screenshot/wardfront.png');
    expect(await codeOf(() => buffer(writeBundle({ ...options, scan })))).toBe('leak-found');
  });
});
