/** The offset at which each line begins; the last entry is the end of the text. A final newline does not start another line. */
export interface LineIndex {
  readonly text: string;
  readonly count: number;
  readonly starts: Uint32Array;
}

export function indexLines(text: string): LineIndex {
  let starts = new Uint32Array(1024);
  let count = 0;
  for (let start = 0; start < text.length; count += 1) {
    if (count + 1 >= starts.length) {
      const larger = new Uint32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count] = start;
    const end = text.indexOf('\n', start);
    start = end === -1 ? text.length : end + 1;
  }
  starts[count] = text.length;
  return { text, count, starts: starts.slice(0, count + 1) };
}

/** A line without its line break (LF or CR LF). */
export function lineRange(
  { text, starts }: LineIndex,
  line: number,
): { start: number; end: number } {
  const start = starts[line] ?? 0;
  let end = starts[line + 1] ?? text.length;
  if (end > start && text[end - 1] === '\n') {
    end -= 1;
    if (end > start && text[end - 1] === '\r') end -= 1;
  }
  return { start, end };
}

/** Lines wrapped into rows of at most `columns` characters, so that a long line costs only its visible rows. */
export interface RowLayout {
  readonly lines: LineIndex;
  readonly columns: number;
  /** Number of rows before each line; the last entry is the total. */
  readonly before: Uint32Array;
  readonly count: number;
}

export function layoutRows(lines: LineIndex, columns: number): RowLayout {
  const before = new Uint32Array(lines.count + 1);
  let rows = 0;
  for (let line = 0; line < lines.count; line += 1) {
    before[line] = rows;
    const { start, end } = lineRange(lines, line);
    rows += Math.max(1, Math.ceil((end - start) / columns));
  }
  before[lines.count] = rows;
  return { lines, columns, before, count: rows };
}

/** Index of the last entry not greater than `value` in an ascending array. */
export function lastAtMost(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Row {
  /** Counts from 0. */
  line: number;
  /** This is not the first row of its line. */
  continued: boolean;
  start: number;
  end: number;
}

export function rowAt({ lines, columns, before }: RowLayout, row: number): Row {
  const line = Math.min(lines.count - 1, lastAtMost(before, row));
  const within = row - (before[line] ?? 0);
  const range = lineRange(lines, line);
  const start = wholeCharacter(lines.text, range.start + within * columns);
  const end = wholeCharacter(lines.text, Math.min(range.end, range.start + (within + 1) * columns));
  return { line, continued: within > 0, start, end };
}

/** Never splits a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

/** The row that shows the character at `offset`. */
export function rowOfOffset({ lines, columns, before }: RowLayout, offset: number): number {
  const line = Math.min(lines.count - 1, lastAtMost(lines.starts, offset));
  const { start, end } = lineRange(lines, line);
  const rows = Math.max(1, Math.ceil((end - start) / columns));
  return (before[line] ?? 0) + Math.min(rows - 1, Math.floor((offset - start) / columns));
}
