import type { z } from 'zod';
import type { mediaType, PrivateMapEntry, RedactionCount } from '../../contract/collector.ts';
import { mapBlocks } from './blocks.ts';
import { findEmails } from './emails.ts';
import { createTally, type Finder, type Found, replaceFound } from './found.ts';
import { findColonAddresses, findDashMacs, findDotMacs } from './hardware-and-ipv6.ts';
import { findIPv4 } from './ipv4.ts';
import { redactJson, separatorsIn } from './json-text.ts';
import { createKnownFinder } from './known-finder.ts';
import { type KnownValues, registerKnown } from './known-values.ts';
import { findPrivateKeys } from './private-keys.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { findSecretFields, findSecretParameters } from './secret-fields.ts';
import { findBearers, findTokens, findUrlPasswords, findWebTokens } from './secret-patterns.ts';

export type { KnownValues } from './known-values.ts';

export const emptyKnownValues: Readonly<KnownValues> = {
  users: [],
  fullNames: [],
  homes: [],
  hosts: [],
  domains: [],
  ips: [],
  macs: [],
  ids: [],
  emails: [],
  words: [],
};

export interface Redactor {
  /** The text without secrets and personal values, and how many were replaced by which rule. Linear, idempotent. */
  redact(text: string, type: z.infer<typeof mediaType>): { text: string; redactions: RedactionCount[] };
  /** Private-map entries that are new since the last call; the known values come with the first. */
  discovered(): PrivateMapEntry[];
}

/** Bound of the rounds below; two are enough for all but text that was built to need more. */
const mostRounds = 4;

/**
 * Secrets vanish as `[secret:label]`; a personal value becomes the pseudonym of its kind, the same one each time.
 * `privateMap` continues an earlier redactor's numbers, such as that of a collector process that was replaced.
 */
export function createRedactor(options: { known: KnownValues; privateMap?: readonly PrivateMapEntry[] }): Redactor {
  const pseudonyms = createPseudonyms(options.privateMap ?? []);
  registerKnown(options.known, pseudonyms);
  // Structure first, known values second, patterns last; e-mail addresses before the names and domains inside them.
  const finders: readonly Finder[] = [
    findSecretFields,
    findSecretParameters,
    findUrlPasswords,
    findTokens,
    findWebTokens,
    findBearers,
    findEmails,
    createKnownFinder(pseudonyms.all()),
    findColonAddresses,
    findDashMacs,
    findDotMacs,
    findIPv4,
  ];

  function replacementOf({ kind, value }: Found): string {
    if (kind === 'secret') return `[secret:${value}]`;
    return pseudonyms.of(kind, value, kind === 'mac' ? value.replace(/..(?=.)/g, '$&:') : value);
  }

  return {
    redact: (text, type) => {
      const tally = createTally();
      const once = (round: string, find: Finder): string => {
        const found = find(round);
        for (const { rule, kind } of found) tally.count(rule, kind);
        return replaceFound(round, found, (one) => replacementOf(one) + separatorsIn(round.slice(one.start, one.end)));
      };
      // Until nothing is found any more: what a replacement uncovers is replaced too, and a second pass changes nothing.
      const redactBlock = (before: string): string => {
        let current = before;
        for (let round = 0; round < mostRounds; round += 1) {
          const next = finders.reduce(once, current);
          if (next === current) break;
          current = next;
        }
        return current;
      };
      const redactText = (whole: string, cut: string): string => mapBlocks(once(whole, findPrivateKeys), cut, redactBlock);
      const json = type === 'application/json' ? redactJson(text, redactText, tally.count) : null;
      return { text: json ?? redactText(text, '\n'), redactions: tally.result() };
    },
    discovered: () => pseudonyms.discovered(),
  };
}
