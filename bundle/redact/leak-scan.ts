import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { createAnchorIndexer, type Groups } from './anchor-index.ts';
import { findEmails } from './emails.ts';
import { findColonAddresses, findDashMacs, findDotMacs } from './hardware-and-ipv6.ts';
import { findIPv4 } from './ipv4.ts';
import { createKnownFinder } from './known-finder.ts';
import type { Finder, Match } from './match.ts';
import { findCards, findIbans } from './numbers.ts';
import { findPrivateKeys } from './private-keys.ts';
import { createPseudonyms } from './pseudonyms.ts';
import {
  findBearers,
  findHashes,
  findTokens,
  findWebTokens,
  hashAnchors,
  tokenAnchors,
} from './tokens.ts';
import { findUrlSecrets } from './urls.ts';

/**
 * A value that should have been replaced. It never contains the value itself, because the report
 * must not leak it.
 */
export interface Leak {
  item: string;
  rule: string;
  kind: string;
  /**
   * UTF-16 units from the start of the scanned text (JSON: with its escapes resolved) or of the
   * name.
   */
  offset: number;
}

const secretFinders: readonly Finder[] = [
  findPrivateKeys,
  findUrlSecrets,
  findTokens,
  findWebTokens,
  findBearers,
  findHashes,
  findCards,
  findIbans,
];
const valueFinders: readonly Finder[] = [
  findEmails,
  findColonAddresses,
  findDashMacs,
  findDotMacs,
  findIPv4,
];

const anchors: Groups = {
  token: tokenAnchors,
  hash: hashAnchors,
  webtoken: ['eyj'],
  bearer: ['bearer ', 'basic '],
  address: ['://'],
  key: ['begin ', 'private-lines:'],
  at: ['@'],
};

/**
 * The leak scan of the final bytes: every private-map value, in all its spellings, and every
 * secret's pattern that is still in an item's text or name. It uses the redactor's own finders, so
 * it never reports what the redactor decided to leave, such as a version number that looks like an
 * address.
 */
export function createLeakScanner(
  privateMap: readonly PrivateMapEntry[],
): (name: string, text: string) => Leak[] {
  const values = createPseudonyms(privateMap);
  const known = createKnownFinder(privateMap);
  const makeScene = createAnchorIndexer(anchors, known.words);

  function leaksIn(text: string): Match[] {
    const scene = makeScene(text);
    return [
      ...secretFinders.flatMap((find) => find(scene)),
      ...known.find(scene),
      ...valueFinders
        .flatMap((find) => find(scene))
        .filter(({ kind, value }) => values.has(kind, value)),
    ];
  }

  return (name, text) => {
    const json = name.endsWith('.json');
    const inText = leaksIn(json ? unescapeJson(text) : text);
    const inName = leaksIn(name).map((found) => ({ ...found, rule: `${found.rule}-in-name` }));
    return [...inName, ...inText].map(({ rule, kind, start }) => ({
      item: name,
      rule,
      kind,
      offset: start,
    }));
  };
}

/** Resolves JSON's escapes, so that the scan sees strings as a reader does. */
function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_, code: string | undefined, character: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return escapes[character ?? ''] ?? character ?? '';
    },
  );
}
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
