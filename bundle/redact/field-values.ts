import { standIn, withoutStandIns } from './common-words.ts';

/** `[start, end)` in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Limits every look-ahead: V8's backtracking stack overflows on runs of millions of characters, and
 * hostile text must take linear time.
 */
const longestValue = 8192;

const opening = /\\{0,7}["'`]/y;
const bareEnd = /[\s"'`<>|\u2028\u2029]/;
const schemeWord =
  /(?:Basic|Bearer|Negotiate|NTLM|Digest|Token|ApiKey|AWS4-HMAC-SHA256|SharedKey|Hawk|OAuth|GoogleLogin)[ \t]+/iy;

/**
 * A quoted value at `from`, without its quotes; null when there is none, or when it does not end.
 */
export function quotedSpan(text: string, from: number): Span | null {
  opening.lastIndex = from;
  const quote = opening.exec(text)?.[0];
  if (quote === undefined) return null;
  const start = from + quote.length;
  const end = quote.length > 1 ? escapedEnd(text, start, quote) : plainEnd(text, start, quote);
  return end === null || end === start ? null : { start, end };
}

function plainEnd(text: string, start: number, quote: string): number | null {
  const last = Math.min(text.length, start + longestValue);
  for (let index = start; index < last; index += 1) {
    const character = text.charAt(index);
    if (character === '\\' && quote !== "'") index += 1;
    else if (character === quote) return index;
    else if (character === '\u2028' || character === '\u2029') return index;
    else if (character === '\n') return endAfterLines(text, start, index, quote) ?? index;
  }
  return last;
}

/** A value of several lines is accepted only when its closing quote also ends something. */
function endAfterLines(text: string, start: number, newline: number, quote: string): number | null {
  const close = text.slice(newline, newline + 4096).indexOf(quote);
  if (close < 0 || text.slice(newline, newline + close).includes('=') || newline === start)
    return null;
  return /^[\s,;)}\]]|^$/.test(text.charAt(newline + close + 1)) ? newline + close : null;
}

/** Inside a string of another text: the same number of backslashes precedes the closing quote. */
function escapedEnd(text: string, start: number, quote: string): number {
  const window = text.slice(start, start + longestValue);
  const close = window.indexOf(quote);
  const stop = window.search(/["\n\u2028\u2029]/);
  const end = close < 0 || (stop >= 0 && stop < close) ? stop : close;
  const length = end < 0 ? window.length : end;
  return (
    start + length - (/\\*$/.exec(window.slice(Math.max(0, length - 8), length))?.[0].length ?? 0)
  );
}

/**
 * A value without quotes at `from`: up to white space, or to the start of the next field: `&next=`,
 * `;next=`, `,next=`.
 */
export function bareSpan(text: string, from: number, inAddress: boolean): Span | null {
  const last = Math.min(text.length, from + longestValue);
  let end = from;
  for (; end < last; end += 1) {
    const character = text.charAt(end);
    if (bareEnd.test(character)) break;
    if (character === '\\' && /[nrt"'\n\r]/.test(text.charAt(end + 1))) break;
    if (inAddress && (character === '&' || character === '#')) break;
    if ((character === '&' || character === ';' || character === ',') && endsField(text, end))
      break;
  }
  while (end > from && /[)\]}.,:;]/.test(text.charAt(end - 1))) end -= 1;
  return end > from ? { start: from, end } : null;
}

/** Also before a placeholder: the address that was there may have looked like a field name. */
const nextField = new RegExp(
  String.raw`[&;,](?:amp;)?[ \t]{0,4}(?:["'\\]|[\w. -]{1,60}[=:]|[\w.-]{1,60}["']|${standIn}|\s|$|&)`,
  'y',
);
function endsField(text: string, at: number): boolean {
  nextField.lastIndex = at;
  return nextField.test(text);
}

/**
 * The rest of the line, without what clearly belongs to something else: a comment, another field,
 * an option, a pipe.
 */
export function lineSpan(text: string, from: number): Span | null {
  const window = text.slice(from, from + longestValue);
  const stop = window.search(
    /[\r\n\u2028\u2029"`<>|\t]|\\[nrt"]| {2}| [#;]| --?[A-Za-z]| [\w.-]{1,40}[=:]|[,;] | && |$/,
  );
  const end = from + (stop < 0 ? window.length : stop);
  return trimmed(text, from, end);
}

export function trimmed(text: string, from: number, to: number): Span | null {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /[\s,;]/.test(text.charAt(end - 1))) end -= 1;
  return end > start ? { start, end } : null;
}

/**
 * `Authorization: Basic x` keeps its scheme; the rest is replaced, to the end of the line or of the
 * quotes around it.
 */
export function headerSpan(text: string, from: number): Span | null {
  opening.lastIndex = from;
  const start = opening.test(text) ? opening.lastIndex : from;
  schemeWord.lastIndex = start;
  const scheme = schemeWord.test(text);
  const begin = scheme ? schemeWord.lastIndex : start;
  const window = text.slice(begin, begin + longestValue);
  const stop = window.search(/["'`\r\n\u2028\u2029]|\\[nr"]/);
  const span = trimmed(text, begin, begin + (stop < 0 ? window.length : stop));
  return span && (scheme || /[=\d]/.test(withoutStandIns(text.slice(span.start, span.end))))
    ? span
    : null;
}

/**
 * The value of a YAML key at `lineStart` whose line ends at `lineEnd` without a value: the more
 * deeply indented lines below, if they contain no keys. Null for a mapping and for an empty value.
 */
export function indentedSpan(
  text: string,
  lineStart: number,
  lineEnd: number,
  block: boolean,
): Span | null {
  const indent = /^[ \t]*(?:- )?/.exec(text.slice(lineStart, lineStart + 200))?.[0].length ?? 0;
  const limit = Math.min(text.length, lineEnd + longestValue);
  let start = -1;
  let end = lineEnd;
  for (let at = lineEnd + 1; at < limit; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline;
    const line = text.slice(at, Math.min(next, at + longestValue));
    const content = line.trim();
    const own = line.length - line.trimStart().length;
    if (content !== '') {
      const list = content.startsWith('- ') && own >= indent - 2;
      if (own <= indent && !(list && !block)) break;
      // Without a block indicator only single words are accepted: anything else may be a sentence
      // or a mapping.
      if (
        !block &&
        (!/^(?:- )?(?:["'].{1,200}["']|[^\s:,]{3,}(?::[^\s]+)?)$/.test(content) ||
          (start >= 0 && !list))
      )
        return null;
      if (start < 0) start = at + own + (list && !block ? 2 : 0);
      end = at + line.trimEnd().length;
    }
    at = next + 1;
  }
  return start < 0 ? null : { start, end };
}
