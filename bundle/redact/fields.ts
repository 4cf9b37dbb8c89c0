import type { AnchorIndex } from './anchor-index.ts';
import type { Field } from './field-names.ts';
import {
  bareSpan,
  headerSpan,
  indentedSpan,
  lineSpan,
  quotedSpan,
  type Span,
  trimmed,
} from './field-values.ts';
import { elementSpan, isElementName, pairedSpan } from './markup.ts';
import type { Match } from './match.ts';
import { isPersonalValue, personalValue } from './personal-fields.ts';
import {
  isCode,
  isOrdinaryWord,
  isPath,
  isSecretValue,
  isSentence,
  looksMade,
  looksRandom,
} from './value-tests.ts';

const separator =
  /\\{0,7}["'`]?\]?(?:[ \t.]{0,60}|\[\d{1,3}\])(=>|:=|={1,2}|[:：](?!:))(?![:/]\/)([ \t]{0,60})/y;
/** `apiKey: string = "…"`: a type stands between the name and its value. */
const typed = /&?[A-Za-z_'][\w.<>[\]|'& ?]{0,60}[ \t]{0,4}=(?![=>])[ \t]{0,4}(?=["'`])/y;
const continuation = /[ \t]*\\\r?\n[ \t]*/y;
const flagGap =
  /(?:[ \t]*\\\r?\n[ \t]*|[ \t\u2028\u2029]{1,8}|\\{0,3}["'][ \t]{0,4},[ \t\n]{0,40}\\{0,3}["'])(?=[^\s-]|-[^-\s]{5})/y;
const moreWords =
  /(?: (?!(?:for|of|is|was|from|to|and|or|in)\b)[\p{L}]{1,20}){1,2}(?=[ \t.]{0,60}[:=])/uy;
const lineLead =
  /^[\s\u2028\u2029]*(?:[-*#>;]{1,3}[ \t]+|\/\/[ \t]*)?(?:(?:export|set|setx|env|ENV|ARG|declare -x|local|var|let|const|my|final|SET)[ \t]+|\$env:|\$)?$/;
const lookBack = 160;

/** Units that belong to a field's name: letters of every script, digits, `_`, `-`, `.`. */
function isNameCode(code: number): boolean {
  if (code < 128)
    return (
      (code >= 48 && code <= 57) ||
      (code >= 65 && code <= 90) ||
      (code >= 97 && code <= 122) ||
      code === 95 ||
      code === 45 ||
      code === 46
    );
  return (
    code >= 0xc0 &&
    !(code >= 0x2000 && code <= 0x206f) &&
    !(code >= 0x3000 && code <= 0x303f) &&
    code < 0xff00
  );
}

/** Where up to two words right before `end` begin, each followed by one space. */
function wordsStart(text: string, end: number): number {
  let start = end;
  for (let words = 0; words < 2 && text.charCodeAt(start - 1) === 32; words += 1) {
    let at = start - 1;
    while (at > 0 && start - at < 21 && isLetter(text.charCodeAt(at - 1))) at -= 1;
    if (at === start - 1) break;
    start = at;
  }
  return start;
}

function isLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0xc0 && isNameCode(code))
  );
}

interface Name {
  start: number;
  end: number;
  dashes: number;
}

/** The whole name around `[from, to)`. */
function nameAround(text: string, from: number, to: number): Name {
  let start = from;
  const first = Math.max(0, from - 80);
  while (start > first && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  let end = to;
  const last = Math.min(text.length, to + 80);
  while (end < last && isNameCode(text.charCodeAt(end))) end += 1;
  // `\npassword` in a string of another text.
  if (start < from && text.charAt(start - 1) === '\\' && /[nrtbf]/.test(text.charAt(start)))
    start += 1;
  let dashes = 0;
  while (start < from && /[-._]/.test(text.charAt(start))) {
    if (text.charAt(start) === '-') dashes += 1;
    start += 1;
  }
  while (end > to && /[-._]/.test(text.charAt(end - 1))) end -= 1;
  return { start, end, dashes };
}

/**
 * Secrets and personal values by the name before them, in any format: `password=x`, `"token": "x"`,
 * `DB_PASSWORD: x`, `--api-key x`, `<secret>x</secret>`, `<key>Password</key><string>x</string>`,
 * `Authorization: Basic x`, `Key Content : x`. A value needs no typical shape; a name in a sentence
 * is not a field.
 */
export function createFieldFinder(
  anchors: readonly string[],
  fieldOf: (name: string) => Field | null,
): (scene: AnchorIndex) => Match[] {
  return ({ text, hits }) => {
    const places = hits('name');
    const found: Match[] = [];
    let done = 0;
    let nameDone = 0;
    for (let index = 0; index < places.length; index += 2) {
      const to = places[index + 1] ?? 0;
      const from = to - (anchors[places[index] ?? 0]?.length ?? 0);
      if (from < done || to <= nameDone) continue;
      const name = nameAround(text, from, to);
      nameDone = name.end;
      const named = fieldAt(text, name, fieldOf);
      if (!named) continue;
      const one = foundAfter(text, named.name, named.field);
      if (!one || one.start < done) continue;
      found.push(...one.all);
      done = one.end;
    }
    return found;
  };
}

/** The name alone, or a phrase with the words around it: `Key Content   : x`, `api key: x`. */
function fieldAt(
  text: string,
  name: Name,
  fieldOf: (name: string) => Field | null,
): { name: Name; field: Field } | null {
  const next = text.charCodeAt(name.end);
  const plain = text.slice(name.start, name.end);
  // The word after an option is its value, not part of its name.
  if (next === 32 && name.dashes === 0) {
    moreWords.lastIndex = name.end;
    const more = moreWords.exec(text)?.[0];
    if (more !== undefined) {
      const field = fieldOf(plain + more);
      if (field) return { name: { ...name, end: name.end + more.length }, field };
      if (!isElementName(text, name.start)) return null;
    }
  }
  const own = fieldOf(plain);
  if (own && !own.unsure) return { name, field: own };
  if (text.charCodeAt(name.start - 1) === 32 && /[\s:=.]/.test(text.charAt(name.end))) {
    const field = fieldOf(text.slice(wordsStart(text, name.start), name.end));
    if (field) return { name, field };
  }
  return own && { name, field: own };
}

interface Replaced extends Span {
  all: Match[];
}

function foundAfter(text: string, name: Name, field: Field): Replaced | null {
  // Our own `[secret:…]`.
  if (text.charAt(name.start - 1) === '[' && text.charAt(name.end) === ':') return null;
  if (text.startsWith('[secret:', name.start - 8)) return null;
  const span =
    field.kind === 'secret' ? secretAfter(text, name, field) : personalAfter(text, name, field);
  if (!span) return null;
  const rule = `field-${field.label}`;
  const all = linesOf(text, span).map((line) =>
    field.kind === 'secret'
      ? { ...line, rule, kind: 'secret', value: field.label }
      : {
          ...line,
          rule,
          kind: field.kind,
          value: personalValue(field.kind, text.slice(line.start, line.end)),
        },
  );
  return { ...span, all };
}

/**
 * A value of several lines is replaced line by line, so that line numbers and indentation stay the
 * same.
 */
function linesOf(text: string, span: Span): Span[] {
  if (!text.slice(span.start, span.end).includes('\n')) return [span];
  const lines: Span[] = [];
  for (let at = span.start; at < span.end; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 || newline > span.end ? span.end : newline;
    const line = trimmed(text, at, end);
    if (line)
      lines.push(
        text.startsWith('- ', line.start) ? { start: line.start + 2, end: line.end } : line,
      );
    at = end + 1;
  }
  return lines;
}

function secretAfter(text: string, name: Name, field: Field): Span | null {
  if (isElementName(text, name.start))
    return checked(text, elementSpan(text, name.end), field, true);
  const before = text.slice(Math.max(0, name.start - lookBack), name.start);
  const paired = pairedSpan(text, before, name.end);
  if (paired) return checked(text, paired, field, true);
  separator.lastIndex = name.end;
  const sign = separator.exec(text);
  if (!sign) return withoutSign(text, name, field, before);
  let start = separator.lastIndex;
  typed.lastIndex = start;
  if (sign[1] === ':' && typed.test(text)) start = typed.lastIndex;
  continuation.lastIndex = start;
  if (continuation.test(text)) start = continuation.lastIndex;
  if (field.label === 'authorization' || field.label === 'cookie') return headerOf(text, start);
  const quoted = quotedSpan(text, start);
  if (quoted) return checked(text, quoted, field, true);
  return bareOf(text, name, field, before, start, sign);
}

function bareOf(
  text: string,
  name: Name,
  field: Field,
  before: string,
  start: number,
  sign: RegExpExecArray,
): Span | null {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const atLineStart =
    line.length < lookBack &&
    (lineLead.test(line) || lineLead.test(line.slice(0, wordsStart(line, line.length))));
  const rest = text.slice(start, start + 6);
  if (atLineStart && /^(?:[|>][+-]?\d?[ \t]*)?\r?\n/.test(rest) && sign[1] === ':') {
    const lineEnd = text.indexOf('\n', start);
    return checked(
      text,
      indentedSpan(text, name.start - line.length, lineEnd, /^[|>]/.test(rest)),
      field,
      true,
    );
  }
  const inAddress = /[?&;]$/.test(before) && /[?&][^\s"']*$/.test(before);
  const bare = bareSpan(text, start, inAddress);
  if (!bare) return null;
  const content = text.slice(bare.start, bare.end);
  if (isCode(content)) return null;
  const colon = sign[1] === ':' || sign[1] === '：';
  const made = looksMade(content);
  if (colon && field.weak === true && /^[A-Z]+$/.test(text.slice(name.start, name.end)))
    return null;
  if (colon && !made && (field.weak === true || (!atLineStart && field.label !== 'password')))
    return null;
  const inQuotes = /["'`]/.test(before.slice(-1) + sign[0].slice(0, 2));
  if (colon && sign[2] !== '' && !atLineStart && !inQuotes)
    return made ? checked(text, bare, field, false) : null;
  // `PGPASSWORD=x psql` is a command; `passphrase=two words` is a setting.
  const shouted = sign[2] === '' && !colon && !/[a-z]/.test(text.slice(name.start, name.end));
  if (!atLineStart || shouted) return checked(text, bare, field, false);
  const whole = lineSpan(text, start);
  // `credential: reject "x"` in a change log: the line continues, and the first word is not a
  // value.
  if (
    colon &&
    !made &&
    field.label !== 'key' &&
    /^[ \t]*["'`<(]/.test(text.slice(bare.end, bare.end + 20))
  )
    return null;
  if (!whole || whole.end <= bare.end) return checked(text, bare, field, false);
  // More words follow: a pass phrase or a sentence.
  const words = text.slice(whole.start, whole.end);
  const phrase =
    /^(?:password|key)$/.test(field.label) &&
    field.weak !== true &&
    !isSentence(words) &&
    words.split(' ').length <= 8;
  if (phrase) return checked(text, whole, field, false);
  return made && field.weak !== true ? checked(text, bare, field, false) : null;
}

function headerOf(text: string, start: number): Span | null {
  const span = headerSpan(text, start);
  return span && isSecretValue(text.slice(span.start, span.end)) ? span : null;
}

/** `--password x`, `"--password", "x"`, `login bob password x`, `requirepass x`. */
function withoutSign(text: string, name: Name, field: Field, before: string): Span | null {
  const option = name.dashes > 0 && /(?:^|[\s"'=(,[\u2028\u2029])-{1,2}$/.test(before);
  const directive = /^(?:requirepass|masterauth|rocommunity|rwcommunity)$/.test(
    text.slice(name.start, name.end),
  );
  const login =
    !option &&
    /(?:^|\s)(?:login|user|account|username)[ \t]+\S{1,80}\s+(?:privilege \d+ )?$/.test(before);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const leads =
    !option &&
    (line.trim() === '' ||
      /^\s*(?:enable|snmp-server|wpa-|wireless-|key|neighbor \S+|crypto isakmp)[ -]?$/.test(line));
  if (!option && !directive && !login && !leads) return null;
  flagGap.lastIndex = name.end;
  if (!flagGap.test(text)) return null;
  let start = flagGap.lastIndex;
  const cisco = /[05789][ \t]+(?=\S{4})/y;
  cisco.lastIndex = start;
  if (!option && cisco.test(text)) start = cisco.lastIndex;
  const span = checked(text, quotedSpan(text, start) ?? bareSpan(text, start, false), field, false);
  if (!span) return null;
  const content = text.slice(span.start, span.end);
  if (option && field.label !== 'password' && !directive)
    return looksMade(content) || /["']/.test(text.charAt(span.start - 1)) ? span : null;
  if (option) return isOrdinaryWord(content) ? null : span;
  return directive || login || (looksMade(content) && /\d/.test(content)) ? span : null;
}

function checked(text: string, span: Span | null, field: Field, quoted: boolean): Span | null {
  if (!span) return null;
  const content = text.slice(span.start, span.end);
  if (
    !isSecretValue(content) ||
    (field.weak === true && field.label === 'password' && /^\d{1,3}$/.test(content))
  )
    return null;
  if (
    field.unsure &&
    !(field.label === 'card' ? /^\d[\d -]{11,22}$/.test(content) : looksRandom(content))
  )
    return null;
  if (
    /^(?:key|password|cookie|token|secret|credential)$/.test(field.label) &&
    isPath(content) &&
    !quoted
  )
    return null;
  if (/^(?:key|credential)$/.test(field.label) && isPath(content)) return null;
  if (field.label === 'password' && /^\/[\w.-]+\/[\w./-]*$/.test(content)) return null;
  if (/^(?:pin|otp|totp|cvv|cvc|pincode)$/.test(field.label) && !/^\d{3,10}$/.test(content))
    return null;
  if (field.label === 'community' && !/^[\w@#$%!-]{3,64}$/.test(content)) return null;
  return span;
}

function personalAfter(text: string, name: Name, field: Field): Span | null {
  const before = text.slice(Math.max(0, name.start - lookBack), name.start);
  const element = isElementName(text, name.start)
    ? elementSpan(text, name.end)
    : pairedSpan(text, before, name.end);
  if (element)
    return isPersonalValue(field.kind, text.slice(element.start, element.end)) ? element : null;
  separator.lastIndex = name.end;
  const sign = separator.exec(text);
  if (!sign) return null;
  const start = separator.lastIndex;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const quoted = quotedSpan(text, start);
  if (
    !quoted &&
    sign[1] !== '=' &&
    /[A-Za-z,] $/.test(before) &&
    !lineLead.test(line.slice(0, wordsStart(line, line.length)))
  )
    return null;
  const single = /^(?:account|machine|serial)$/.test(field.kind);
  const bare = quoted ? null : bareSpan(text, start, /[?&]$/.test(before));
  // `hostname: use getaddrinfo` is a sentence in a change log.
  if (single && bare && sign[1] !== '=' && (lineSpan(text, start)?.end ?? 0) > bare.end)
    return null;
  const span =
    quoted ?? (single ? bareSpan(text, start, /[?&]$/.test(before)) : lineSpan(text, start));
  if (!span || (!quoted && isCode(text.slice(span.start, span.end)))) return null;
  return isPersonalValue(field.kind, text.slice(span.start, span.end)) ? span : null;
}
