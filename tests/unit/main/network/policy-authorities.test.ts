import { afterAll, describe, expect, test } from 'vitest';
import { authorityFault, parseAuthorities } from '#main/network/policy-authorities.ts';
import { certificateMaker } from '#tests/fixtures/issued-certificates.ts';

const { issue, close } = certificateMaker();
afterAll(close);

const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
const server = [
  'subjectAltName=DNS:desk.example,DNS:*.apps.example,IP:10.1.2.3',
  'extendedKeyUsage=serverAuth',
];
const root = issue({ name: 'Office Root', extensions: authority });
const good = issue({ name: 'desk', by: root, extensions: server });
const { authorities } = parseAuthorities([root.pem]);
const day = 86_400_000;
/** When all of them are made. */
const soon = new Date(Date.now() + day / 24);

const judge = (
  certificates: readonly { pem: string }[],
  host = 'desk.example',
  now = soon,
  trusted = authorities,
) => authorityFault({ host, certificates: certificates.map(({ pem }) => pem) }, trusted, now);

describe('an authority of the policy stands behind', () => {
  test('its own certificates, with the root sent along or not', () => {
    expect(judge([good])).toBeNull();
    expect(judge([good, root])).toBeNull();
    expect(judge([good], 'shop.apps.example')).toBeNull();
    expect(judge([good], '10.1.2.3')).toBeNull();
  });

  test('those of an authority that it signed', () => {
    const between = issue({ name: 'Office Issuing', by: root, extensions: authority });
    const own = issue({ name: 'desk', by: between, extensions: server });
    expect(judge([own, between])).toBeNull();
    expect(judge([own])).toMatch(/no authority of the organisation/);
  });

  test.each([
    [
      'an authority that says it is for servers',
      ['extendedKeyUsage=clientAuth,serverAuth'],
      ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    ],
    [
      'an authority for every purpose',
      ['extendedKeyUsage=anyExtendedKeyUsage'],
      ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
    ],
    ['an authority with policies', ['certificatePolicies=critical,1.2.3.4'], ['ED25519']],
    [
      'an unknown extension that is not critical',
      ['1.2.3.4.5=ASN1:NULL'],
      ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    ],
  ])('%s', (_what, extensions, key) => {
    const between = issue({
      name: 'Between',
      by: root,
      extensions: [...authority, ...extensions],
      key,
    });
    expect(judge([issue({ name: 'desk', by: between, extensions: server }), between])).toBeNull();
  });

  test('its certificates while it is being renewed: the new one counts beside the old one of the same name and key', () => {
    const old = issue({ name: 'Office Root', extensions: authority, keyOf: root, days: 1 });
    const later = new Date(soon.getTime() + 10 * day);
    expect(judge([good], 'desk.example', later, parseAuthorities([old.pem]).authorities)).toMatch(
      /not valid at/,
    );
    expect(
      judge([good], 'desk.example', later, parseAuthorities([old.pem, root.pem]).authorities),
    ).toBeNull();
    expect(
      judge([good], 'desk.example', later, parseAuthorities([root.pem, old.pem]).authorities),
    ).toBeNull();
  });
});

