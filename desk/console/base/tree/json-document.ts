/** A number that a double cannot represent as written. Shown as in the item. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type JsonNode =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | JsonNode[]
  | { [key: string]: JsonNode };

/** In UTF-16 units. Larger documents are shown as text, because a tree takes about twenty times their size in memory. */
export const treeLengthCap = 16 * 1024 * 1024;

/** Parses an item. Returns null when it is not JSON, too deep or too large, so that it is shown as text. */
export function parseDocument(text: string): JsonNode | undefined {
  if (text.length > treeLengthCap) return undefined;
  try {
    return JSON.parse(text, exactly) as JsonNode;
  } catch {
    // A syntax error, or a nesting so deep that the reviver's recursion ends in a RangeError.
    return undefined;
  }
}

/** `context.source` is what was written (ECMA-262, JSON.parse source text access). */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || sameNumber(value, source)) return value;
  return new ExactNumber(source);
}

/** `1.0` equals `1`; `12345678901234567890` does not equal `12345678901234567000`. */
function sameNumber(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  const digits = source
    .replace(/^-/, '')
    .replace(/e.*$/i, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  if (value === 0 && digits !== '') return false;
  return digits.length <= 15 || String(value) === source;
}

export const isBranch = (node: JsonNode): node is JsonNode[] | { [key: string]: JsonNode } =>
  typeof node === 'object' && node !== null && !(node instanceof ExactNumber);

export const sizeOf = (node: JsonNode): number =>
  isBranch(node) ? (Array.isArray(node) ? node.length : Object.keys(node).length) : 0;

// Control and format characters can hide text or turn its direction (Trojan Source, CVE-2021-42574).
const hidden = /[\p{Cf}\u2028\u2029]/gu;

/** A value as JSON writes it, with invisible characters as escapes; cut to `length` UTF-16 units. */
export function valueText(node: JsonNode, length = Number.POSITIVE_INFINITY): string {
  if (node instanceof ExactNumber) return node.source;
  if (typeof node !== 'string') return String(node);
  const cut = node.length > length;
  return `${escaped(JSON.stringify(cut ? node.slice(0, length) : node))}${cut ? '…' : ''}`;
}

/** A key or text with its invisible characters as escapes. */
export const escaped = (text: string): string =>
  text.replace(hidden, (character) =>
    Array.from(
      { length: character.length },
      (_unit, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

/** A preview of a collapsed branch, to tell the entries of a long list apart: `name: "a", size: 3`. */
export function previewText(node: JsonNode, parts = 4, length = 60): string {
  if (!isBranch(node)) return '';
  // Runs on each scroll, so it reads only the first entries of an array, and none of an object with thousands of keys.
  const entries = Array.isArray(node)
    ? node.slice(0, 20).map((child) => ['', child] as const)
    : sizeOf(node) > 1000
      ? []
      : Object.entries(node);
  return entries
    .filter(([, child]) => !isBranch(child))
    .slice(0, parts)
    .map(
      ([key, child]) =>
        `${key === '' ? '' : `${escaped(key.slice(0, length))}: `}${valueText(child, length)}`,
    )
    .join(', ');
}
