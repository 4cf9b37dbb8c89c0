import { describe, expect, test } from 'vitest';
import { networkValues } from '#collector/snapshot/values.ts';
import { collectOn, fixture, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { routes } from './collector.ts';
import { netstatRoutes } from './darwin.ts';
import { arpNeighbours, gatewaysOf, ipNeighbours, win32Neighbours } from './gateways.ts';
import { ipRoutes, procRoutes } from './linux.ts';
import { ipRules } from './routing-rules.ts';
import type { Route } from './types.ts';

const recorded = fixtureOf(import.meta.url);

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  ),
};

describe('routes on Linux', () => {
  const commands = {
    'ip -json -4 route show table all': recorded('ip-route-wireguard.json'),
    'ip -json -6 route show table all': recorded('ip-route6-unreachable.json'),
    'ip -json -4 rule show': recorded('ip-rule-wireguard.json'),
    'ip -json -6 rule show': '',
  };
  test('show the tunnel that takes all traffic by a rule and a table of its own', async () => {
    const found = (await collectOn({ platform: 'linux', commands }, routes)).content('routes.json');
    expect(found).toMatchObject({
      routes: [
        { destination: 'default', interface: 'wg0', table: '51820' },
        { destination: 'default', interface: 'wlan0' },
        { destination: '192.168.1.0/24' },
        { family: 'IPv6', destination: 'default', kind: 'unreachable' },
        { destination: 'fe80::/64' },
      ],
    });
    expect((found as { rules: unknown[] }).rules).toContainEqual({
      family: 'IPv4',
      priority: 32765,
      not: true,
      from: 'all',
      to: null,
      incoming: null,
      outgoing: null,
      mark: '0xca6c',
      table: '51820',
      suppressedPrefixLength: null,
      action: null,
    });
  });
  test('that lead nowhere are no way out', async () => {
    expect(
      (await collectOn({ platform: 'linux', commands }, routes)).content('routes.json'),
    ).toMatchObject({
      hasDefault: { IPv4: true, IPv6: false },
    });
    const dead = {
      family: 'IPv6',
      destination: 'default',
      gateway: null,
      interface: 'lo',
      metric: null,
      kind: 'unreachable',
    } as const;
    expect(
      networkValues({ interfaces: [], routes: [dead], servers: [], proxy: null, chosen: [] }),
    ).toBeNull();
  });
  test('may be a black hole', () => {
    expect(ipRoutes('[{"type":"blackhole","dst":"10.77.0.0/16","flags":[]}]', 'IPv4')).toEqual([
      {
        family: 'IPv4',
        destination: '10.77.0.0/16',
        gateway: null,
        interface: null,
        metric: null,
        kind: 'blackhole',
      },
    ]);
  });
  test('have no rules where there is none, or where their list was cut', () => {
    expect(ipRules('', 'IPv4')).toEqual([]);
    expect(ipRules(recorded('ip-rule-wireguard.json').slice(0, 100), 'IPv4')).toEqual([]);
    expect(
      ipRules(
        '[{"priority":5,"src":"10.0.0.0","srclen":8,"dst":"10.9.0.0","dstlen":16,"table":"9"}]',
        'IPv4',
      ),
    ).toMatchObject([{ from: '10.0.0.0/8', to: '10.9.0.0/16', not: false }]);
  });
});

test('on Linux, routes can be read without the ip command', () => {
  const table =
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n';
  expect(procRoutes(table)).toEqual([
    {
      family: 'IPv4',
      destination: 'default',
      gateway: '192.0.2.1',
      interface: 'eth0',
      metric: 100,
    },
    { family: 'IPv4', destination: '192.0.2.0/24', gateway: null, interface: 'eth0', metric: 0 },
  ]);
});

test('on macOS, routes of both families are read', async () => {
  expect(
    (
      await collectOn(
        { platform: 'darwin', commands: { netstat: recorded('netstat.txt') } },
        routes,
      )
    ).content('routes.json'),
  ).toMatchObject({
    hasDefault: { IPv4: true, IPv6: true },
    routes: expect.arrayContaining([
      {
        family: 'IPv4',
        destination: 'default',
        gateway: '192.168.1.1',
        interface: 'en0',
        metric: null,
      },
      { family: 'IPv4', destination: '192.168.1', gateway: null, interface: 'en0', metric: null },
      {
        family: 'IPv6',
        destination: 'default',
        gateway: 'fe80::%utun0',
        interface: 'utun0',
        metric: null,
      },
    ]),
  });
});