describe('nothing else is let through', () => {
  const other = issue({ name: 'Office Root', extensions: authority });
  const leaf = issue({
    name: 'mallory',
    by: root,
    extensions: ['basicConstraints=CA:FALSE', ...server],
  });
  const noSecond = issue({
    name: 'Short Root',
    extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0'],
  });
  const second = issue({ name: 'Second', by: noSecond, extensions: authority });
  const constrained = issue({
    name: 'Constrained',
    by: root,
    extensions: [...authority, 'nameConstraints=critical,permitted;DNS:elsewhere.example'],
  });
  /** A good server certificate, below an authority with these extensions. */
  const below = (extensions: readonly string[]) => {
    const between = issue({ name: 'Between', by: root, extensions: [...authority, ...extensions] });
    return [issue({ name: 'desk', by: between, extensions: server }), between];
  };
  const own = (extensions: readonly string[]) => [
    issue({ name: 'desk', by: root, extensions: [...server, ...extensions] }),
  ];
  const chains: [string, { pem: string }[], RegExp, string?][] = [
    ['no certificate', [], /no certificate/],
    ['what is no certificate', [{ pem: 'hello' }], /cannot be read/],
    ['another host', [good], /does not name elsewhere\.example/, 'elsewhere.example'],
    ['another address', [good], /does not name 10\.1\.2\.4/, '10.1.2.4'],
    ['a name two levels below a wildcard', [good], /does not name/, 'a.b.apps.example'],
    [
      'a name in the subject alone',
      [issue({ name: 'desk.example', by: root, extensions: ['extendedKeyUsage=serverAuth'] })],
      /does not name/,
    ],
    [
      'a certificate for people',
      [
        issue({
          name: 'ann',
          by: root,
          extensions: [server[0] ?? '', 'extendedKeyUsage=clientAuth'],
        }),
      ],
      /not for servers/,
    ],
    [
      'an authority’s own certificate as the server’s',
      [issue({ name: 'x', by: root, extensions: [...authority, ...server] })],
      /an authority’s/,
    ],
    [
      'another authority of the same name',
      [issue({ name: 'desk', by: other, extensions: server }), other],
      /no authority of the organisation/,
    ],
    [
      'a server that signs another',
      [issue({ name: 'desk', by: leaf, extensions: server }), leaf],
      /no authority/,
    ],
    [
      'an authority below one that allows none',
      [issue({ name: 'desk', by: second, extensions: server }), second],
      /fewer certificates|no authority/,
    ],
    [
      'name constraints, which are not evaluated',
      [issue({ name: 'desk', by: constrained, extensions: server }), constrained],
      /name constraints/,
    ],
    [
      'a short key',
      [
        issue({
          name: 'desk',
          by: root,
          extensions: server,
          key: ['RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
        }),
      ],
      /RSA key of 1024 bits/,
    ],
    [
      'a SHA-1 signature',
      [issue({ name: 'desk', by: root, extensions: server, digest: 'sha1' })],
      /a signature of a kind that does not count/,
    ],
    [
      'a certificate below an authority for people’s certificates',
      below(['extendedKeyUsage=clientAuth,emailProtection']),
      /not for servers/,
    ],
    [
      'a critical extension that nobody here knows',
      below(['1.2.3.4.5=critical,ASN1:NULL']),
      /critical extension 1\.2\.3\.4\.5/,
    ],
    [
      'the same in the server’s own certificate',
      own(['1.2.3.4.5=critical,ASN1:NULL']),
      /critical extension 1\.2\.3\.4\.5/,
    ],
    [
      'policy constraints, which are not evaluated',
      below(['policyConstraints=critical,requireExplicitPolicy:0']),
      /critical extension 2\.5\.29\.36/,
    ],
    [
      'name constraints that are not called critical',
      below(['nameConstraints=permitted;DNS:desk.example']),
      /name constraints/,
    ],
    [
      'a key that may only sign lists of revoked certificates',
      own(['keyUsage=critical,cRLSign']),
      /key of the certificate is not for servers/,
    ],
  ];

  test.each(chains)('%s', (_what, certificates, reason, host = 'desk.example') => {
    const trusted = parseAuthorities([root.pem, noSecond.pem]).authorities;
    expect(judge(certificates, host, soon, trusted)).toMatch(reason);
  });

  test('an authority of the organisation that is not for servers itself', () => {
    const people = issue({
      name: 'People',
      extensions: [...authority, 'extendedKeyUsage=clientAuth'],
    });
    const desk = issue({ name: 'desk', by: people, extensions: server });
    expect(judge([desk], 'desk.example', soon, parseAuthorities([people.pem]).authorities)).toMatch(
      /not for servers/,
    );
  });

  test('an authority one step too deep below one that allows one', () => {
    const one = issue({
      name: 'One',
      by: root,
      extensions: ['basicConstraints=critical,CA:TRUE,pathlen:1', 'keyUsage=keyCertSign'],
    });
    const two = issue({ name: 'Two', by: one, extensions: authority });
    const three = issue({ name: 'Three', by: two, extensions: authority });
    const desk = (by: typeof one) => issue({ name: 'desk', by, extensions: server });
    expect(judge([desk(two), two, one])).toBeNull();
    expect(judge([desk(three), three, two, one])).toMatch(/fewer certificates/);
  });

  test('one that is not valid yet, or not any more', () => {
    expect(judge([good], 'desk.example', new Date(soon.getTime() + 60 * day))).toMatch(
      /not valid at/,
    );
    expect(judge([good], 'desk.example', new Date(soon.getTime() - 2 * day))).toMatch(
      /not valid at/,
    );
  });

  test('without an authority in the policy', () => {
    expect(judge([good, root], 'desk.example', soon, [])).toMatch(
      /no authority of the organisation/,
    );
  });
});

describe('an authority as IT writes it', () => {
  test('is PEM, or the base64 alone, on one line or many', () => {
    const bare = root.pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
    expect(parseAuthorities([root.pem, bare])).toMatchObject({ unreadable: 0 });
    expect(parseAuthorities([bare]).authorities[0]?.fingerprint256).toBe(
      authorities[0]?.fingerprint256,
    );
  });

  test('comes to nothing when it is something else', () => {
    expect(parseAuthorities(['', 'A'.repeat(400), root.pem.slice(0, 200)])).toEqual({
      authorities: [],
      unreadable: 3,
    });
  });
});
