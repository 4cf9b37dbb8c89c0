import type { RedactionCount } from '../../contract/collector.ts';

/**
 * A value that must not stay: `[start, end)` in UTF-16 units. `kind` is `secret`, then `value` is the label that goes
 * into `[secret:label]`; or the kind of a personal value, then `value` is its one canonical spelling.
 */
export interface Found {
  start: number;
  end: number;
  rule: string;
  kind: string;
  value: string;
}

/** Finds in one pass, from left to right, without overlaps. Must be linear in the text's length. */
export type Finder = (text: string) => Found[];

export type CountRule = (rule: string, kind: string) => void;

/** The text with each found value replaced; the same string when nothing was found. */
export function replaceFound(text: string, found: readonly Found[], replacement: (one: Found) => string): string {
  if (found.length === 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const one of found) {
    pieces.push(text.slice(done, one.start), replacement(one));
    done = one.end;
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

/** Counts per rule (each has one kind), in the order in which the rules first did something. */
export function createTally(): { count: CountRule; result: () => RedactionCount[] } {
  const counts = new Map<string, RedactionCount>();
  return {
    count: (rule, kind) => {
      const known = counts.get(rule);
      if (known) known.count += 1;
      else counts.set(rule, { rule, kind, count: 1 });
    },
    result: () => [...counts.values()],
  };
}
