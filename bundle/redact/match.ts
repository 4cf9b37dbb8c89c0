import type { RedactionCount } from '#contract/collector/collector.ts';
import type { AnchorIndex } from './anchor-index.ts';

/**
 * A value that must be replaced: `[start, end)` in UTF-16 units. With `kind` `secret`, `value` is
 * the label in `[secret:label]`; with the kind of a personal value, `value` is its canonical
 * spelling.
 */
export interface Match {
  start: number;
  end: number;
  rule: string;
  kind: string;
  value: string;
  /** The replacement, if it is neither a label nor a pseudonym: encoded text is encoded again. */
  encoded?: string;
  /** It was a JSON number, so its replacement needs quotes. */
  quoted?: boolean;
  /** Another match began here and reached further; the rest of it needs a second look. */
  ragged?: boolean;
}

/**
 * Finds all matches in one pass, from left to right, without overlaps. Must be linear in the text's
 * length.
 */
export type Finder = (scene: AnchorIndex) => Match[];

/** One replacement. It never contains the replaced value. */
export interface Replacement {
  /** Position of the replacement, in UTF-16 units from the start of the redacted text. */
  start: number;
  length: number;
  rule: string;
  /** `secret`, or the kind of the personal value. */
  kind: string;
  /** The replacement: `[secret:password]`, `user-1`. */
  pseudonym: string;
}

/** Both lists in order; from `second` only matches that do not overlap `first`. */
export function mergeMatches(first: readonly Match[], second: readonly Match[]): Match[] {
  if (second.length === 0) return [...first];
  if (first.length === 0) return [...second];
  const merged: Match[] = [];
  let at = 0;
  for (const one of second) {
    for (let next = first[at]; next !== undefined && next.start < one.start; next = first[at]) {
      merged.push(next);
      at += 1;
    }
    const before = merged.at(-1);
    const after = first[at];
    if (
      (before === undefined || before.end <= one.start) &&
      (after === undefined || one.end <= after.start)
    )
      merged.push(one);
    else if (before !== undefined && before.end > one.start && before.end < one.end)
      before.ragged = true;
    else if (after !== undefined && after.start < one.end && after.start > one.start)
      after.ragged = true;
  }
  for (; at < first.length; at += 1) merged.push(first[at] as Match);
  return merged;
}

/**
 * In order and without overlaps: of two that overlap, the one that starts first wins, then the
 * longer one.
 */
export function inOrder(found: Match[]): Match[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

export interface Replaced {
  text: string;
  /** The positions of all replacements in `text`, in order. */
  replacements: Replacement[];
}

/**
 * Replaces the matches; `before` are the existing replacements in the text, whose positions are
 * updated.
 */
export function replaceMatches(
  text: string,
  found: readonly Match[],
  before: readonly Replacement[],
  pseudonymOf: (one: Match) => string,
): Replaced {
  if (found.length === 0) return { text, replacements: [...before] };
  const pieces: string[] = [];
  const replacements: Replacement[] = [];
  let done = 0;
  let shift = 0;
  let at = 0;
  const keepUntil = (limit: number): void => {
    for (let old = before[at]; old !== undefined && old.start < limit; old = before[at]) {
      if (old.start >= done && old.start + old.length <= limit)
        replacements.push({ ...old, start: old.start + shift });
      at += 1;
    }
  };
  for (const one of found) {
    keepUntil(one.start);
    const plain = one.encoded ?? pseudonymOf(one);
    const pseudonym = one.quoted === true ? `"${plain}"` : plain;
    pieces.push(text.slice(done, one.start), pseudonym);
    replacements.push({
      start: one.start + shift,
      length: pseudonym.length,
      rule: one.rule,
      kind: one.kind,
      pseudonym,
    });
    shift += pseudonym.length - (one.end - one.start);
    done = one.end;
  }
  keepUntil(text.length + 1);
  pieces.push(text.slice(done));
  return { text: pieces.join(''), replacements };
}

/** Counts per rule (each has one kind), in the order in which the rules first matched. */
export function countRules(
  replacements: readonly Pick<Replacement, 'rule' | 'kind'>[],
): RedactionCount[] {
  const counts = new Map<string, RedactionCount>();
  for (const { rule, kind } of replacements) {
    const known = counts.get(rule);
    if (known) known.count += 1;
    else counts.set(rule, { rule, kind, count: 1 });
  }
  return [...counts.values()];
}
