import { describe, expect, test } from 'vitest';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { formatText } from '#contract/text/text.ts';
import { certificate } from '#diagnosis/certificate.ts';
import { healthy } from './items.ts';

const id = 'network-checks/network-checks.json';
type Endpoint = ShapedItem<typeof id>['endpoints'][number];
const [wiki] = healthy[id].endpoints;
if (!wiki?.tls?.chain[0]) throw new Error('the healthy machine has an endpoint with a certificate');
const { tls } = wiki;
const [own] = tls.chain;
const checkedAt = '2026-01-15T12:00:00.000Z';

const findingsOf = (...endpoints: Endpoint[]) =>
  certificate.analyze({ [id]: { ...healthy[id], checkedAt, endpoints } });
const until = (validTo: string, changes: Partial<NonNullable<Endpoint['tls']>> = {}): Endpoint => ({
  ...(wiki as Endpoint),
  tls: { ...tls, ...changes, chain: [{ ...(own as (typeof tls.chain)[number]), validTo }] },
});

describe('a certificate', () => {
  test.each([
    [
      '2026-01-15T11:59:59.000Z',
      'critical',
      'The certificate of https://wiki.example.org/ has expired',
    ],
    [
      '2026-01-16T13:00:00.000Z',
      'warning',
      'The certificate of https://wiki.example.org/ expires in 1 days',
    ],
    [
      '2026-01-29T11:59:59.000Z',
      'warning',
      'The certificate of https://wiki.example.org/ expires in 13 days',
    ],
    ['2026-01-29T12:00:00.000Z', undefined, undefined],
    ['never', undefined, undefined],
  ])('that ends on %s: %s', (validTo, severity, title) => {
    const [finding] = findingsOf(until(validTo));
    expect([finding?.severity, finding && formatText(finding.title)]).toEqual([severity, title]);
  });

  test('of an intermediate authority that expires soon counts as well', () => {
    const ending = { ...(own as (typeof tls.chain)[number]), validTo: '2026-01-20T12:00:00.000Z' };
    const good = until('2027-01-01T00:00:00.000Z');
    const endpoint = {
      ...good,
      tls: good.tls && { ...good.tls, chain: [...good.tls.chain, ending] },
    };
    expect(findingsOf(endpoint).map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('that is not trusted is reported with its issuer', () => {
    const [finding] = findingsOf(
      until('2027-01-01T00:00:00.000Z', { ok: false, trusted: false, error: 'SELF_SIGNED' }),
    );
    expect(finding).toMatchObject({
      severity: 'critical',
      evidence: [{ pointer: '/endpoints/0/tls' }],
    });
    expect(finding && formatText(finding.explanation)).toContain('CN=Example CA');
  });

  test('whose trust could not be checked is not reported', () => {
    expect(
      findingsOf(until('2027-01-01T00:00:00.000Z', { trusted: null, intercepted: 'unknown' })),
    ).toEqual([]);
  });

  test('that an inspecting product may have issued is mentioned as information', () => {
    const [finding] = findingsOf(until('2027-01-01T00:00:00.000Z', { intercepted: 'possible' }));
    expect(finding?.severity).toBe('info');
  });

  test('of the desk that is not valid today is reported only by the desk’s own analyzer', () => {
    expect(
      findingsOf({ ...until('2020-01-01T00:00:00.000Z', { trusted: false }), id: 'desk' }),
    ).toEqual([]);
    expect(findingsOf({ ...until('2026-01-20T00:00:00.000Z'), id: 'desk' })).toHaveLength(1);
  });

  test('behind a proxy is the one that counts there', () => {
    const proxied = until('2026-01-20T00:00:00.000Z').tls;
    const good = until('2027-01-01T00:00:00.000Z');
    const proxy = {
      answer: '',
      address: 'ip-9:80',
      tcp: null,
      tunnel: null,
      tls: proxied,
      http: null,
      untested: null,
    };
    expect(findingsOf({ ...good, proxy })[0]?.evidence[0]?.pointer).toBe('/endpoints/0/proxy/tls');
  });
});
