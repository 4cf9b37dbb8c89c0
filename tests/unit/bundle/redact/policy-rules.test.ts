import { expect, test } from 'vitest';
import { policyRules } from '#bundle/redact/custom-rules.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { combineLayers, faultText, valuesOfDocument } from '#policy/policy-document.ts';
import { withUsableRules } from '#policy/usable-rules.ts';

const base = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const judge = (hidden: object) =>
  withUsableRules(
    combineLayers([
      {
        level: 'machine',
        values: valuesOfDocument({ ...base, hidden }, '/etc/candor/policy.json'),
      },
    ]),
  );

test('the organisation’s words and patterns are hidden, each value by the same pseudonym', () => {
  const { policy } = judge({ words: ['Bluebird'], patterns: ['\\bNW-\\d{6}\\b'] });
  const redactor = createRedactor({ known: emptyKnownValues, rules: policyRules(policy?.hidden) });
  const { text } = redactor.redact(
    'NW-123456 opened BLUEBIRD; NW-654321 and nw-123456 did not',
    'text/plain',
  );
  expect(text).toBe('pattern-1 opened word-1; pattern-2 and pattern-1 did not');
});

test.each([
  [
    'a pattern that is none',
    { patterns: ['ok-\\d', '('] },
    'hidden.patterns.1',
    /regular expression.*Unterminated group/,
  ],
  [
    'one that could take very long',
    { patterns: ['(a+)+$'] },
    'hidden.patterns.0',
    /may take very long/,
  ],
  ['one that matches nothing', { patterns: ['x*'] }, 'hidden.patterns.0', /matches an empty text/],
  [
    'a word that Candor itself writes',
    { words: ['user-1'] },
    'hidden.words.0',
    /Candor itself writes this/,
  ],
])('%s: the policy is refused, with the reason and the place', (_what, hidden, setting, reason) => {
  const { policy, faults } = judge(hidden);
  expect(policy).toBeNull();
  expect(faults).toMatchObject([
    { setting, problem: expect.stringMatching(reason), source: '/etc/candor/policy.json' },
  ]);
  expect(faultText(faults[0] as (typeof faults)[0])).toContain('/etc/candor/policy.json');
});

test('a policy that hides nothing is unchanged', () => {
  const combined = combineLayers([{ level: 'machine', values: valuesOfDocument(base, 'here') }]);
  expect(withUsableRules(combined)).toBe(combined);
});

test('an unchecked bad pattern is an error at collection, not a gap', () => {
  expect(() => policyRules({ words: [], patterns: ['(a+)+$'] })).toThrow(/may take very long/);
});
