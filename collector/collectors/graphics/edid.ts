/** A monitor's description of itself. The serial number in an EDID is never read. */
export interface Monitor {
  /** Its connector: `HDMI-A-1`; null when the system does not say. */
  connector: string | null;
  /** The maker's three-letter code: `DEL`. */
  maker: string | null;
  /** The printed name or, as in most laptops, the panel's name. */
  model: string | null;
  productCode: string | null;
  year: number | null;
  /** Size of the picture in centimetres; null for projectors. */
  size: { width: number; height: number } | null;
  /** Its best resolution: `2560x1440`. */
  mode: string | null;
}

/** The first block contains everything needed here; others may follow in the same file. */
export const edidBytes = 128;

const start = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const descriptors = [54, 72, 90, 108];
const nameTag = 0xfc;
const textTag = 0xfe;

/** VESA Enhanced EDID Standard, release A, revision 2. Null when it is not an EDID. */
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

/** Joins the texts of one kind; a long name fills several. */
function textIn(edid: Uint8Array, tag: number): string | null {
  const parts = descriptors
    .filter((from) => edid[from] === 0 && edid[from + 1] === 0 && edid[from + 3] === tag)
    .map((from) => {
      const bytes = [...edid.slice(from + 5, from + 18)];
      // A line feed ends the text; a damaged text ends at the first unprintable character.
      const end = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
      return String.fromCharCode(...bytes.slice(0, end < 0 ? bytes.length : end)).trim();
    });
  return parts.filter(Boolean).join(' ') || null;
}

/** A detailed timing. If its clock is zero, the block is a text instead. */
function modeAt(edid: Uint8Array, from: number): string | null {
  const at = (index: number): number => edid[from + index] ?? 0;
  if (at(0) === 0 && at(1) === 0) return null;
  const width = at(2) + Math.floor(at(4) / 16) * 256;
  const height = at(5) + Math.floor(at(7) / 16) * 256;
  return width === 0 || height === 0 ? null : `${width}x${height}`;
}
