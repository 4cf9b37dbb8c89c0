import type { PrivateMapEntry, TextType } from '#contract/collector/collector.ts';
import { createAnchorIndexer } from './anchor-index.ts';
import { customRules, type RefusedRule } from './custom-rules.ts';
import { createJsonGuard } from './json-guard.ts';
import { createKnownFinder } from './known-finder.ts';
import { type Replacement, replaceMatches } from './match.ts';
import { createPseudonyms } from './pseudonyms.ts';

export interface Hider {
  /**
   * Hides the words in text that was redacted before. `before` are its existing replacements; they
   * are returned with new positions, together with the new ones. Pure and idempotent; never changes
   * Candor's own placeholders.
   */
  hide(
    text: string,
    type: TextType,
    before: readonly Replacement[],
  ): { text: string; replacements: Replacement[] };
  /** New entries for the pseudonym map; a word that is already hidden adds none. */
  discovered: readonly PrivateMapEntry[];
  /** Words that cannot be hidden, and why. */
  refused: readonly RefusedRule[];
}

const noGroups = {};
const ours = /\[secret:[a-z-]{1,60}\]|[a-z]{2,8}-\d{1,9}(?:\.\d{1,9})?/g;

/** Hides words everywhere, in all their spellings, with the numbers of the same pseudonym map. */
export function createHider(
  words: readonly string[],
  privateMap: readonly PrivateMapEntry[],
): Hider {
  const pseudonyms = createPseudonyms(privateMap);
  const { rules, refused } = customRules({ words });
  for (const word of rules.words) pseudonyms.of('word', word);
  const wanted = new Set(rules.words.map((word) => word.toLowerCase()));
  const entries = pseudonyms
    .all()
    .filter(({ kind, value }) => kind === 'word' && wanted.has(value.toLowerCase()));
  const known = createKnownFinder(entries);
  const makeScene = createAnchorIndexer(noGroups, known.words);

  return {
    hide: (text, type, before) => {
      const written = [...text.matchAll(ours)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
      }));
      let at = 0;
      const found = known.find(makeScene(text)).filter(({ start, end }) => {
        while ((written[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at += 1;
        return (written[at]?.start ?? Number.POSITIVE_INFINITY) >= end;
      });
      const pseudonymOf = (one: { kind: string; value: string }): string =>
        pseudonyms.of(one.kind, one.value);
      const fitted =
        type === 'application/json' ? createJsonGuard(null).fit(text, found, pseudonymOf) : found;
      return replaceMatches(text, fitted, before, pseudonymOf);
    },
    discovered: pseudonyms.discovered(),
    refused,
  };
}
