import { describe, expect, test } from 'vitest';
import { formatText } from '#contract/text/text.ts';
import { deskReachability } from '#diagnosis/desk-reachability.ts';
import { healthy } from './items.ts';

const item = 'reachability/reachability.json';
type Endpoint = Parameters<typeof deskReachability.analyze>[0][typeof item]['endpoints'][number];
const [desk] = healthy[item].endpoints;
function findingsOf(change: Partial<Endpoint>) {
  if (!desk) throw new Error('the healthy machine names its desk');
  return deskReachability.analyze({ [item]: { endpoints: [{ ...desk, ...change }] } });
}
const failed = (error: string) => ({ ok: false, milliseconds: 10, error });
const after = { dns: null, tcp: null, tls: null, http: null };
const tls = { protocol: null, issuer: null, validTo: null, trusted: null };

describe('the step that failed decides cause and words', () => {
  test.each([
    [
      'a name nobody knows',
      { ...after, dns: { ...failed('ENOTFOUND'), addresses: [] } },
      'infrastructure',
      'The desk cannot be found',
    ],
    [
      'no DNS server',
      { ...after, dns: { ...failed('EAI_AGAIN'), addresses: [] } },
      'client environment',
      'The desk cannot be found',
    ],
    [
      'nothing listens',
      { tcp: failed('connect ECONNREFUSED ip-1:443'), tls: null, http: null },
      'infrastructure',
      'The desk refuses connections',
    ],
    [
      'no route',
      { tcp: failed('ENETUNREACH'), tls: null, http: null },
      'client environment',
      'There is no network connection to the desk',
    ],
    [
      'a firewall',
      { tcp: failed('ETIMEDOUT'), tls: null, http: null },
      'infrastructure',
      'The desk does not answer',
    ],
    [
      'a broken handshake',
      { tls: { ...failed('EPROTO'), ...tls }, http: null },
      'infrastructure',
      'No secure connection',
    ],
    [
      'a proxy',
      { http: { ...failed('407'), status: 407, clockOffsetSeconds: null } },
      'infrastructure',
      'The network requires a sign-in',
    ],
    [
      'a failing desk',
      { http: { ...failed('503'), status: 503, clockOffsetSeconds: null } },
      'application',
      'The desk answers with an error',
    ],
    [
      'another site',
      { http: { ...failed('404'), status: 404, clockOffsetSeconds: null } },
      'infrastructure',
      'The desk answers with an error',
    ],
    [
      'silence',
      { http: { ...failed('timeout'), status: null, clockOffsetSeconds: null } },
      'unknown',
      'The desk did not answer',
    ],
  ] as const)('%s', (_name, change, cause, title) => {
    const findings = findingsOf(change as Partial<Endpoint>);
    expect(findings.map((finding) => [finding.severity, finding.cause])).toEqual([
      ['critical', cause],
    ]);
    expect(findings[0] && formatText(findings[0].title)).toContain(title);
  });

  test('a reachable desk has no finding', () => {
    expect(findingsOf({})).toEqual([]);
  });

  test('an error response is reported although the request worked', () => {
    const [finding] = findingsOf({
      http: { ok: true, milliseconds: 3, error: null, status: 502, clockOffsetSeconds: 0 },
    });
    expect(finding).toMatchObject({
      cause: 'application',
      title: { message: 'The desk answers with an error: {address}' },
    });
  });

  test('a desk without a page at its root is reachable', () => {
    expect(
      findingsOf({
        http: { ok: true, milliseconds: 3, error: null, status: 404, clockOffsetSeconds: 0 },
      }),
    ).toEqual([]);
  });

  test('a desk behind a proxy is reachable although DNS and TCP are closed', () => {
    expect(
      findingsOf({
        dns: { ...failed('ENOTFOUND'), addresses: [] },
        tcp: failed('ETIMEDOUT'),
        tls: null,
      }),
    ).toEqual([]);
  });

  test('evidence points at the step and carries its error', () => {
    expect(findingsOf({ tcp: failed('ECONNREFUSED'), tls: null, http: null })[0]?.evidence).toEqual(
      [
        {
          item,
          pointer: '/endpoints/0/tcp',
          line: null,
          quote: 'desk · https://desk.example.org · tcp · ECONNREFUSED',
        },
      ],
    );
  });
});

describe('an untrusted certificate', () => {
  const intercepted = {
    ...failed('SELF_SIGNED_CERT_IN_CHAIN'),
    ...tls,
    trusted: false,
    issuer: 'Web Filter Root CA',
  };

  test('reports its issuer, and never advises to bypass the warning', () => {
    const [finding] = findingsOf({ tls: intercepted, http: null });
    expect(finding && formatText(finding.explanation)).toContain(
      'issued by Web Filter Root CA, which this computer does not trust',
    );
    expect(finding && formatText(finding.nextStep)).toContain('Do not bypass this warning');
  });

  test('is also reported when the test continued and got an answer', () => {
    expect(findingsOf({ tls: { ...intercepted, ok: true, error: null } })).toHaveLength(1);
  });

  test('that has expired suggests to check the clock first', () => {
    const [finding] = findingsOf({
      tls: { ...intercepted, error: 'CERT_HAS_EXPIRED', validTo: '2024-01-01' },
      http: null,
    });
    expect(finding && formatText(finding.explanation)).toContain('expires on 2024-01-01');
    expect(finding && formatText(finding.nextStep)).toMatch(/^Check the date and time/);
  });
});

test('an item without a connection test cannot be judged', () => {
  expect(() => findingsOf(after)).toThrow(/no connection test/);
});
