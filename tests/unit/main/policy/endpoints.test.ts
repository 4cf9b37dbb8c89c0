import { describe, expect, test } from 'vitest';
import { policy } from '#contract/policy/policy.ts';

const withEndpoints = (endpoints?: unknown) =>
  policy.safeParse({
    organisation: {
      name: 'Example Ltd',
      publicKey: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    },
    desk: { address: 'https://desk.example' },
    recipients: [`age1${'q'.repeat(58)}`],
    ...(endpoints === undefined ? {} : { endpoints }),
  });

describe('the services that a policy names', () => {
  test('are none unless told', () => {
    expect(withEndpoints().data?.endpoints).toEqual([]);
  });

  test('may be https or http, with a path and a name', () => {
    const endpoints = [
      { id: 'wiki', url: 'https://wiki.example:8443/status', name: 'Wiki' },
      { id: 'printer-2', url: 'http://192.0.2.1' },
    ];
    expect(withEndpoints(endpoints).data?.endpoints).toEqual(endpoints);
  });

  test.each([
    ['another kind of address', [{ id: 'a', url: 'ftp://a.example' }]],
    ['no address', [{ id: 'a', url: 'a.example' }]],
    ['a password', [{ id: 'a', url: 'https://user:secret@a.example' }]],
    ['a query', [{ id: 'a', url: 'https://a.example/?token=1' }]],
    ['the desk’s own id', [{ id: 'desk', url: 'https://a.example' }]],
    ['an id that is no id', [{ id: '../a', url: 'https://a.example' }]],
    [
      'the same id twice',
      ['https://a.example', 'https://b.example'].map((url) => ({ id: 'a', url })),
    ],
    ['an unknown setting', [{ id: 'a', url: 'https://a.example', verify: false }]],
    [
      'too many',
      Array.from({ length: 21 }, (_, index) => ({ id: `a${index}`, url: 'https://a.example' })),
    ],
  ])('are refused with %s', (_, endpoints) => {
    expect(withEndpoints(endpoints).success).toBe(false);
  });
});
