import { isBranch, type JsonNode, sizeOf } from './json-document.ts';
import { childPointer, pointerPath } from './pointer.ts';

/** One visible line of the tree. */
export interface TreeRow {
  readonly pointer: string;
  /** Null for the whole document. */
  readonly key: string | number | null;
  readonly node: JsonNode;
  /** Counts from 1, as `aria-level` does. */
  readonly level: number;
  /** Counts from 1 among `siblings`. */
  readonly position: number;
  readonly siblings: number;
  readonly state: 'leaf' | 'open' | 'closed';
}

/** Levels expand automatically up to this many rows, so that most of a document is visible at once. */
const firstRows = 400;
/** Below this many rows, one more level expands, however many rows it has. */
const fewRows = 20;
/** "Expand all" stops here: engineers do not read more lines, and each costs memory. */
const expandAllCap = 50_000;

/** Chromium's layout is limited to 33.5 million zoomed pixels. This many rows of 24 px fit at 500 % zoom. */
export const rowCap = 250_000;

/**
 * The visible rows in document order, at most `rowCap`. Iterative, because untrusted items may nest deeply.
 */
export function visibleRows(document: JsonNode, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: Omit<TreeRow, 'state'>[] = [
    { pointer: '', key: null, node: document, level: 1, position: 1, siblings: 1 },
  ];
  for (let next = waiting.pop(); next && rows.length < rowCap; next = waiting.pop()) {
    const branch = isBranch(next.node) && sizeOf(next.node) > 0;
    const opened = branch && open.has(next.pointer);
    rows.push({ ...next, state: branch ? (opened ? 'open' : 'closed') : 'leaf' });
    if (!opened) continue;
    const children = childrenOf(next.node);
    const { pointer, level } = next;
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const [key, node] = children[index] ?? ['', null];
      waiting.push({
        pointer: childPointer(pointer, key),
        key,
        node,
        level: level + 1,
        position: index + 1,
        siblings: children.length,
      });
    }
  }
  return rows;
}

function childrenOf(node: JsonNode): [string | number, JsonNode][] {
  if (!isBranch(node)) return [];
  return Array.isArray(node) ? node.map((child, index) => [index, child]) : Object.entries(node);
}

/** The branches to expand, level by level, up to `rowLimit` visible rows. */
export function openedTo(document: JsonNode, rowLimit: (visible: number) => number): Set<string> {
  const open = new Set<string>();
  let visible = 1;
  let level: [string, JsonNode][] = [['', document]];
  while (level.length > 0) {
    const more = level.reduce((sum, [, node]) => sum + sizeOf(node), 0);
    if (visible + more > rowLimit(visible)) break;
    visible += more;
    const below: [string, JsonNode][] = [];
    for (const [pointer, node] of level) {
      open.add(pointer);
      for (const [key, child] of childrenOf(node))
        if (isBranch(child)) below.push([childPointer(pointer, key), child]);
    }
    level = below;
  }
  return open;
}

/** The branches that "expand all" expands. */
export const everything = (document: JsonNode): Set<string> =>
  openedTo(document, () => expandAllCap);

/** The branches expanded at first, always including the path to `target`. */
export function firstOpen(document: JsonNode, target: string | null): Set<string> {
  const open = openedTo(document, (visible) => (visible < fewRows ? expandAllCap : firstRows));
  for (const pointer of target === null ? [] : pointerPath(target)) open.add(pointer);
  return open;
}
