import type { Field } from './field-names.ts';
import type { Match } from './match.ts';
import { isPersonalValue, personalValue } from './personal-fields.ts';
import { isPath, isSecretValue, looksRandom } from './value-tests.ts';

interface Frame {
  object: boolean;
  /** In an object: a key comes next. */
  atKey: boolean;
  /** What the key before says about the value. */
  field: Field | null;
  /** What the key above says about strings directly below. */
  above: Field | null;
  /** What `value` gets, from a `name` beside it: `{"name": "DB_PASSWORD", "value": "x"}`. */
  named: Field | null;
  key: string;
  /** Keys of this object that were changed or look as if they were. */
  keys: Set<string> | null;
}

export interface JsonGuard {
  /**
   * Makes what was found fit to JSON: secrets by their keys come first; nothing reaches over the end of a string or cuts an
   * escape; a number is replaced as a whole, by a string; two keys of one object that become the same get `~2`, `~3` …,
   * because a parser would drop all but the last. Goes on where the last block ended. What is no JSON stays as found.
   */
  fit(text: string, found: readonly Match[], nameOf: (one: Match) => string): Match[];
}

const wrappers = /^(?:value|data|text|raw|content|plain|val)$/i;
const naming = /^(?:name|key|id|field|variable|param|parameter|header)$/i;
/** Nothing that anybody could have meant as a value. */
const structure = /^(?:[\s,:{}[\]"\deE.+-]|true|false|null)*$/;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const fresh = (object: boolean, above: Field | null): Frame => ({
  object,
  atKey: object,
  field: null,
  above,
  named: null,
  key: '',
  keys: null,
});

/** Hands out what was found in a block, from its beginning to its end. */
interface Cursor {
  /** What is already sure, in order. */
  fitted: Match[];
  /** Fits what was found outside of strings and ends before `limit`. */
  takeOutside(limit: number): void;
  /** What was found in a string's content, cut to it; what goes on behind it stays for the next string. */
  takeInside(start: number, end: number): Match[];
}

function createCursor(text: string, found: readonly Match[]): Cursor {
  const fitted: Match[] = [];
  let next = 0;
  return {
    fitted,
    takeOutside(limit) {
      for (let one = found[next]; one !== undefined && one.start < limit; one = found[next]) {
        if (one.end > limit) return;
        const whole = outside(text, one);
        if (whole && (fitted.at(-1)?.end ?? 0) <= whole.start) fitted.push(whole);
        next += 1;
      }
    },
    takeInside(start, end) {
      const inside: Match[] = [];
      for (
        let index = next, one = found[index];
        one !== undefined && one.start < end;
        index += 1, one = found[index]
      ) {
        const part = cut(text, one, start, end);
        if (part) inside.push(part);
        if (one.end <= end) next = index + 1;
      }
      return inside;
    },
  };
}

