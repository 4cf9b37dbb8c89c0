import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { accountContextAnchors, findAccountContexts } from './account-contexts.ts';
import { createAnchorIndexer } from './anchor-index.ts';
import { findCommandSecrets, programAnchors } from './command-lines.ts';
import type { CustomRules } from './custom-rules.ts';
import { decodedView, escapeAnchors, fromView } from './decoded-view.ts';
import { findEmails } from './emails.ts';
import { createFieldNames, type Field, nameAnchors } from './field-names.ts';
import { createFieldFinder } from './fields.ts';
import { findColonAddresses, findDashMacs, findDotMacs } from './hardware-and-ipv6.ts';
import { findIPv4 } from './ipv4.ts';
import { createKnownFinder } from './known-finder.ts';
import { type Finder, type Match, mergeMatches } from './match.ts';
import { findAmericanNumbers, findCards, findIbans, findPhones } from './numbers.ts';
import { findDiscordTokens, findOpaqueTokens, opaqueTokenAnchors } from './opaque-tokens.ts';
import { findPrivateKeys } from './private-keys.ts';
import {
  findBearers,
  findHashes,
  findTokens,
  findWebTokens,
  hashAnchors,
  tokenAnchors,
} from './tokens.ts';
import { findSecretParameters, findUrlSecrets } from './urls.ts';

export interface Rules {
  /** All matches in the text, in order. `whole`: the text is complete, not a selection of lines. */
  find(text: string, options: { whole: boolean; json: boolean }): Match[];
  fieldOf: (name: string) => Field | null;
}

const anchors: Readonly<Record<string, readonly string[]>> = {
  name: nameAnchors,
  token: tokenAnchors,
  hash: hashAnchors,
  webtoken: ['eyj'],
  odd: opaqueTokenAnchors,
  bearer: ['bearer ', 'basic ', 'bearer\u2028'],
  address: ['://'],
  query: [
    'sig',
    'code=',
    'key=',
    'auth=',
    'session=',
    'sid=',
    'ticket=',
    'state=',
    'nonce=',
    'saml',
    'assertion=',
    'x-amz-',
    'x-goog-',
    'hash=',
    'pass=',
    '&t=',
    '?t=',
    '?k=',
    '&k=',
    'invite=',
    'magic=',
    'reset=',
    'confirm',
    'otp=',
    'pin=',
    'pw=',
    'hint=',
    'awsaccess',
    'hmac=',
  ],
  key: ['begin ', 'private-lines:'],
  at: ['@'],
  plus: ['+'],
  phone: [
    'phone',
    'tel',
    'mobile',
    'cell',
    'fax',
    'call',
    'dial',
    'sms',
    'whatsapp',
    'number',
    'handy',
    'rufnummer',
  ],
  place: accountContextAnchors,
  program: programAnchors,
  escape: escapeAnchors,
};

/**
 * Structure first, known values second, patterns last; e-mail addresses before the names and
 * domains inside them.
 */
export function createRules(
  entries: readonly PrivateMapEntry[],
  addresses: readonly string[],
  custom: CustomRules | null,
): Rules {
  const known = createKnownFinder(entries, addresses);
  const makeScene = createAnchorIndexer(anchors, known.words);
  const fieldOf = createFieldNames();
  const own: Finder[] = custom
    ? custom.finders.map(
        (find) =>
          ({ text }) =>
            find(text),
      )
    : [];
  const finders: readonly Finder[] = [
    createFieldFinder(nameAnchors, fieldOf),
    findSecretParameters,
    findUrlSecrets,
    findCommandSecrets,
    findTokens,
    findWebTokens,
    findOpaqueTokens,
    findDiscordTokens,
    findBearers,
    findHashes,
    findEmails,
    findColonAddresses,
    known.find,
    ...own,
    findAccountContexts,
    findDashMacs,
    findDotMacs,
    findIPv4,
    findCards,
    findIbans,
    findPhones,
    findAmericanNumbers,
  ];
  const findIn = (
    text: string,
    first: readonly Finder[],
  ): { found: Match[]; escapes: readonly number[] } => {
    const scene = makeScene(text);
    const found = [...first, ...finders].reduce<Match[]>(
      (all, find) => mergeMatches(all, find(scene)),
      [],
    );
    return { found, escapes: scene.hits('escape') };
  };
  return {
    fieldOf,
    find: (text, { whole, json }) => {
      const { found, escapes } = findIn(text, whole ? [findPrivateKeys] : []);
      const view = escapes.length > 0 ? decodedView(text, escapes, json) : null;
      if (!view) return found;
      const { escaped, plain } = fromView(view, findIn(view.text, []).found);
      return mergeMatches(mergeMatches(sorted(escaped), found), sorted(plain));
    },
  };
}

function sorted(found: Match[]): Match[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}
