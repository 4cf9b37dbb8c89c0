import type { PrivateMapEntry } from '../../contract/collector.ts';
import { findEmails } from './emails.ts';
import type { Finder, Found } from './found.ts';
import { findColonAddresses, findDashMacs, findDotMacs } from './hardware-and-ipv6.ts';
import { findIPv4 } from './ipv4.ts';
import { unescapeJson } from './json-text.ts';
import { createKnownFinder } from './known-finder.ts';
import { findPrivateKeys } from './private-keys.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { findBearers, findTokens, findUrlPasswords, findWebTokens } from './secret-patterns.ts';

/** A value that should have been replaced. It never says the value itself: a leak's report must not leak. */
export interface Leak {
  item: string;
  rule: string;
  kind: string;
  /** UTF-16 units from the start of the scanned text (JSON: with its escapes resolved) or of the name. */
  offset: number;
}

const secretFinders: readonly Finder[] = [findPrivateKeys, findUrlPasswords, findTokens, findWebTokens, findBearers];
const valueFinders: readonly Finder[] = [findEmails, findColonAddresses, findDashMacs, findDotMacs, findIPv4];

/**
 * The last look at the final bytes: every private-map value, in all its spellings, and every secret's pattern that is
 * still in an item's text or name. It finds with the redactor's own finders, so that it never accuses what the redactor
 * decided to leave, such as a version number that looks like an address.
 */
export function createLeakScanner(privateMap: readonly PrivateMapEntry[]): (name: string, text: string) => Leak[] {
  const values = createPseudonyms(privateMap);
  const findKnown = createKnownFinder(privateMap);

  function leaksIn(text: string): Found[] {
    return [
      ...secretFinders.flatMap((find) => find(text)),
      ...findKnown(text),
      ...valueFinders.flatMap((find) => find(text)).filter(({ kind, value }) => values.has(kind, value)),
    ];
  }

  return (name, text) => {
    const json = name.endsWith('.json');
    const inText = leaksIn(json ? unescapeJson(text) : text);
    const inName = leaksIn(name).map((found) => ({ ...found, rule: `${found.rule}-in-name` }));
    return [...inName, ...inText].map(({ rule, kind, start }) => ({ item: name, rule, kind, offset: start }));
  };
}