/** @param fieldOf null: keys are not asked, as in a later round over what is redacted already */
export function createJsonGuard(fieldOf: ((name: string) => Field | null) | null): JsonGuard {
  const stack: Frame[] = [];
  let frame = fresh(false, null);

  return {
    fit: (text, found, nameOf) => {
      const cursor = createCursor(text, found);
      for (let index = 0; index < text.length; index += 1) {
        switch (text.charCodeAt(index)) {
          case 0x22: {
            const end = literalEnd(text, index);
            cursor.takeOutside(index + 1);
            stringAt(text, index + 1, end - 1, cursor, nameOf);
            index = end - 1;
            break;
          }
          case 0x3a:
            frame.atKey = false;
            break;
          case 0x2c:
            frame.atKey = frame.object;
            if (frame.object) frame.field = null;
            break;
          case 0x7b:
          case 0x5b: {
            const below = fresh(text.charCodeAt(index) === 0x7b, fieldOfValue(frame));
            if (stack.length < 100_000) stack.push(frame);
            frame = below;
            break;
          }
          case 0x7d:
          case 0x5d:
            frame = stack.pop() ?? fresh(false, null);
            break;
          default:
            if (isNumberStart(text.charCodeAt(index)))
              index = numberAt(text, index, cursor, frame) - 1;
        }
      }
      cursor.takeOutside(text.length + 1);
      return cursor.fitted;
    },
  };

  function stringAt(
    text: string,
    start: number,
    end: number,
    cursor: Cursor,
    nameOf: (one: Match) => string,
  ): void {
    const inside = cursor.takeInside(start, end);
    if (!frame.atKey) {
      cursor.fitted.push(...valueAt(text, start, end, inside));
      return;
    }
    const content = text.slice(start, end);
    frame.key = content;
    frame.field = fieldOf?.(content) ?? null;
    cursor.fitted.push(...inside);
    if (fieldOf === null || (inside.length === 0 && !/-\d|\[secret:|~/.test(content))) return;
    const suffix = suffixFor(replaced(text, start, end, inside, nameOf), frame);
    if (suffix !== '')
      cursor.fitted.push({
        ...{ start: end, end, rule: 'same-key', kind: 'key', value: '' },
        encoded: suffix,
      });
  }

  function valueAt(text: string, start: number, end: number, inside: Match[]): Match[] {
    const content = text.slice(start, end);
    if (frame.object && naming.test(frame.key)) frame.named = fieldOf?.(content) ?? null;
    const field = fieldOfValue(frame);
    const whole = field && end > start ? byKey(content, field, inside, start, end) : null;
    return whole ? [whole] : inside;
  }
}

function fieldOfValue(frame: Frame): Field | null {
  if (!frame.object) return frame.above;
  if (frame.field) return frame.field;
  return wrappers.test(frame.key) ? (frame.above ?? frame.named) : null;
}

/** What `text` from `start` to `end` becomes. */
function replaced(
  text: string,
  start: number,
  end: number,
  inside: readonly Match[],
  nameOf: (one: Match) => string,
): string {
  let result = '';
  let done = start;
  for (const one of inside) {
    result += text.slice(done, one.start) + (one.encoded ?? nameOf(one));
    done = one.end;
  }
  return result + text.slice(done, end);
}

/** What makes `key` unique in its object: nothing, `~2`, `~3` … */
function suffixFor(key: string, frame: Frame): string {
  frame.keys ??= new Set();
  let suffix = '';
  for (let number = 2; frame.keys.has(key + suffix); number += 1) suffix = `~${number}`;
  frame.keys.add(key + suffix);
  return suffix;
}

/** A whole string that its key makes secret or personal. */
function byKey(
  content: string,
  field: Field,
  inside: readonly Match[],
  start: number,
  end: number,
): Match | null {
  const whole = { start, end, rule: `field-${field.label}`, kind: field.kind };
  if (field.kind === 'secret') {
    if (!isSecretValue(content) || (field.unsure && !looksRandom(content))) return null;
    if (/^(?:key|credential|authorization)$/.test(field.label) && isPath(content)) return null;
    const scheme =
      /^(?:Basic|Bearer|Negotiate|Digest|Token) (?=\S)/i.exec(content)?.[0].length ?? 0;
    return scheme > 0 && content.slice(scheme).startsWith('[secret:')
      ? null
      : { ...whole, start: start + scheme, value: field.label };
  }
  // What has a shape or is known has its own kind already.
  if (inside.length > 0 || content.includes('\\') || !isPersonalValue(field.kind, content))
    return null;
  return { ...whole, value: personalValue(field.kind, content) };
}

const secretNumbers = /^(?:password|pin|otp|totp|cvv|cvc|pincode|card|secret)$/;

/** A number that its key makes secret or personal. @returns where the number ends. */
function numberAt(text: string, start: number, cursor: Cursor, frame: Frame): number {
  let end = start;
  while (end < text.length && /[\w.+-]/.test(text.charAt(end))) end += 1;
  const written = text.slice(start, end);
  const field = frame.atKey ? null : fieldOfValue(frame);
  const secret = field?.kind === 'secret' && secretNumbers.test(field.label) && end - start >= 3;
  const personal =
    field !== null &&
    field.kind !== 'secret' &&
    field.kind !== 'serial' &&
    isPersonalValue(field.kind, written);
  cursor.takeOutside(start);
  const before = cursor.fitted.length;
  cursor.takeOutside(end + 1);
  const untouched = cursor.fitted.length === before;
  if (field && untouched && (secret || personal) && number.test(written)) {
    cursor.fitted.push({
      ...{ start, end, rule: `field-${field.label}`, kind: field.kind },
      value: secret ? field.label : personalValue(field.kind, written),
      quoted: true,
    });
  }
  return Math.max(end, start + 1);
}

function isNumberStart(code: number): boolean {
  return code === 45 || (code >= 48 && code <= 57);
}

/** Outside of strings JSON has nothing to replace but whole numbers; what is something else is no JSON and stays as found. */
function outside(text: string, one: Match): Match | null {
  let start = one.start;
  let end = one.end;
  while (start > 0 && /[\w.+-]/.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /[\w.+-]/.test(text.charAt(end))) end += 1;
  if (number.test(text.slice(start, end)))
    return end - start < 3 ? null : { ...one, start, end, quoted: true };
  return structure.test(text.slice(one.start, one.end)) ? null : one;
}

/** The part of a finding inside `[start, end)`, not cutting an escape; null when nothing is left. */
function cut(text: string, one: Match, start: number, end: number): Match | null {
  let from = Math.max(one.start, start);
  let to = Math.min(one.end, end);
  if (from >= to) return null;
  const content = text.slice(start, end);
  if (content.includes('\\')) {
    from = start + afterEscape(content, from - start);
    to = start + beforeEscape(content, to - start);
  }
  if (from >= to) return null;
  return from === one.start && to === one.end ? one : { ...one, start: from, end: to };
}

const oneEscape = /\\(?:u[0-9a-fA-F]{4}|[\s\S])/g;

/** Where an escape that `at` stands in ends; `at` when it stands in none. */
function afterEscape(content: string, at: number): number {
  for (const match of nearEscapes(content, at))
    if (match.start < at && at < match.end) return match.end;
  return at;
}

function beforeEscape(content: string, at: number): number {
  for (const match of nearEscapes(content, at))
    if (match.start < at && at < match.end) return match.end;
  return at;
}

/** Escapes around `at`, read from a place where one cannot be cut: after the last character that is no backslash. */
function nearEscapes(content: string, at: number): { start: number; end: number }[] {
  let from = Math.max(0, at - 8);
  while (from > 0 && content.charAt(from - 1) === '\\') from -= 1;
  const near: { start: number; end: number }[] = [];
  oneEscape.lastIndex = from;
  for (
    let match = oneEscape.exec(content);
    match !== null && match.index <= at;
    match = oneEscape.exec(content)
  )
    near.push({ start: match.index, end: oneEscape.lastIndex });
  return near;
}

/** A line end closes a string that nothing else closed: JSON's strings have none. */
function literalEnd(text: string, start: number): number {
  for (let close = text.indexOf('"', start + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) {
      const newline = close - start > 200 ? text.slice(start, close).indexOf('\n') : -1;
      return newline < 0 ? close + 1 : start + newline + 1;
    }
  }
  return text.length;
}

/** Whether a text that begins like this is JSON or one JSON value a line. */
export function looksLikeJson(head: string): boolean {
  return /^\ufeff?\s{0,1000}(?:\{\s{0,1000}["}]|\[\s{0,1000}(?:["{[\]]|-?\d[\d.eE+-]{0,20}\s{0,20}[,\]]))/.test(
    head,
  );
}
