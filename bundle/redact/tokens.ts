import type { AnchorIndex } from './anchor-index.ts';
import {
  isAlphanumeric,
  isBearerCharacter,
  isHashCharacter,
  isTokenCharacter,
  runEnd,
  startsAfterEscape,
} from './characters.ts';
import type { Finder, Match } from './match.ts';
import { hashPrefixes, type TokenShape, tokenShapes } from './token-shapes.ts';

export const tokenAnchors: readonly string[] = tokenShapes.map(({ prefix }) => prefix);
export const hashAnchors: readonly string[] = hashPrefixes;

const longLine = 60;
const wrap = /(?:\\\r?\n|=\r?\n)[ \t]{0,20}(?=\S)/y;
const softWrap = /\r?\n[ \t>|]{0,20}(?=\S)/y;

/**
 * The end of a run that may continue on the next line: after `\` or `=` (a shell,
 * quoted-printable), or where a long line is full and the next line contains nothing else.
 */
function wrappedEnd(text: string, from: number, test: (code: number) => boolean): number {
  let end = runEnd(text, from, test);
  for (let lines = 0; lines < 100; lines += 1) {
    const next = nextLine(text, end, test);
    if (next === null) return end;
    end = runEnd(text, next, test);
  }
  return end;
}

function nextLine(text: string, end: number, test: (code: number) => boolean): number | null {
  const code = text.charCodeAt(end);
  if (code !== 92 && code !== 61 && code !== 10 && code !== 13) return null;
  wrap.lastIndex = end;
  if (wrap.test(text)) return test(text.charCodeAt(wrap.lastIndex)) ? wrap.lastIndex : null;
  softWrap.lastIndex = end;
  if (!softWrap.test(text)) return null;
  const start = softWrap.lastIndex;
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  const stop = runEnd(text, start, test);
  const alone = stop >= text.length || /[\r\n"'\s]/.test(text.charAt(stop));
  return end - lineStart >= longLine &&
    alone &&
    stop - start >= 4 &&
    /\d|[A-Z].*[a-z]/.test(text.slice(start, Math.min(stop, start + 100)))
    ? start
    : null;
}

/** One match per line, so that line breaks stay. */
function perLine(text: string, start: number, end: number, label: string, rule = label): Match[] {
  const found: Match[] = [];
  const line = /[^\s\\=]+(?:=(?!\r?\n)[^\s\\=]*)*=*|\\(?!\r?\n)/g;
  const run = text.slice(start, end);
  if (!/\n/.test(run)) return [{ start, end, rule, kind: 'secret', value: label }];
  for (let match = line.exec(run); match !== null; match = line.exec(run)) {
    found.push({
      start: start + match.index,
      end: start + line.lastIndex,
      rule,
      kind: 'secret',
      value: label,
    });
  }
  return found;
}

function inWord(text: string, start: number): boolean {
  return start > 0 && isAlphanumeric(text.charCodeAt(start - 1)) && !startsAfterEscape(text, start);
}

function tokenAt(text: string, start: number, shape: TokenShape): number | null {
  if (!text.startsWith(shape.prefix, start) || inWord(text, start)) return null;
  if (shape.mixed === true && isTokenCharacter(text.charCodeAt(start - 1))) return null;
  const from = start + shape.prefix.length;
  const end = wrappedEnd(text, from, shape.test);
  const length = end - from;
  if (length < shape.least || (shape.most !== undefined && length > shape.most)) return null;
  const run = text.slice(from, Math.min(end, from + 200));
  if (!/\d/.test(run) && length < 30) return null;
  return shape.mixed === true &&
    (!/\d/.test(run) || !/[a-zA-Z]/.test(run) || /^[a-z]+(?:[-_][a-z\d]{1,12})+$/.test(run))
    ? null
    : end;
}

export const findTokens: Finder = ({ text, hits }) => {
  const places = hits('token');
  const found: Match[] = [];
  for (let index = 0, done = 0; index < places.length; index += 2) {
    const shape = tokenShapes[places[index] ?? 0];
    if (!shape) continue;
    const start = (places[index + 1] ?? 0) - shape.prefix.length;
    if (start < done) continue;
    const end = tokenAt(text, start, shape);
    if (end === null) continue;
    found.push(...perLine(text, start, end, shape.label));
    done = end;
  }
  return found;
};

export const findHashes: Finder = ({ text, hits }) => {
  const places = hits('hash');
  const found: Match[] = [];
  for (let index = 0, done = 0; index < places.length; index += 2) {
    const prefix = hashPrefixes[places[index] ?? 0] ?? '';
    const start = (places[index + 1] ?? 0) - prefix.length;
    if (start < done || !text.startsWith(prefix, start)) continue;
    let end = runEnd(text, start, isHashCharacter, 500);
    // In /etc/shadow and htpasswd a colon ends the field.
    const colon = text.slice(start, end).indexOf(':');
    if (colon > 0 && !prefix.startsWith('aad3')) end = start + colon;
    if (end - start < prefix.length + 16) continue;
    found.push({ start, end, rule: 'password-hash', kind: 'secret', value: 'password-hash' });
    done = end;
  }
  return found;
};

/** JSON Web Tokens (RFC 7519): `eyJ` is base64url of `{"`. */
export const findWebTokens: Finder = ({ text, hits }) => {
  const places = hits('webtoken');
  const found: Match[] = [];
  for (let index = 1, from = 0; index < places.length; index += 2) {
    const start = (places[index] ?? 0) - 3;
    if (start < from || !text.startsWith('eyJ', start)) continue;
    if (
      start > 0 &&
      isTokenCharacter(text.charCodeAt(start - 1)) &&
      !startsAfterEscape(text, start)
    )
      continue;
    const header = wrappedEnd(text, start, isTokenCharacter);
    from = header;
    if (header - start < 10 || text.charAt(header) !== '.') continue;
    let end = header;
    for (let part = 0; part < 4 && text.charAt(end) === '.'; part += 1)
      end = wrappedEnd(text, end + 1, isTokenCharacter);
    from = end;
    if (end - header < 6) continue;
    found.push(...perLine(text, start, end, 'jwt'));
  }
  return found;
};

/**
 * `Bearer <token>` and `Basic <token>` anywhere (RFC 6750, 7617); ordinary words do not have a
 * token's length and shape.
 */
export function findBearers({ text, hits }: AnchorIndex): Match[] {
  const places = hits('bearer');
  const found: Match[] = [];
  for (let index = 1, done = 0; index < places.length; index += 2) {
    let start = places[index] ?? 0;
    if (start < done) continue;
    while (/[ \u2028]/.test(text.charAt(start)) && start - (places[index] ?? 0) < 8) start += 1;
    const end = wrappedEnd(text, start, isBearerCharacter);
    const run = text.slice(start, Math.min(end, start + 400));
    const basic = /basic $/i.test(text.slice((places[index] ?? 0) - 6, places[index]));
    if (basic ? !isBasic(run) : end - start < 12 || !/\d/.test(run.slice(0, 200))) continue;
    found.push(...perLine(text, start, end, 'token', 'bearer'));
    done = end;
  }
  return found;
}

/** Base64 of `user:password`. */
function isBasic(run: string): boolean {
  return (
    run.length >= 8 &&
    /^[A-Za-z0-9+/]+={0,2}$/.test(run) &&
    /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(Buffer.from(run, 'base64').toString('latin1'))
  );
}
