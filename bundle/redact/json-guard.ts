import type { Field } from './field-names.ts';
import type { Match } from './match.ts';
import { isPersonalValue, personalValue } from './personal-fields.ts';
import { isPath, isSecretValue, looksRandom } from './value-tests.ts';

interface Frame {
  object: boolean;
  /** In an object: a key comes next. */
  atKey: boolean;
  /** What the previous key says about the value. */
  field: Field | null;
  /** What the key above says about strings directly below it. */
  above: Field | null;
  /** What a neighbouring `name` says about `value`: `{"name": "DB_PASSWORD", "value": "x"}`. */
  named: Field | null;
  key: string;
  /** Keys of this object that were changed or look as if they were. */
  keys: Set<string> | null;
}

export interface JsonGuard {
  /**
   * Adapts matches to JSON: secrets by their keys come first; no match crosses the end of a string
   * or cuts an escape; a number is replaced as a whole, by a string; two keys of one object that
   * become equal get `~2`, `~3` …, because a parser would drop all but the last. Continues where
   * the last block ended. Matches in text that is not JSON are unchanged.
   */
  fit(text: string, found: readonly Match[], nameOf: (one: Match) => string): Match[];
}

const wrappers = /^(?:value|data|text|raw|content|plain|val)$/i;
const naming = /^(?:name|key|id|field|variable|param|parameter|header)$/i;
/** Nothing that could be meant as a value. */
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

/** @param fieldOf null: keys are ignored, as in a later round over redacted text */
export function createJsonGuard(fieldOf: ((name: string) => Field | null) | null): JsonGuard {
  const stack: Frame[] = [];
  let frame = fresh(false, null);

  function fieldOfValue(): Field | null {
    if (!frame.object) return frame.above;
    if (frame.field) return frame.field;
    return wrappers.test(frame.key) ? (frame.above ?? frame.named) : null;
  }

  return {
    fit: (text, found, nameOf) => {
      const fitted: Match[] = [];
      let next = 0;
      const takeOutside = (limit: number): void => {
        for (let one = found[next]; one !== undefined && one.start < limit; one = found[next]) {
          if (one.end > limit) return;
          const whole = outside(text, one);
          if (whole && (fitted.at(-1)?.end ?? 0) <= whole.start) fitted.push(whole);
          next += 1;
        }
      };
      /**
       * The matches in a string's content, cut to it; a match that goes further is saved for the
       * next string.
       */
      const takeInside = (start: number, end: number): Match[] => {
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
      };

      for (let index = 0; index < text.length; index += 1) {
        switch (text.charCodeAt(index)) {
          case 0x22: {
            const end = literalEnd(text, index);
            const [start, stop] = [index + 1, end - 1];
            takeOutside(index + 1);
            const inside = takeInside(start, stop);
            if (frame.atKey) keyAt(text, start, stop, inside, fitted, nameOf);
            else valueAt(text, start, stop, inside, fitted);
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
            const below = fresh(text.charCodeAt(index) === 0x7b, fieldOfValue());
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
              index = numberAt(text, index, fitted, takeOutside) - 1;
        }
      }
      takeOutside(text.length + 1);
      return fitted;
    },
  };

  function keyAt(
    text: string,
    start: number,
    end: number,
    inside: Match[],
    fitted: Match[],
    nameOf: (one: Match) => string,
  ): void {
    const content = text.slice(start, end);
    frame.key = content;
    frame.field = fieldOf?.(content) ?? null;
    frame.named = frame.named ?? null;
    fitted.push(...inside);
    if (fieldOf === null || (inside.length === 0 && !/-\d|\[secret:|~/.test(content))) return;
    let become = '';
    let done = start;
    for (const one of inside) {
      become += text.slice(done, one.start) + (one.encoded ?? nameOf(one));
      done = one.end;
    }
    become += text.slice(done, end);
    frame.keys ??= new Set();
    let suffix = 1;
    while (frame.keys.has(suffix > 1 ? `${become}~${suffix}` : become)) suffix += 1;
    frame.keys.add(suffix > 1 ? `${become}~${suffix}` : become);
    if (suffix > 1)
      fitted.push({
        start: end,
        end,
        rule: 'same-key',
        kind: 'key',
        value: '',
        encoded: `~${suffix}`,
      });
  }

  function valueAt(
    text: string,
    start: number,
    end: number,
    inside: Match[],
    fitted: Match[],
  ): void {
    const content = text.slice(start, end);
    if (frame.object && naming.test(frame.key)) frame.named = fieldOf?.(content) ?? null;
    const field = fieldOfValue();
    const one = field && end > start ? byKey(content, field, inside, start, end) : null;
    if (one) fitted.push(one);
    else fitted.push(...inside);
  }

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
    // Values with a shape and known values already have a kind.
    if (inside.length > 0 || content.includes('\\') || !isPersonalValue(field.kind, content))
      return null;
    return { ...whole, value: personalValue(field.kind, content) };
  }

  function numberAt(
    text: string,
    start: number,
    fitted: Match[],
    takeOutside: (limit: number) => void,
  ): number {
    let end = start;
    while (end < text.length && /[\w.+-]/.test(text.charAt(end))) end += 1;
    const field = frame.atKey ? null : fieldOfValue();
    const secret =
      field?.kind === 'secret' &&
      /^(?:password|pin|otp|totp|cvv|cvc|pincode|card|secret)$/.test(field.label) &&
      end - start >= 3;
    const personal =
      field !== null &&
      field.kind !== 'secret' &&
      field.kind !== 'serial' &&
      isPersonalValue(field.kind, text.slice(start, end));
    takeOutside(start);
    const before = fitted.length;
    takeOutside(end + 1);
    if (
      field &&
      fitted.length === before &&
      (secret || personal) &&
      number.test(text.slice(start, end))
    ) {
      fitted.push({
        start,
        end,
        rule: `field-${field.label}`,
        kind: field.kind,
        value: secret ? field.label : personalValue(field.kind, text.slice(start, end)),
        quoted: true,
      });
    }
    return Math.max(end, start + 1);
  }
}

function isNumberStart(code: number): boolean {
  return code === 45 || (code >= 48 && code <= 57);
}

/**
 * Outside of strings, JSON has nothing to replace but whole numbers; anything else is not JSON and
 * is unchanged.
 */
function outside(text: string, one: Match): Match | null {
  let start = one.start;
  let end = one.end;
  while (start > 0 && /[\w.+-]/.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /[\w.+-]/.test(text.charAt(end))) end += 1;
  if (number.test(text.slice(start, end)))
    return end - start < 3 ? null : { ...one, start, end, quoted: true };
  return structure.test(text.slice(one.start, one.end)) ? null : one;
}

/**
 * The part of a match inside `[start, end)`, without cutting an escape; null when nothing is left.
 */
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

/** The end of the escape at `at`; `at` when it is not inside an escape. */
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

/**
 * Escapes around `at`, read from a safe position: after the last character that is not a backslash.
 */
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

/** A line break closes an unclosed string: JSON's strings contain no line breaks. */
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

/** Whether a text that begins like this is JSON or one JSON value per line. */
export function looksLikeJson(head: string): boolean {
  return /^\ufeff?\s{0,1000}(?:\{\s{0,1000}["}]|\[\s{0,1000}(?:["{[\]]|-?\d[\d.eE+-]{0,20}\s{0,20}[,\]]))/.test(
    head,
  );
}
