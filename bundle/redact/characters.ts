/**
 * Character tests on UTF-16 units. Loops over these replace open-ended regular expressions: V8
 * stores a backtrack entry for each step of a greedy loop, and its stack overflows on runs of some
 * ten million characters.
 */
function table(characters: string): (code: number) => boolean {
  const bits = new Uint8Array(128);
  for (let index = 0; index < characters.length; index += 1) bits[characters.charCodeAt(index)] = 1;
  return (code) => code < 128 && bits[code] === 1;
}

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();

export const isDigit = table(digits);
export const isHexadecimal = table(`${digits}abcdefABCDEF`);
export const isTokenOrDot = table(`${lower}${upper}${digits}-_.`);
export const isHashCharacter = table(`${lower}${upper}${digits}./+=$,*-{}_:`);
export const isBase64 = table(`${lower}${upper}${digits}+/-_`);
export const isColonRun = table(`${digits}abcdefABCDEF:`);
export const isUpperOrDigit = table(upper + digits);
export const isLowerOrDigit = table(lower + digits);
export const isAlphanumeric = table(lower + upper + digits);
/**
 * The characters of tokens of all kinds (RFC 6750 b64token, base64url, dots between the parts of a
 * JWT).
 */
export const isTokenCharacter = table(`${lower}${upper}${digits}-_`);
export const isBearerCharacter = table(`${lower}${upper}${digits}-._~+/=`);
export const isEmailLocal = table(`${lower}${upper}${digits}._%+-`);
export const isHostCharacter = table(`${lower}${upper}${digits}.-`);

/** First index at or after `from` whose character fails the test; at most `from + limit`. */
export function runEnd(
  text: string,
  from: number,
  test: (code: number) => boolean,
  limit = Number.POSITIVE_INFINITY,
): number {
  const last = Math.min(text.length, from + limit);
  let index = from;
  while (index < last && test(text.charCodeAt(index))) index += 1;
  return index;
}

/** Smallest index such that `[index, from)` passes the test; at least `from - limit`. */
export function runStart(
  text: string,
  from: number,
  test: (code: number) => boolean,
  limit: number,
): number {
  const first = Math.max(0, from - limit);
  let index = from;
  while (index > first && test(text.charCodeAt(index - 1))) index -= 1;
  return index;
}

/**
 * Letters and digits of scripts that put spaces between words. `_` and `-` separate words
 * (`ann_backup`, `ann-laptop`), and so do CJK characters, because those scripts write names without
 * spaces.
 */
export function isWordCode(code: number): boolean {
  if (code < 128) return isAlphanumeric(code);
  return (
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x370 && code <= 0x1fff)
  );
}

function backslashesBefore(text: string, end: number): number {
  let count = 0;
  while (end - count > 0 && text.charCodeAt(end - count - 1) === 92) count += 1;
  return count;
}

/**
 * Whether a word may start here: the text before is not part of a word, or is the end of an escape
 * that only looks like one: `\n` and `\u001b` of JSON inside text, `%2F` of a URL, `ESC[31m` of a
 * terminal.
 */
export function startsWord(text: string, start: number): boolean {
  if (start === 0 || !isWordCode(text.charCodeAt(start))) return true;
  const previous = text.charCodeAt(start - 1);
  if (!isWordCode(previous)) return true;
  if (startsAfterEscape(text, start)) return true;
  return previous === 109 && endsWithColour(text, start);
}

/** `ESC [ 0 ; 3 1 m` (ECMA-48, SGR), or its spelling in source code, ends right before `start`. */
function endsWithColour(text: string, start: number): boolean {
  let index = start - 2;
  while (index > start - 14 && (isDigit(text.charCodeAt(index)) || text.charAt(index) === ';'))
    index -= 1;
  if (text.charAt(index) !== '[') return false;
  return (
    text.charCodeAt(index - 1) === 27 ||
    /(?:1b|033|\\e)$/i.test(text.slice(Math.max(0, index - 3), index))
  );
}

/**
 * `\n`, `\t` … of JSON in text, or `%2F` of a URL: an escape that only looks like a letter is right
 * before `start`.
 */
export function startsAfterEscape(text: string, start: number): boolean {
  const previous = text.charAt(start - 1);
  if (
    'nrtbfv'.includes(previous) &&
    previous !== '' &&
    backslashesBefore(text, start - 1) % 2 === 1
  )
    return true;
  if (start >= 3 && /^%[0-9a-f]{2}$/i.test(text.slice(start - 3, start))) return true;
  return start >= 6 && /^\\u[0-9a-f]{4}$/i.test(text.slice(start - 6, start));
}
