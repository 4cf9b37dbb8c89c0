/** A square picture. */
export interface Picture {
  /** Pixels of one side. */
  size: number;
  png: Uint8Array;
}

const iconDirectoryBytes = 6;
const iconEntryBytes = 16;

/**
 * A Windows .ico whose pictures are PNGs, which Windows reads since Vista.
 * Layout: ICONDIR, then one ICONDIRENTRY a picture, then the pictures
 * (https://devblogs.microsoft.com/oldnewthing/20101018-00/?p=12513).
 * @param pictures sides of 1 to 256 pixels
 */
export function encodeIco(pictures: readonly Picture[]): Uint8Array {
  const head = Buffer.alloc(iconDirectoryBytes + iconEntryBytes * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    if (!Number.isInteger(size) || size < 1 || size > 256)
      throw new Error(`an .ico holds pictures of 1 to 256 pixels, not ${size}`);
    const entry = iconDirectoryBytes + iconEntryBytes * index;
    // One byte a side: 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * Types of an .icns that hold PNGs, by pixels; a size may stand for itself and for half of it at double density.
 * `icp4` and `icp5` (16 and 32 at single density) are left out: some macOS versions draw them wrongly in an app's icon,
 * and scale the double-density ones down well.
 */
const icnsTypes: Record<number, readonly string[]> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic13', 'ic08'],
  512: ['ic14', 'ic09'],
  1024: ['ic10'],
};
export const icnsSizes: readonly number[] = Object.keys(icnsTypes).map(Number);

/** A macOS .icns (https://en.wikipedia.org/wiki/Apple_Icon_Image_format). @param pictures of the sizes in `icnsSizes` */
export function encodeIcns(pictures: readonly Picture[]): Uint8Array {
  const chunks = pictures.flatMap(({ size, png }) => {
    const types = icnsTypes[size];
    if (!types) throw new Error(`an .icns has no type for a PNG of ${size} pixels`);
    return types.map((type) => chunk(type, png));
  });
  return chunk('icns', Buffer.concat(chunks));
}

/** Four letters, the length of the whole chunk (big endian), the content. */
function chunk(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
