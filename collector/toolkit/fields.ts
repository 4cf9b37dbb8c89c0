/**
 * Readers for values of unknown shape, such as the output of commands. None of them throws; unexpected values are null.
 */

const longestText = 1000;

/** A non-empty, trimmed string; control characters become spaces. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = [...String(value).slice(0, longestText)]
    .map((char) => (char < ' ' || char === '\x7f' ? ' ' : char))
    .join('');
  return text.trim() || null;
}

/** A finite number that is not negative, or a text with one. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

export type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; a single object counts as a list, because PowerShell's ConvertTo-Json writes a list of one that way. */
export function rowsOf(value: unknown): Row[] {
  return (Array.isArray(value) ? value : [value]).filter(isRow);
}

/** The first object, or an empty one. */
export const rowOf = (value: unknown): Row => rowsOf(value)[0] ?? {};

export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** A command's JSON output; undefined when it is not valid, for example because the command was stopped halfway. */
export function jsonOf(output: string): unknown {
  try {
    return JSON.parse(output.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** One data type's entries in the output of `system_profiler -json TYPE`. */
export const profilerRowsOf = (output: string, type: string): Row[] =>
  rowsOf(rowOf(jsonOf(output))[type]);

/** A date in the formats of PowerShell (`/Date(1700000000000)/`, ISO) and others, as ISO 8601 in UTC. */
export function dateOf(value: unknown): string | null {
  const text = textOf(
    rowsOf(value).length > 0 ? (rowOf(value).value ?? rowOf(value).DateTime) : value,
  );
  if (text === null) return null;
  const wrapped = /^\/Date\((-?\d{1,16})/.exec(text);
  const date = new Date(wrapped ? Number(wrapped[1]) : text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
