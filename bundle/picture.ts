import { crc32 } from 'node:zlib';
import { type PictureSize, pictureLimits } from '#contract/bundle/picture.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Size, type and checksum of a chunk (PNG, 5.3). */
const frameBytes = 12;
const headerBytes = 13;
/**
 * The chunks that contain pixels. All others can contain text or data: author, date, place, a
 * thumbnail of what was blacked out.
 */
const pixelChunks = ['IHDR', 'IDAT', 'IEND'];
/** 8 bits per channel, with or without alpha. */
const colourTypes = [2, 6];

interface Chunk {
  type: string;
  /** With length, type and checksum. */
  whole: Uint8Array;
  data: Uint8Array;
}

/**
 * Why the bytes are not a picture as Candor makes it, for the log; null when they are. Only pixels
 * are allowed, and no more than a browser can safely unpack: width and height limit that, whatever
 * the compressed bytes claim.
 */
export function pictureProblem(bytes: Uint8Array): string | null {
  if (bytes.length > pictureLimits.bytes) return `${bytes.length} bytes`;
  const chunks = chunksOf(bytes);
  if (typeof chunks === 'string') return chunks;
  const types = chunks.map(({ type }) => type).join(' ');
  if (!/^IHDR( IDAT)+ IEND$/.test(types)) return `the chunks ${types.slice(0, 200)}`;
  const broken = chunks.find(
    ({ whole, data }) => viewOf(whole).getUint32(8 + data.length) !== crc32(whole.subarray(4, -4)),
  );
  if (broken) return `the check sum of ${broken.type}`;
  const [header, end] = [chunks[0], chunks.at(-1)];
  if (header?.data.length !== headerBytes || end?.data.length !== 0)
    return 'the length of IHDR or IEND';
  const { width, height } = sizeIn(header.data);
  const [depth, colour = -1, ...methods] = header.data.subarray(8);
  if (![width, height].every((side) => side >= 1 && side <= pictureLimits.longestSide))
    return `${width} × ${height} pixels`;
  if (depth !== 8 || !colourTypes.includes(colour) || methods.some((method) => method !== 0))
    return 'its kind of pixels';
  return null;
}

/** Of a valid picture. */
export const pictureSizeOf = (bytes: Uint8Array): PictureSize =>
  sizeIn(bytes.subarray(signature.length + 8));

/**
 * A PNG with only its pixels.
 * @throws Error when the input is not a PNG.
 */
export function pixelsOnly(png: Uint8Array): Uint8Array {
  const chunks = chunksOf(png);
  if (typeof chunks === 'string') throw new Error(`no PNG: ${chunks}`);
  return Buffer.concat([
    signature,
    ...chunks.filter(({ type }) => pixelChunks.includes(type)).map(({ whole }) => whole),
  ]);
}

function chunksOf(bytes: Uint8Array): Chunk[] | string {
  if (!signature.every((byte, index) => bytes[index] === byte)) return 'no PNG signature';
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < bytes.length; ) {
    if (bytes.length - at < frameBytes) return 'bytes after the last chunk';
    const length = viewOf(bytes).getUint32(at);
    if (length > bytes.length - at - frameBytes) return 'a chunk longer than the file';
    const whole = bytes.subarray(at, at + frameBytes + length);
    const type = String.fromCharCode(...whole.subarray(4, 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return 'a chunk without a name';
    chunks.push({ type, whole, data: whole.subarray(8, 8 + length) });
    at += whole.length;
  }
  return chunks;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

function sizeIn(header: Uint8Array): PictureSize {
  const view = viewOf(header);
  return { width: view.getUint32(0), height: view.getUint32(4) };
}
