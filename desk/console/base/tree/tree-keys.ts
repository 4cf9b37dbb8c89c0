import type { TreeRow } from './tree-rows.ts';

export type TreeMove =
  | { kind: 'go'; index: number }
  | { kind: 'open' | 'close'; pointers: string[] };

/** Rows to move on Page Up and Page Down. */
const page = 20;

/**
 * What a key does on the row at `active` (WAI-ARIA Authoring Practices, tree view); null for any other key.
 */
export function treeMove(key: string, rows: readonly TreeRow[], active: number): TreeMove | null {
  const row = rows[active];
  if (!row) return null;
  const go = (index: number): TreeMove => ({
    kind: 'go',
    index: Math.max(0, Math.min(rows.length - 1, index)),
  });
  switch (key) {
    case 'ArrowDown':
      return go(active + 1);
    case 'ArrowUp':
      return go(active - 1);
    case 'PageDown':
      return go(active + page);
    case 'PageUp':
      return go(active - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (row.state === 'closed') return { kind: 'open', pointers: [row.pointer] };
      return row.state === 'open' ? go(active + 1) : go(active);
    case 'ArrowLeft':
      return row.state === 'open'
        ? { kind: 'close', pointers: [row.pointer] }
        : go(parentOf(rows, active));
    case 'Enter':
    case ' ':
      if (row.state === 'leaf') return go(active);
      return { kind: row.state === 'open' ? 'close' : 'open', pointers: [row.pointer] };
    case '*':
      return { kind: 'open', pointers: siblingsOf(rows, active).map(({ pointer }) => pointer) };
    default:
      return key.length === 1 ? go(nextStartingWith(rows, active, key)) : null;
  }
}

function parentOf(rows: readonly TreeRow[], active: number): number {
  const level = rows[active]?.level ?? 1;
  for (let index = active - 1; index >= 0; index -= 1)
    if ((rows[index]?.level ?? 1) < level) return index;
  return active;
}

function siblingsOf(rows: readonly TreeRow[], active: number): TreeRow[] {
  const parent = rows[parentOf(rows, active)];
  const row = rows[active];
  if (!row || !parent) return [];
  if (row.level === 1) return row.state === 'closed' ? [row] : [];
  return rows.filter(
    ({ level, state, pointer }) =>
      level === row.level && state === 'closed' && pointer.startsWith(`${parent.pointer}/`),
  );
}

function nextStartingWith(rows: readonly TreeRow[], active: number, letter: string): number {
  const wanted = letter.toLowerCase();
  for (let step = 1; step <= rows.length; step += 1) {
    const index = (active + step) % rows.length;
    if (
      String(rows[index]?.key ?? '')
        .toLowerCase()
        .startsWith(wanted)
    )
      return index;
  }
  return active;
}
