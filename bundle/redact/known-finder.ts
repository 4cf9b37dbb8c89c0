import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { canonicalIPv6 } from './address-values.ts';
import { isDigit, isWordCode, startsWord } from './characters.ts';
import { addressSpellings, type Spelling, spellingsOf } from './known-spellings.ts';
import type { Finder, Match } from './match.ts';
import { inOrder } from './match.ts';

interface Sought extends Spelling {
  rule: string;
  kind: string;
  value: string;
}

export interface KnownFinder {
  /** The words for the anchor group `known`. */
  words: readonly string[];
  find: Finder;
}

/**
 * Finds known values in all their spellings, in any case, as whole words. In the path of a home
 * folder only the last part is the personal value. `addresses` are those known before anything was
 * collected: others are found only by their pattern, because `1.2.3.4` may be a version elsewhere.
 */
export function createKnownFinder(
  entries: readonly PrivateMapEntry[],
  addresses: readonly string[] = [],
): KnownFinder {
  const byWord = new Map<string, Sought>();
  const seek = (one: Sought): void => {
    const key = one.exact ? one.word : one.word.toLowerCase();
    if (one.word.length > 1 && !byWord.has(key)) byWord.set(key, one);
  };
  for (const entry of [...entries].sort((a, b) => b.value.length - a.value.length)) {
    const home = entry.kind === 'home';
    const found = home
      ? { kind: 'user', value: lastPart(entry.value) }
      : { kind: entry.kind, value: entry.value };
    for (const spelling of spellingsOf(entry))
      seek({ ...spelling, ...found, rule: `known-${entry.kind}` });
  }
  for (const address of addresses) {
    const value = canonicalIPv6(address) ?? address;
    for (const word of addressSpellings(address)) {
      seek({ word, exact: false, from: 0, anywhere: false, rule: 'known-ip', kind: 'ip', value });
    }
  }
  const sought = [...byWord.values()];
  return {
    words: sought.map(({ word }) => word),
    find: ({ text, hits }) => knownIn(text, hits('known'), sought),
  };
}

function knownIn(text: string, places: readonly number[], sought: readonly Sought[]): Match[] {
  const found: Match[] = [];
  for (let index = 0; index < places.length; index += 2) {
    const one = sought[places[index] as number] as Sought;
    const end = places[index + 1] as number;
    const start = end - one.word.length;
    if (!standsThere(text, start, end, one)) continue;
    found.push({ start: start + one.from, end, rule: one.rule, kind: one.kind, value: one.value });
  }
  return found.length > 1 ? inOrder(found) : found;
}

function standsThere(text: string, start: number, end: number, one: Sought): boolean {
  if (one.exact && !text.startsWith(one.word, start)) return false;
  if (one.anywhere) return true;
  if (!startsWord(text, start)) return false;
  const last = text.charCodeAt(end - 1);
  if (one.kind === 'ip' || one.kind === 'mac') return endsAddress(text, start, end);
  return !isWordCode(last) || end >= text.length || !isWordCode(text.charCodeAt(end));
}

/** `10.0.0.1` is not in `10.0.0.12`, `110.0.0.1` or `1.10.0.0.1`. */
function endsAddress(text: string, start: number, end: number): boolean {
  if (end < text.length && isWordCode(text.charCodeAt(end))) return false;
  const sign = text.charAt(end);
  if ((sign === '.' || sign === ':') && isDigit(text.charCodeAt(end + 1)) && sign === '.')
    return false;
  return !(text.charAt(start - 1) === '.' && isDigit(text.charCodeAt(start - 2)));
}

function lastPartStart(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
}

/** The name of the folder in a path: `ann` in `/home/ann`. */
export function lastPart(path: string): string {
  const trimmed = path.replace(/[\\/]+$/, '');
  return trimmed.slice(lastPartStart(trimmed));
}
