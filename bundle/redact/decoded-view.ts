import { isBase64, isHexadecimal, runEnd, runStart } from './characters.ts';
import type { Match } from './match.ts';

/**
 * Parts of a text with their escapes resolved, one per line, and the position of each unit in the
 * text.
 */
export interface DecodedView {
  text: string;
  /** One more than units: the last is the end of the last part. */
  origin: Int32Array;
}

export const escapeAnchors: readonly string[] = ['\\', '%', '&', '\0'];

const before = 300;
const after = 2000;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  colon: ':',
  lowbar: '_',
};
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/iy;
const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

interface Decoded {
  text: string;
  /** Length in the text, in units. */
  length: number;
}

/**
 * Resolves `\u0061`, `\x61`, `\/`, `%61`, `&#97;`, `&amp;` and the NULs of UTF-16, in the lines
 * where they occur; with `inStrings` also `\n`, `\"` and `\\`. Twice, because an address in JSON
 * may be escaped in both ways. Null when there are no escapes.
 */
export function decodedView(
  text: string,
  places: readonly number[],
  inStrings: boolean,
): DecodedView | null {
  const once = decodeAround(text, places, inStrings);
  if (!once || !/\\u|\\x|%[0-9a-f]{2}|&#?\w/i.test(once.text)) return once;
  const all = Array.from({ length: 2 * once.text.length }, () => 0).slice(0, 0);
  for (let index = 0; index < once.text.length; index += 1)
    if (escapeAnchors.includes(once.text.charAt(index))) all.push(0, index + 1);
  const twice = decodeAround(once.text, all, inStrings);
  if (!twice) return once;
  // Parts that were escaped only once are in the first view; both views are searched.
  const origin = new Int32Array(once.origin.length + twice.origin.length);
  origin.set(once.origin);
  twice.origin.forEach((index, at) => {
    origin[once.origin.length + at] = once.origin[index] ?? 0;
  });
  return { text: `${once.text}\n${twice.text}`, origin };
}

function decodeAround(
  text: string,
  places: readonly number[],
  inStrings: boolean,
): DecodedView | null {
  const pieces: string[] = [];
  const origin: number[] = [];
  let done = 0;
  for (let index = 1; index < places.length; index += 2) {
    const at = (places[index] ?? 0) - 1;
    if (at < done || decodeAt(text, at, inStrings) === null) continue;
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const end = lineEnd - at > after ? wordEnd(text, at + after) : lineEnd;
    const start = Math.max(text.lastIndexOf('\n', at) + 1, at - before);
    decodePart(text, start, end, inStrings, pieces, origin);
    pieces.push('\n');
    origin.push(end);
    done = end;
  }
  if (pieces.length === 0) return null;
  pieces.pop();
  return { text: pieces.join(''), origin: Int32Array.from(origin) };
}

function wordEnd(text: string, from: number): number {
  const space = text.slice(from, from + 500).search(/[\s,;"]/);
  return from + Math.max(0, space);
}

function decodePart(
  text: string,
  start: number,
  end: number,
  inStrings: boolean,
  pieces: string[],
  origin: number[],
): void {
  let plainFrom = start;
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    const decoded =
      code === 92 || code === 37 || code === 38 || code === 0
        ? decodeAt(text, at, inStrings)
        : null;
    if (!decoded) {
      origin.push(at);
      at += 1;
      continue;
    }
    pieces.push(text.slice(plainFrom, at), decoded.text);
    for (let unit = 0; unit < decoded.text.length; unit += 1) origin.push(at);
    at += decoded.length;
    plainFrom = at;
  }
  pieces.push(text.slice(plainFrom, Math.max(plainFrom, end)));
}

function decodeAt(text: string, at: number, inStrings: boolean): Decoded | null {
  switch (text.charAt(at)) {
    case '\\':
      return backslashAt(text, at, inStrings);
    case '%':
      return percentAt(text, at);
    case '&':
      return entityAt(text, at);
    default:
      return { text: '', length: 1 };
  }
}

const unicodeEscape =
  /\\{1,8}(?:u\{0{0,4}([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|U([0-9a-f]{8}))/iy;
function backslashAt(text: string, at: number, inStrings: boolean): Decoded | null {
  unicodeEscape.lastIndex = at;
  const match = unicodeEscape.exec(text);
  if (match) {
    const code = Number.parseInt(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '', 16);
    return code > 0x10ffff ? null : { text: String.fromCodePoint(code), length: match[0].length };
  }
  const next = text.charAt(at + 1);
  if (next === '/') return { text: '/', length: 2 };
  if (!inStrings) return null;
  const character = simple[next];
  if (character !== undefined) return { text: character, length: 2 };
  return next === '"' || next === '\\' ? { text: next, length: 2 } : null;
}

/** One character of UTF-8 in percent-encoding (RFC 3986, 2.1). */
function percentAt(text: string, at: number): Decoded | null {
  if (!isHexadecimal(text.charCodeAt(at + 1)) || !isHexadecimal(text.charCodeAt(at + 2)))
    return null;
  const lead = Number.parseInt(text.slice(at + 1, at + 3), 16);
  if (lead < 0x80) return { text: String.fromCharCode(lead), length: 3 };
  const count = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  const sequence = text.slice(at, at + 3 * count);
  if (count === 0 || !/^(?:%[0-9a-f]{2})+$/i.test(sequence)) return null;
  const decoded = Buffer.from(sequence.replaceAll('%', ''), 'hex').toString('utf8');
  return decoded.includes('\ufffd') ? null : { text: decoded, length: 3 * count };
}

function entityAt(text: string, at: number): Decoded | null {
  entity.lastIndex = at;
  const match = entity.exec(text);
  if (!match) return null;
  const code =
    match[1] !== undefined
      ? Number(match[1])
      : match[2] !== undefined
        ? Number.parseInt(match[2], 16)
        : null;
  const character =
    code === null
      ? entities[match[3]?.toLowerCase() ?? '']
      : code > 0 && code <= 0x10ffff
        ? String.fromCodePoint(code)
        : undefined;
  return character === undefined ? null : { text: character, length: match[0].length };
}

/** Matches in the view, at their positions in the text: only those that contain an escape. */
export function fromView(
  view: DecodedView,
  found: readonly Match[],
): { escaped: Match[]; plain: Match[] } {
  const escaped: Match[] = [];
  const plain: Match[] = [];
  for (const one of found) {
    const start = view.origin[one.start] ?? 0;
    const end = view.origin[one.end] ?? view.origin.at(-1) ?? 0;
    if (end <= start || one.encoded !== undefined) continue;
    (end - start === one.end - one.start ? plain : escaped).push({ ...one, start, end });
  }
  return { escaped, plain };
}

const shortestRun = 20;

/**
 * Whether the first six bytes of a run of base64 are text. Random characters pass with a
 * probability of 0.4⁶.
 */
function beginsAsText(text: string, start: number): boolean {
  return isText(Buffer.from(text.slice(start, start + 8), 'base64').toString('latin1'), 0xf4);
}

/**
 * No control characters except white space, nothing above `highest`, nothing that was not UTF-8.
 */
function isText(text: string, highest: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (
      (code < 32 && code !== 9 && code !== 10 && code !== 13) ||
      (code >= 0x7f && code < 0xa0 && highest > 0xff)
    )
      return false;
    if (
      code > highest ||
      code === 0xfffd ||
      (highest < 0xff && code > 0x7e && code < 0xc2 && index === 0)
    )
      return false;
  }
  return true;
}

const padding = /={0,2}/y;

/**
 * Base64 text that contains something to hide is replaced by the base64 of the redacted text. It
 * checks only every 16th unit: no long run fits between them.
 */
export function findEncoded(
  text: string,
  redact: (decoded: string) => { text: string; rules: { rule: string; kind: string }[] },
): Match[] {
  const found: Match[] = [];
  for (let at = 0, done = 0; at < text.length; at += shortestRun - 4) {
    if (
      at < done ||
      !isBase64(text.charCodeAt(at)) ||
      !isBase64(text.charCodeAt(at + 1)) ||
      !isBase64(text.charCodeAt(at - 2))
    )
      continue;
    const start = runStart(text, at, isBase64, Math.min(64 * 1024, at - done));
    const end = runEnd(text, at, isBase64, 1024 * 1024);
    done = Math.max(end, done);
    if (end - start < shortestRun || !beginsAsText(text, start)) continue;
    padding.lastIndex = end;
    const stop = end + (padding.exec(text)?.[0].length ?? 0);
    const one = encodedAt(text.slice(start, stop), redact);
    if (one) found.push({ ...one, start, end: stop });
  }
  return found;
}

function encodedAt(
  run: string,
  redact: Parameters<typeof findEncoded>[1],
): Omit<Match, 'start' | 'end'> | null {
  const decoded = Buffer.from(run, 'base64').toString('utf8');
  if (!isText(decoded, 0xffff)) return null;
  const { text, rules } = redact(decoded);
  const [first] = rules;
  if (!first || text === decoded) return null;
  const bytes = Buffer.from(text, 'utf8');
  const again = /[-_]/.test(run) ? bytes.toString('base64url') : bytes.toString('base64');
  return {
    rule: `${first.rule}-in-base64`,
    kind: first.kind,
    value: '',
    encoded: run.endsWith('=') ? again : again.replace(/=+$/, ''),
  };
}
