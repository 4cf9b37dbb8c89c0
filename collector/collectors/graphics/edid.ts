/** What a monitor says of itself. Its serial number, which is in an EDID too, is never read. */
export interface Monitor {
  /** Where it is plugged in: `HDMI-A-1`; null where the system does not say. */
  connector: string | null;
  /** The three letters that the maker was given: `DEL`. */
  maker: string | null;
  /** As the maker prints it, or the panel's own name where there is none, as in most portable computers. */
  model: string | null;
  productCode: string | null;
  year: number | null;
  /** Of the picture, in centimetres; null for projectors. */
  size: { width: number; height: number } | null;
  /** What it shows best: `2560x1440`. */
  mode: string | null;
}

/** The first block says all that is asked for here; others follow in the same file. */
export const edidBytes = 128;

const start = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const descriptors = [54, 72, 90, 108];
const nameTag = 0xfc;
const textTag = 0xfe;

/** VESA Enhanced EDID Standard, release A, revision 2. Null for what is none. */
export function monitorOf(edid: Uint8Array, connector: string | null = null): Monitor | null {
  if (edid.length < edidBytes || start.some((byte, index) => edid[index] !== byte)) return null;
  const at = (index: number): number => edid[index] ?? 0;
  const made = at(17);
  const size = { width: at(21), height: at(22) };
  return {
    connector,
    maker: makerOf(at(8) * 256 + at(9)),
    model: textIn(edid, nameTag) ?? textIn(edid, textTag),
    productCode: `0x${(at(11) * 256 + at(10)).toString(16).padStart(4, '0')}`,
    year: made === 0 ? null : 1990 + made,
    size: size.width === 0 || size.height === 0 ? null : size,
    mode: descriptors.flatMap((from) => modeAt(edid, from) ?? [])[0] ?? null,
  };
}

/** Three letters in five bits each, A being 1. */
export function makerOf(packed: number): string | null {
  const letters = [10, 5, 0].map((shift) => Math.floor(packed / 2 ** shift) % 32);
  if (packed > 0x7fff || letters.some((letter) => letter < 1 || letter > 26)) return null;
  return String.fromCharCode(...letters.map((letter) => 64 + letter));
}

/** The texts of one kind, which long names fill one after the other. */
function textIn(edid: Uint8Array, tag: number): string | null {
  const parts = descriptors
    .filter((from) => edid[from] === 0 && edid[from + 1] === 0 && edid[from + 3] === tag)
    .map((from) => {
      const bytes = [...edid.slice(from + 5, from + 18)];
      // A line feed ends it; what is broken ends at whatever is no letter.
      const end = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
      return String.fromCharCode(...bytes.slice(0, end < 0 ? bytes.length : end)).trim();
    });
  return parts.filter(Boolean).join(' ') || null;
}

/** A detailed timing; where its clock is zero, the place holds a text. */
function modeAt(edid: Uint8Array, from: number): string | null {
  const at = (index: number): number => edid[from + index] ?? 0;
  if (at(0) === 0 && at(1) === 0) return null;
  const width = at(2) + Math.floor(at(4) / 16) * 256;
  const height = at(5) + Math.floor(at(7) / 16) * 256;
  return width === 0 || height === 0 ? null : `${width}x${height}`;
}
