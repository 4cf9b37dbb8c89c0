import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestRequestSeconds } from '#contract/http/request.ts';
import {
  clockToleranceSeconds,
  type Refusal,
  type Trusted,
  verifyRequest,
} from '#main/trust/request.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const ours = await makeOrganisation();
const theirs = await makeOrganisation('http://127.0.0.1:2', 'Example Ltd');
const device = 'A'.repeat(43);
const now = Date.parse('2026-03-01T12:00:00Z');
const seconds = now / 1000;
const day = 24 * 3600;
const trusted: Trusted = {
  pin: { publicKey: ours.policy.organisation.publicKey, fingerprint: ours.fingerprint },
  device,
  now,
  taken: () => false,
};
const claims = (change: object = {}) => ours.claims(device, now, change);
const judge = async (jws: unknown, how: Partial<Trusted> = {}) => {
  const verdict = await verifyRequest(jws, { ...trusted, ...how });
  return verdict.ok ? 'taken' : verdict.refusal;
};

test('a request by the pinned organisation, for this device, in its time, is taken with exactly what it says', async () => {
  const said = claims({ scope: { collectors: ['routes', 'dns'] }, incident: 'INC-000007' });
  expect(await verifyRequest(await ours.signRequest(said), trusted)).toEqual({
    ok: true,
    claims: said,
  });
});

describe('refused is', () => {
  const altered = (jws: string, change: (payload: Record<string, unknown>) => void) => {
    const [head, payload = '', signature] = jws.split('.');
    const document = JSON.parse(Buffer.from(payload, 'base64url').toString());
    change(document);
    return [head, Buffer.from(JSON.stringify(document)).toString('base64url'), signature].join('.');
  };
  const cases: [string, Refusal, () => Promise<string>][] = [
    [
      'another organisation’s, signed with its own key',
      'wrong-signature',
      () => theirs.signRequest(theirs.claims(device, now)),
    ],
    [
      'another’s that names ours',
      'wrong-signature',
      () => theirs.signRequest(claims(), { kid: ours.fingerprint }),
    ],
    [
      'ours that names another',
      'wrong-organisation',
      () => ours.signRequest(claims({ iss: theirs.fingerprint })),
    ],
    [
      'ours with another’s key name',
      'wrong-organisation',
      () => ours.signRequest(claims(), { kid: theirs.fingerprint }),
    ],
    [
      'one for another device',
      'wrong-device',
      () => ours.signRequest(claims({ sub: 'B'.repeat(43) })),
    ],
    [
      'one that has expired',
      'expired',
      () => ours.signRequest(claims({ nbf: seconds - 7200, iat: seconds - 7200, exp: seconds })),
    ],
    [
      'one of tomorrow',
      'not-yet-valid',
      () => ours.signRequest(claims({ nbf: seconds + day, exp: seconds + day + 60 })),
    ],
    [
      'one for longer than a month',
      'malformed',
      () => ours.signRequest(claims({ exp: seconds + longestRequestSeconds + 1 })),
    ],
    [
      'one that ends before it begins',
      'malformed',
      () => ours.signRequest(claims({ nbf: seconds, exp: seconds - 1 })),
    ],
    [
      'one with both a preset and collectors',
      'malformed',
      () => ours.signRequest(claims({ scope: { preset: 'network', collectors: ['dns'] } })),
    ],
    ['one without a reason', 'malformed', () => ours.signRequest(claims({ reason: '  ' }))],
    [
      'one with a word that the contract does not know',
      'malformed',
      () => ours.signRequest(claims({ silent: true })),
    ],
    [
      'one by phone without the nonce of the try',
      'malformed',
      () => ours.signRequest(claims({ kind: 'phone', number: '42' })),
    ],
    [
      'a message that was made for another purpose',
      'wrong-type',
      () => ours.sign(claims(), { typ: 'JWT', kid: ours.fingerprint }),
    ],
    [
      'a header with a key of its own',
      'malformed',
      () => ours.signRequest(claims(), { jwk: theirs.policy.organisation.publicKey }),
    ],
    [
      'a header with an address of a key',
      'malformed',
      () => ours.signRequest(claims(), { jku: 'https://elsewhere.example/keys' }),
    ],
    [
      'a scope that was widened on the way',
      'wrong-signature',
      async () =>
        altered(await ours.signRequest(claims()), (one) => (one.scope = { preset: 'full' })),
    ],
    [
      'an end that was moved on the way',
      'wrong-signature',
      async () => altered(await ours.signRequest(claims()), (one) => (one.exp = seconds + 2 * day)),
    ],
    [
      'what is no JSON',
      'wrong-signature',
      () => ours.signRequest('<b>hello</b>' as unknown as object),
    ],
  ];
  test.each(cases)('%s: %s', async (_, refusal, make) => {
    expect(await judge(await make())).toBe(refusal);
  });

  test('an unsigned one, and one by HMAC with the public key as its secret', async () => {
    const [, payload] = (await ours.signRequest(claims())).split('.');
    const head = (alg: string) =>
      Buffer.from(
        JSON.stringify({ alg, typ: 'candor-request+jwt', kid: ours.fingerprint }),
      ).toString('base64url');
    expect(await judge(`${head('none')}.${payload}.`)).toBe('malformed');
    expect(await judge(`${head('HS256')}.${payload}.${'A'.repeat(43)}`)).toBe('malformed');
  });

  test('one that was taken before, and one from before what was taken was lost', async () => {
    const jws = await ours.signRequest(claims());
    expect(await judge(jws, { taken: () => true })).toBe('used');
    expect(await judge(jws, { notBefore: seconds + 1 })).toBe('too-old');
  });
});

test('its beginning has a minute of tolerance, its end none', async () => {
  const soon = await ours.signRequest(claims({ nbf: seconds + clockToleranceSeconds }));
  expect(await judge(soon)).toBe('taken');
  expect(await judge(soon, { now: now - 1000 })).toBe('not-yet-valid');
  const short = await ours.signRequest(claims({ exp: seconds + 1 }));
  expect(await judge(short, { now: now + 999 })).toBe('taken');
  expect(await judge(short, { now: now + 1000 })).toBe('expired');
});

test('no single changed byte of a good one is taken, and nothing at all throws', async () => {
  const jws = await ours.signRequest(claims({ jti: randomUUID() }));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(jws.length - 1),
      fc.constantFrom(...'AZaz09-_.'),
      async (at, letter) => {
        if (jws[at] === letter) return;
        const changed = jws.slice(0, at) + letter + jws.slice(at + 1);
        // The last character of a base64url signature holds unused bits; what decodes to the same bytes is the same message.
        const same = changed
          .split('.')
          .every((part, index) =>
            Buffer.from(part, 'base64url').equals(
              Buffer.from(jws.split('.')[index] ?? '', 'base64url'),
            ),
          );
        if (!same || changed.split('.').length !== 3)
          expect(await judge(changed)).not.toBe('taken');
      },
    ),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (value) => {
      expect(await judge(value)).toBe('malformed');
    }),
    { numRuns: 300 },
  );
});

test('a weak or foreign kind of key never verifies', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  expect(await judge(await ours.signRequest(claims(), {}, privateKey))).toBe('wrong-signature');
});
