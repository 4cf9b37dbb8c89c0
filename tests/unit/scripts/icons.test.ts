import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeIcns, encodeIco } from '#scripts/generate/icons/containers.ts';

const build = join(import.meta.dirname, '../../../build');
const picture = (size: number) => ({ size, png: Buffer.from(`picture of ${size}`) });

/** What an .ico says of itself and holds, read as Windows does. */
function readIco(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)];
    return {
      width: file.readUInt8(entry) || 256,
      height: file.readUInt8(entry + 1) || 256,
      content: file.subarray(offset, offset + length),
    };
  });
}

function readIcns(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  const chunks: { type: string; content: Buffer }[] = [];
  for (let offset = 8; offset < file.length; offset += file.readUInt32BE(offset + 4)) {
    chunks.push({
      type: file.toString('latin1', offset, offset + 4),
      content: file.subarray(offset + 8, offset + file.readUInt32BE(offset + 4)),
    });
  }
  return { magic: file.toString('latin1', 0, 4), length: file.readUInt32BE(4), chunks };
}

const pngSide = (png: Buffer) => {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  return png.readUInt32BE(16);
};

describe('containers', () => {
  test('an .ico lists each picture with its side and its own bytes', () => {
    const entries = readIco(encodeIco([picture(16), picture(256)]));
    expect(
      entries.map(({ width, height, content }) => [width, height, content.toString()]),
    ).toEqual([
      [16, 16, 'picture of 16'],
      [256, 256, 'picture of 256'],
    ]);
  });

  test('an .ico refuses a picture that its one byte cannot describe', () => {
    expect(() => encodeIco([picture(512)])).toThrow('512');
  });

  test('an .icns names a picture once for its size and once for half of it at double density', () => {
    const { magic, length, chunks } = readIcns(encodeIcns([picture(256), picture(1024)]));
    expect(magic).toBe('icns');
    expect(length).toBe(encodeIcns([picture(256), picture(1024)]).length);
    expect(chunks.map(({ type, content }) => [type, content.toString()])).toEqual([
      ['ic13', 'picture of 256'],
      ['ic08', 'picture of 256'],
      ['ic10', 'picture of 1024'],
    ]);
  });

  test('an .icns refuses a size that macOS has no type for', () => {
    expect(() => encodeIcns([picture(48)])).toThrow('48');
  });
});

describe('the icons in the repository', () => {
  test('Windows finds every size from 16 to 256', () => {
    const entries = readIco(readFileSync(join(build, 'icon.ico')));
    expect(entries.map(({ content }) => pngSide(content))).toEqual([
      16, 20, 24, 32, 48, 64, 128, 256,
    ]);
    expect(entries.every(({ width, content }) => width === pngSide(content))).toBe(true);
  });

  test('macOS finds every size up to 1024', () => {
    const { chunks } = readIcns(readFileSync(join(build, 'icon.icns')));
    expect(new Set(chunks.map(({ content }) => pngSide(content)))).toEqual(
      new Set([32, 64, 128, 256, 512, 1024]),
    );
  });

  test('each Linux icon has the size that its name promises', () => {
    const names = readdirSync(join(build, 'icons'));
    expect(names).toContain('512x512.png');
    for (const name of names)
      expect(`${pngSide(readFileSync(join(build, 'icons', name)))}`).toBe(name.split('x')[0]);
  });
});
