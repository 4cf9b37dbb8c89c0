import type { PrivateMapEntry } from '../../contract/collector.ts';
import { bareMac } from './address-values.ts';

export interface Pseudonyms {
  /** The pseudonym of a value: the known one, or the next number of its kind. `spelling` goes into the private map. */
  of(kind: string, value: string, spelling?: string): string;
  /** Puts an entry in whose pseudonym is not a plain number of its kind. */
  add(entry: PrivateMapEntry): void;
  has(kind: string, value: string): boolean;
  all(): PrivateMapEntry[];
  /** Entries that came since the last call, without those given at the start. */
  discovered(): PrivateMapEntry[];
}

/** One key for all spellings of a value; IP addresses come in their canonical one. */
function keyOf(kind: string, value: string): string {
  if (kind === 'mac') return `mac\n${bareMac(value)}`;
  return `${kind}\n${value.toLowerCase()}`;
}

/** V8's slice of a long text keeps the whole text in memory as long as the slice lives. */
function ownCopy(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

/** Numbers values per kind, in the order of their first appearance, going on after the numbers already given. */
export function createPseudonyms(given: readonly PrivateMapEntry[]): Pseudonyms {
  const entries = new Map<string, PrivateMapEntry>();
  const numbers = new Map<string, number>();
  /** The same values by their exact spelling: most come back thousands of times. */
  const exact = new Map<string, Map<string, string>>();
  let fresh: PrivateMapEntry[] = [];

  function remember(entry: PrivateMapEntry): void {
    entries.set(keyOf(entry.kind, entry.value), entry);
    const number = Number(/-(\d+)$/.exec(entry.pseudonym)?.[1] ?? 0);
    numbers.set(entry.kind, Math.max(numbers.get(entry.kind) ?? 0, number));
  }
  for (const entry of given) remember(entry);

  function add(entry: PrivateMapEntry): void {
    remember(entry);
    fresh.push(entry);
  }

  function slowly(kind: string, value: string, spelling: string): string {
    const known = entries.get(keyOf(kind, value));
    if (known) return known.pseudonym;
    const pseudonym = `${kind}-${(numbers.get(kind) ?? 0) + 1}`;
    // The contract's longest value; a longer one could not be told apart by its map entry, but is still replaced.
    add({ kind, pseudonym, value: ownCopy(spelling.slice(0, 4000)) });
    return pseudonym;
  }

  return {
    add,
    of: (kind, value, spelling = value) => {
      const quick = exact.get(kind)?.get(value);
      if (quick !== undefined) return quick;
      const pseudonym = slowly(kind, value, spelling);
      const ofKind = exact.get(kind) ?? new Map<string, string>();
      exact.set(kind, ofKind.set(ownCopy(value), pseudonym));
      return pseudonym;
    },
    has: (kind, value) => entries.has(keyOf(kind, value)),
    all: () => [...entries.values()],
    discovered: () => {
      const since = fresh;
      fresh = [];
      return since;
    },
  };
}
