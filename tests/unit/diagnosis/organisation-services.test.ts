import { describe, expect, test } from 'vitest';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { formatText } from '#contract/text/text.ts';
import { organisationServices } from '#diagnosis/organisation-services.ts';
import { healthy } from './items.ts';

const id = 'network-checks/network-checks.json';
type Endpoint = ShapedItem<typeof id>['endpoints'][number];
const wiki = healthy[id].endpoints[0] as Endpoint;
const step = { ok: false, milliseconds: 5000, error: 'no answer within 5000 ms' };
const findingsOf = (changes: Partial<Endpoint>) =>
  organisationServices.analyze({ [id]: { ...healthy[id], endpoints: [{ ...wiki, ...changes }] } });

describe('the services of the organisation', () => {
  test.each<[Endpoint['failedAt'], string]>([
    ['dns', '/endpoints/0/dns'],
    ['tcp', '/endpoints/0/tcp'],
    ['proxy', '/endpoints/0/proxy'],
    ['http', '/endpoints/0/http'],
  ])(
    'that fail at %s are reported by name, with the evidence of that step',
    (failedAt, pointer) => {
      const [finding] = findingsOf({ reachable: false, failedAt });
      expect(finding && formatText(finding.title)).toBe('This computer cannot reach Wiki');
      expect(finding?.evidence[0]?.pointer).toBe(pointer);
    },
  );

  test('that work, or have only a wrong certificate, have no finding of this kind', () => {
    expect([...findingsOf({}), ...findingsOf({ failedAt: 'tls' })]).toEqual([]);
  });

  test('leave the desk to its own analyzer, except for a sign-in page', () => {
    expect(findingsOf({ id: 'desk', failedAt: 'tcp' })).toEqual([]);
    expect(findingsOf({ id: 'desk', failedAt: 'portal', portal: 'redirect' })).toMatchObject([
      { severity: 'critical' },
    ]);
  });

  const six = (error: string): Endpoint['tcp'] => [
    { ...step, error, family: 'IPv6', address: 'ip-6' },
    ...wiki.tcp,
  ];
  test('are reported when IPv6 fails while IPv4 works', () => {
    expect(findingsOf({ tcp: six('no answer within 5000.2 ms') })[0]?.evidence[0]?.pointer).toBe(
      '/endpoints/0/tcp/0',
    );
  });
  test('are not reported when the network has no IPv6', () => {
    expect(findingsOf({ tcp: six('ENETUNREACH') })).toEqual([]);
  });

  const latency = wiki.latency as NonNullable<Endpoint['latency']>;
  test('are reported when the network loses packets, with the connections as evidence', () => {
    const [finding] = findingsOf({
      latency: { ...latency, failed: 1, resent: 1, maximumMilliseconds: 1024 },
    });
    expect(finding && formatText(finding.title)).toBe('The network loses packets to Wiki');
    expect(finding?.evidence[0]).toMatchObject({ pointer: '/endpoints/0/latency' });
    expect(finding?.evidence[0]?.quote).toContain('failed 1 · resent 1');
  });
  test('are not reported for a single lost packet, or when they are not reachable at all', () => {
    expect(findingsOf({ latency: { ...latency, resent: 1 } })).toEqual([]);
    expect(findingsOf({ latency: { ...latency, failed: 5 } })).toEqual([]);
  });
});