test('on Windows, routes have their gateway, or none on the own network', async () => {
  expect((await collectOn(windows, routes)).content('routes.json')).toEqual({
    hasDefault: { IPv4: true, IPv6: false },
    gateways: [{ address: '10.20.0.1', interface: 'Ethernet', state: 'silent' }],
    routes: [
      {
        family: 'IPv4',
        destination: 'default',
        gateway: '10.20.0.1',
        interface: 'Ethernet',
        metric: 25,
      },
      {
        family: 'IPv6',
        destination: 'fe80::/64',
        gateway: null,
        interface: 'Ethernet',
        metric: 281,
      },
    ],
  });
});

test('on macOS, columns are found by their heading', () => {
  const table = (heading: string, row: string): string =>
    `Routing tables\n\nInternet:\n${heading}\n${row}\n`;
  const found = [
    {
      family: 'IPv4',
      destination: 'default',
      gateway: '192.0.2.1',
      interface: 'en0',
      metric: null,
    },
  ];
  expect(
    netstatRoutes(
      table('Destination Gateway Flags Refs Use Netif Expire', 'default 192.0.2.1 UGSc 85 24 en0'),
    ),
  ).toEqual(found);
  expect(
    netstatRoutes(
      table(
        'Destination Gateway Flags Refs Use Mtu Netif',
        'default 192.0.2.1 UGSc 85 24 1500 en0',
      ),
    ),
  ).toEqual(found);
  expect(netstatRoutes(table('Destination Gateway Flags', 'default 192.0.2.1 UGSc'))).toEqual([]);
});

describe('the gateway', () => {
  const way = (gateway: string, name: string): Route => ({
    ...{ family: 'IPv4', destination: 'default', metric: null },
    ...{ gateway, interface: name },
  });
  test('on Linux is known by its state, and by nothing more', async () => {
    const commands = {
      'ip -json -4 route': '[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]}]',
      'ip -json -6 route': '[{"dst":"default","gateway":"fe80::1","dev":"eth0","flags":[]}]',
      'ip -json neigh show':
        '[{"dst":"192.0.2.1","dev":"wlan0","state":["STALE"]},{"dst":"192.0.2.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]},{"dst":"fe80::1","dev":"eth0","router":null,"state":["FAILED"]},{"dst":"192.0.2.9","dev":"eth0","state":["NOARP"]}]',
    };
    const found = (await collectOn({ platform: 'linux', commands }, routes)).content('routes.json');
    expect(found).toMatchObject({
      gateways: [
        { address: '192.0.2.1', interface: 'eth0', state: 'answers' },
        { address: 'fe80::1', interface: 'eth0', state: 'silent' },
      ],
    });
    expect(JSON.stringify(found)).not.toContain('02:00:00');
  });
  test('on macOS is silent or known', () => {
    const table =
      '? (192.0.2.1) at (incomplete) on en0 ifscope [ethernet]\n? (192.0.2.2) at a4:83:e7:0:11:22 on en0 ifscope [ethernet]\n';
    expect(
      gatewaysOf([way('192.0.2.1', 'en0'), way('192.0.2.2', 'en0')], arpNeighbours(table)),
    ).toMatchObject([{ state: 'silent' }, { state: 'known' }]);
  });
  test('that is in no table, or in one that was cut, is of unknown state', () => {
    expect(
      gatewaysOf([way('192.0.2.1', 'en0')], ipNeighbours('[{"dst":"192.0.2.1"')),
    ).toMatchObject([{ state: null }]);
    expect(gatewaysOf([way('fe80::1%en0', 'en0')], [])).toMatchObject([
      { address: 'fe80::1', state: null },
    ]);
    expect(win32Neighbours(undefined)).toEqual([]);
  });
  test('is named once, and there are never many', () => {
    const many = Array.from({ length: 500 }, (_, index) => way(`192.0.2.${index % 250}`, 'en0'));
    expect(gatewaysOf([way('192.0.2.1', 'en0'), way('192.0.2.1', 'en0')], [])).toHaveLength(1);
    expect(gatewaysOf(many, [])).toHaveLength(16);
  });
  test('whose state Windows does not tell leaves the routes, and says so', async () => {
    const said = { routes: [], silent: { source: 'neighbours', error: 'PermissionDenied' } };
    const run = await collectOn(
      { platform: 'win32', commands: { 'Get-NetRoute': JSON.stringify(said) } },
      routes,
    );
    expect(run).toMatchObject({ status: 'partial' });
    expect(run.content('routes.json')).toMatchObject({ gateways: [], routes: [] });
  });
});
