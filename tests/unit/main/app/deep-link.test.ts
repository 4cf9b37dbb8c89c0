import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeAlphabet, shortCode } from '#contract/http/request.ts';
import { linkIn, openingOfLink } from '#main/app/deep-link.ts';

describe('a link', () => {
  test.each([
    ['candor://help?code=ACDE-3467', { screen: 'code', detail: 'ACDE3467' }],
    ['candor://help/?code=acde3467', { screen: 'code', detail: 'ACDE3467' }],
    ['candor://help', { screen: 'describe' }],
    ['candor://help/', { screen: 'describe' }],
    ['candor://history', { screen: 'history' }],
  ])('%s opens a screen', (link, opening) => expect(openingOfLink(link)).toEqual(opening));

  test.each([
    'candor://help?code=ACDE3467&desk=https://elsewhere.example',
    'candor://help?code=ACDE3467#agree',
    'candor://help?code=ACDE3467&go=1',
    'candor://help?code=ACDE3467\n',
    'candor://help?code=ACDE346',
    'candor://help?code=ACDE%2D3467',
    'candor://help?Code=ACDE3467&code=ACDE3467',
    'candor://help?key=AAAA',
    'candor://policy?desk=https://elsewhere.example',
    'candor://user:secret@help?code=ACDE3467',
    'candor://help/../policy?code=ACDE3467',
    'candor://request?jti=6f6a1a5e-5e5c-4b62-9f0b-6a9b8f1c1d2e',
    'https://help?code=ACDE3467',
    'file:///etc/candor/policy.json',
    '--policy=/tmp/policy.json',
  ])('%s does nothing', (link) => expect(openingOfLink(link)).toBeNull());
});

/** Links as somebody who wants more than a link may do would make them. */
const hostile = fc.oneof(
  fc.string({ maxLength: 80 }).map((rest) => `candor://${rest}`),
  fc.string({ unit: 'grapheme', maxLength: 80 }).map((rest) => `candor://help?code=${rest}`),
  fc
    .webUrl({ withQueryParameters: true, withFragments: true })
    .map((url) => url.replace(/^https?/, 'candor')),
  fc
    .tuple(
      fc.constantFrom(
        'candor://help',
        'candor://help/',
        'candor://history',
        'CANDOR://help',
        'candor:help',
        'candor:///help',
      ),
      fc.constantFrom(
        '?code=',
        '?Code=',
        '?code[]=',
        '?desk=',
        '?key=',
        '?policy=',
        '?jti=',
        '&code=',
        '#code=',
        '?agree&code=',
      ),
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...codeAlphabet), minLength: 8, maxLength: 8 }),
        fc.string({
          unit: fc.constantFrom(...codeAlphabet, ...'acdeBILO0158-%&=#?/ \n\u0000\u202E'),
          minLength: 6,
          maxLength: 12,
        }),
      ),
      fc.constantFrom('', '', '', '&x=1', '#x', '\n', ' ', '/', '%00', '&code=ACDE3467'),
    )
    .map((parts) => parts.join('')),
);

test('ten thousand hostile links: a code in its exact shape gets through, and nothing else', () => {
  let codes = 0;
  fc.assert(
    fc.property(hostile, (link) => {
      const opening = openingOfLink(link);
      if (opening === null) return;
      expect(['code', 'describe', 'history']).toContain(opening.screen);
      if (opening.screen !== 'code') {
        expect(opening).toEqual({ screen: opening.screen });
        return;
      }
      codes++;
      expect(shortCode.safeParse(opening.detail).success).toBe(true);
      expect(link.replace(/-/g, '').toUpperCase().replace('HELP/?', 'HELP?')).toBe(
        `CANDOR://HELP?CODE=${opening.detail}`,
      );
    }),
    { numRuns: 10_000, seed: 20260301 },
  );
  // The generator reaches what it is about.
  expect(codes).toBeGreaterThan(0);
});

test('only the first word of a command line that is a link is one', () => {
  expect(linkIn(['/opt/candor', '--flag', 'candor://help', 'candor://history'])).toBe(
    'candor://help',
  );
  expect(linkIn(['/opt/candor', '--policy=candor://help', ' candor://help'])).toBeNull();
});
