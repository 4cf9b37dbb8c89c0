import { isSecretValue, secretLabel } from './secret-fields.ts';

/** One string literal of a JSON text: `[start, end)` with its quotes, its content, and what it must become, if decided. */
export interface JsonString {
  start: number;
  end: number;
  content: string;
  key: boolean;
  /** Which object or array it stands in, numbered in order of their openings. */
  parent: number;
  /** The label of a secret, when the key above says that this value is one. */
  secret: string | null;
}

interface Frame {
  number: number;
  object: boolean;
  /** In an object: a key comes next. */
  atKey: boolean;
  key: string;
  /** The label that strings directly below get. */
  secret: string | null;
  /** The label that `value` gets, from a `name` beside it: `{"name": "DB_PASSWORD", "value": "x"}`. */
  named: string | null;
}

const wrappers = new Set(['value', 'data', 'text', 'raw', 'content']);

/**
 * All string literals of a text that `JSON.parse` accepts, in order, with the secrets that their keys give away. Works on
 * the text, so that everything else, such as a number's exact spelling, stays as it is. Linear; no recursion.
 */
export function jsonStrings(text: string): JsonString[] {
  const strings: JsonString[] = [];
  const labelOf = rememberLabels();
  const stack: Frame[] = [];
  let opened = 0;
  let frame: Frame = { number: 0, object: false, atKey: false, key: '', secret: null, named: null };
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case 0x22: {
        const end = literalEnd(text, index);
        const content = contentOf(text.slice(index, end));
        const secret = frame.atKey ? null : secretOf(content);
        strings.push({ start: index, end, content, key: frame.atKey, parent: frame.number, secret });
        if (frame.atKey) frame.key = content;
        else if (frame.object && (frame.key === 'name' || frame.key === 'Name' || frame.key === 'key'))
          frame.named = labelOf(content);
        index = end - 1;
        break;
      }
      case 0x3a:
        frame.atKey = false;
        break;
      case 0x2c:
        frame.atKey = frame.object;
        break;
      case 0x7b:
        stack.push(frame);
        opened += 1;
        frame = { number: opened, object: true, atKey: true, key: '', secret: labelBelow(), named: null };
        break;
      case 0x5b:
        stack.push(frame);
        opened += 1;
        frame = { number: opened, object: false, atKey: false, key: '', secret: labelBelow(), named: null };
        break;
      case 0x7d:
      case 0x5d:
        frame = stack.pop() ?? frame;
        break;
    }
  }
  return strings;

  function labelBelow(): string | null {
    return frame.object ? labelOf(frame.key) : frame.secret;
  }

  function secretOf(content: string): string | null {
    if (!frame.object) return frame.secret !== null && isSecretValue(content) ? frame.secret : null;
    const wrapped = frame.secret ?? frame.named;
    const label = labelOf(frame.key) ?? (wrapped !== null && wrappers.has(frame.key.toLowerCase()) ? wrapped : null);
    return label !== null && isSecretValue(content) ? label : null;
  }
}

/** Items repeat few keys very often; a hostile one cannot make the memory grow. */
function rememberLabels(): (key: string) => string | null {
  const labels = new Map<string, string | null>();
  return (key) => {
    const known = labels.get(key);
    if (known !== undefined) return known;
    const label = secretLabel(key);
    if (labels.size < 2000) labels.set(key, label);
    return label;
  };
}

function literalEnd(text: string, start: number): number {
  for (let close = text.indexOf('"', start + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return close + 1;
  }
  return text.length;
}

function contentOf(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}
