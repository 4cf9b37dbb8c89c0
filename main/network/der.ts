/** One element of DER (X.690): its tag, its content and where it ends. */
export interface DerElement {
  tag: number;
  content: Buffer;
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
} as const;

/**
 * The elements in `bytes`, up to the last byte.
 * @throws Error for anything but single-byte tags with definite lengths in their shortest form, which is all that
 *   certificates use.
 */
export function derElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = byteAt(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw new Error('a tag of several bytes');
    const { length, start } = lengthAt(bytes, at + 1);
    if (start + length > bytes.length)
      throw new Error('an element that is longer than what holds it');
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

function lengthAt(bytes: Buffer, at: number): { length: number; start: number } {
  const first = byteAt(bytes, at);
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 1 + count > bytes.length)
    throw new Error('a length that cannot be read');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1)))
    throw new Error('a length that is not in its shortest form');
  return { length, start: at + 1 + count };
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('an element that is cut off');
  return byte;
}

/** The content of a constructed element. @throws Error if it is another element. */
export function derInside(
  element: DerElement | undefined,
  tag: number = derTags.sequence,
): DerElement[] {
  return derElements(derContent(element, tag));
}

/** @throws Error if it is another element. */
export function derContent(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new Error(`tag ${element?.tag ?? 'none'} instead of ${tag}`);
  return element.content;
}

/** An object identifier in dots. */
export function derOid(element: DerElement | undefined): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  let open = false;
  for (const byte of derContent(element, derTags.objectIdentifier)) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    open = byte >= 0x80;
    if (open) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first, ...others] = arcs;
  if (first === undefined || open) throw new Error('an object identifier that is cut off');
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

/** A small integer that is not negative. */
export function derNumber(element: DerElement | undefined): number {
  const bytes = derContent(element, derTags.integer);
  if (bytes.length === 0 || bytes.length > 4 || byteAt(bytes, 0) >= 0x80)
    throw new Error('an integer that cannot be read');
  return bytes.readUIntBE(0, bytes.length);
}
