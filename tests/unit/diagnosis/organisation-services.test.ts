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
  ])('that fail at %s are told by name, with the evidence of that step', (failedAt, pointer) => {
    const [finding] = findingsOf({ reachable: false, failedAt });
    expect(finding && formatText(finding.title)).toBe('This computer cannot reach Wiki');
    expect(finding?.evidence[0]?.pointer).toBe(pointer);
  });

  test('that work, or whose certificate alone is wrong, are no finding of this kind', () => {
    expect([...findingsOf({}), ...findingsOf({ failedAt: 'tls' })]).toEqual([]);
  });

  test('leave the desk to its own analyzer, but for a portal', () => {
    expect(findingsOf({ id: 'desk', failedAt: 'tcp' })).toEqual([]);
    expect(findingsOf({ id: 'desk', failedAt: 'portal', portal: 'redirect' })).toMatchObject([
      { severity: 'critical' },
    ]);
  });

  const six = (error: string): Endpoint['tcp'] => [
    { ...step, error, family: 'IPv6', address: 'ip-6' },
    ...wiki.tcp,
  ];
  test('tell of IPv6 that leads nowhere while IPv4 works', () => {
    expect(findingsOf({ tcp: six('no answer within 5000.2 ms') })[0]?.evidence[0]?.pointer).toBe(
      '/endpoints/0/tcp/0',
    );
  });
  test('do not tell of IPv6 that this network simply does not have', () => {
    expect(findingsOf({ tcp: six('ENETUNREACH') })).toEqual([]);
  });

  const latency = wiki.latency as NonNullable<Endpoint['latency']>;
  test('tell of packets that the network loses on the way, with the evidence of the connections', () => {
    const [finding] = findingsOf({
      latency: { ...latency, failed: 1, resent: 1, maximumMilliseconds: 1024 },
    });
    expect(finding && formatText(finding.title)).toBe('The network loses packets to Wiki');
    expect(finding?.evidence[0]).toMatchObject({ pointer: '/endpoints/0/latency' });
    expect(finding?.evidence[0]?.quote).toContain('failed 1 · resent 1');
  });
  test('do not tell of a single lost packet, nor of a service that is not there at all', () => {
    expect(findingsOf({ latency: { ...latency, resent: 1 } })).toEqual([]);
    expect(findingsOf({ latency: { ...latency, failed: 5 } })).toEqual([]);
  });
});
