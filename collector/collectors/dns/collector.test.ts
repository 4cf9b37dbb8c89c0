import { getServers, setServers } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configuredServers } from '#collector/network/dns-servers.ts';
import type { Reading } from '#collector/os/read-text.ts';
import { system32 } from '#collector/os/windows-folder.ts';
import { collectOn, fixture, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { dns } from './collector.ts';
import { scutilDns } from './darwin.ts';
import { hostsFile } from './hosts-file.ts';
import { nameserversOf, resolverSettings, serversOf } from './linux.ts';
import { asksItself } from './name-settings.ts';
import { isPublicName } from './public-name.ts';
import { resolvedLinks } from './resolved.ts';
import { win32Dns } from './win32.ts';

const recorded = fixtureOf(import.meta.url);

const mac = (commands: NonNullable<Machine['commands']>): Machine => ({
  platform: 'darwin',
  commands,
});

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  ),
};

describe('systemd-resolved', () => {
  test('asks each network’s servers for that network’s names', () => {
    expect(
      resolvedLinks(recorded('resolvectl.txt')).map((one) => [
        one.link,
        one.scopes.length,
        one.currentServer,
        one.servers,
        one.domains,
      ]),
    ).toEqual([
      [null, 0, null, [], []],
      [
        'enp0s31f6',
        3,
        '192.168.1.1',
        ['192.168.1.1', 'fe80::1%2', 'fd00::'],
        ['~.', 'corp.example'],
      ],
      ['wlan0', 0, null, [], []],
      ['wg0', 1, null, ['10.20.0.53'], ['~intra.example']],
    ]);
    expect(resolvedLinks(recorded('resolvectl.txt'))[0]?.fallbackServers).toHaveLength(3);
  });
  test('of an older system is understood too', () => {
    expect(resolvedLinks(recorded('resolvectl-239.txt'))).toMatchObject([
      { link: null, servers: [] },
      {
        link: 'ens3',
        scopes: ['DNS'],
        currentServer: '10.0.2.3',
        servers: ['10.0.2.3'],
        domains: ['corp.example'],
      },
    ]);
  });
  test('of Ubuntu 20.04 has its protocols on lines of their own', () => {
    expect(resolvedLinks(recorded('resolvectl-245.txt'))).toMatchObject([
      {
        link: null,
        protocols: [
          '-LLMNR',
          '-mDNS',
          'DNSOverTLS=opportunistic',
          'DNSSEC=allow-downgrade',
          'DNSSEC/supported',
        ],
        servers: ['192.0.2.53'],
        fallbackServers: ['192.0.2.54'],
      },
      {
        link: 'wlp3s0',
        protocols: [
          '+DefaultRoute',
          '+LLMNR',
          'mDNS=resolve',
          '-DNSOverTLS',
          'DNSSEC=yes',
          'DNSSEC/unsupported',
        ],
        domains: ['~.', 'corp.example'],
      },
    ]);
    expect(
      resolvedLinks(`Global\n${'LLMNR setting: yes\n'.repeat(1000)}`)[0]?.protocols,
    ).toHaveLength(64);
  });
  test('of Debian 12 leaves colons out where it speaks of all networks', () => {
    const status =
      'Global\n       Protocols: +LLMNR -mDNS\nresolv.conf mode: stub\n     DNS Servers 192.0.2.1 192.0.2.2:5353\nFallback DNS Servers 192.0.2.9\n\nLink 2 (eth0)\nCurrent Scopes: DNS\n';
    expect(resolvedLinks(status)).toMatchObject([
      {
        link: null,
        servers: ['192.0.2.1', '192.0.2.2:5353'],
        fallbackServers: ['192.0.2.9'],
        protocols: ['+LLMNR', '-mDNS'],
      },
      { link: 'eth0', scopes: ['DNS'], servers: [] },
    ]);
  });
  test('that does not run, or was stopped in the middle, gives what is whole', async () => {
    expect(resolvedLinks('')).toEqual([]);
    expect(
      resolvedLinks(
        'Failed to get global data: Unit dbus-org.freedesktop.resolve1.service not found.\n',
      ),
    ).toEqual([]);
    expect(resolvedLinks(recorded('resolvectl.txt').slice(0, 500)).map(({ link }) => link)).toEqual(
      [null, 'enp0s31f6'],
    );
    const commands = { 'resolvectl --no-pager status': recorded('resolvectl.txt') };
    expect(
      (await collectOn({ platform: 'linux', commands }, dns)).content('dns.json'),
    ).toMatchObject({
      links: [{}, {}, {}, { link: 'wg0' }],
    });
    expect((await collectOn({ platform: 'linux' }, dns)).content('dns.json')).not.toHaveProperty(
      'links',
    );
  });
});

test('macOS looks names up as its programs do, not as /etc/resolv.conf says', async () => {
  const files = { '/etc/resolv.conf': 'search wrong.example\nnameserver 192.0.2.1\n' };
  const machine = { ...mac({ 'scutil --dns': recorded('scutil-dns-vpn.txt') }), files };
  const content = (await collectOn(machine, dns)).content('dns.json');
  expect(content).toMatchObject({
    searchDomains: ['corp.example', 'fritz.box'],
    resolvers: [
      {
        domain: null,
        servers: ['10.8.0.1', 'fd00::1'],
        interface: 'utun4',
        reachable: true,
        scoped: false,
      },
      {
        domain: null,
        servers: ['192.168.178.1', 'fe80::800c:67ff:fe1d:fd64%en0'],
        interface: 'en0',
      },
      { domain: 'intranet.corp.example', servers: ['10.8.0.53'], reachable: false },
      { domain: null, servers: ['192.168.178.1'], interface: 'en0', scoped: true },
    ],
  });
  expect(JSON.stringify(content)).not.toMatch(/wrong\.example|mdns|in-addr/);
});

test('macOS looks some names up for one program alone, which is no setting of the computer', () => {
  const resolver = (server: string) =>
    `resolver #1\n  nameserver[0] : ${server}\n  if_index : 4 (en0)\n\n`;
  const heading = (queries: string) => `DNS configuration (for ${queries} queries)\n\n`;
  const said = `DNS configuration\n\n${resolver('192.0.2.1')}${heading('scoped')}${resolver('192.0.2.2')}${heading('service-specific')}${resolver('192.0.2.3')}`;
  expect(scutilDns(said).resolvers.map(({ servers, scoped }) => [servers, scoped])).toEqual([
    [['192.0.2.1'], false],
    [['192.0.2.2'], true],
  ]);
});

test('names are looked up by each adapter’s own servers, and some by those of a rule', async () => {
  expect((await collectOn(windows, dns)).content('dns.json')).toMatchObject({
    searchDomains: ['corp.example', 'emea.corp.example', 'vpn.example'],
    resolvers: [
      {
        domain: null,
        interface: 'Ethernet 2',
        servers: ['10.20.0.53', '10.20.1.53'],
        searchDomains: [],
      },
      {
        domain: null,
        interface: 'VPN – Zürich',
        servers: ['10.99.0.1'],
        searchDomains: ['vpn.example'],
      },
      { domain: '.intranet.corp.example', interface: null, servers: ['10.99.0.53'] },
    ],
  });
});

test('the servers behind systemd-resolved are named too', () => {
  expect(serversOf(['127.0.0.53'], 'nameserver 10.0.0.1\nnameserver 10.0.0.2\n')).toEqual([
    '127.0.0.53',
    '10.0.0.1',
    '10.0.0.2',
  ]);
  expect(serversOf(['9.9.9.9'], 'nameserver 10.0.0.1\n')).toEqual(['9.9.9.9']);
});

test.for([
  ['desk.example.com', true],
  ['localhost', false],
  ['printer', false],
  ['nas.local', false],
  ['a.localhost', false],
] as const)('a server is asked for %s: %s', ([name, asked]) =>
  expect(isPublicName(name)).toBe(asked),
);

test.for([
  ['nameserver 192.0.2.1 # text', ['192.0.2.1']],
  ['nameserver 192.0.2.1\t; text\r', ['192.0.2.1']],
  ['nameserver fe80::1%eth0', ['fe80::1%eth0']],
  ['# nameserver 192.0.2.1', []],
  ['nameserver dns.example', []],
  ['nameserver', []],
] as const)('resolv.conf with the line %j names the servers %j', ([line, servers]) => {
  expect(nameserversOf(`search example.com\n${line}\noptions ndots:2\n`)).toEqual(servers);
});

test('a dot alone for a search domain is the root, and no domain', () => {
  expect(resolverSettings('domain corp.example\nsearch .\n')).toEqual({
    searchDomains: [],
    options: [],
  });
});

test('a remark behind the search domains is no domain and no option', () => {
  expect(
    resolverSettings('search corp.example  # the usual one\noptions rotate ; or not\n'),
  ).toEqual({
    searchDomains: ['corp.example'],
    options: ['rotate'],
  });
});

describe('a computer without a DNS server', () => {
  const reading =
    (files: Record<string, string>) =>
    async (path: string): Promise<Reading> =>
      path in files
        ? { ok: true, text: files[path] ?? '', droppedBytes: 0 }
        : { ok: false, problem: 'missing', detail: path };
  const [yes, no] = [async () => true, async () => false];
  test('has none, although Node answers with 127.0.0.1', async () => {
    expect(
      await configuredServers(reading({ '/etc/resolv.conf': '# nothing\n' }), yes, ['127.0.0.1']),
    ).toEqual([]);
    expect(await configuredServers(reading({}), no, ['127.0.0.1'])).toEqual([]);
    expect(await configuredServers(reading({}), no, [])).toEqual([]);
  });
  test('is said to have none', async () => {
    const before = getServers();
    setServers(['127.0.0.1']);
    // `setServers` puts other functions into the module.
    syncBuiltinESMExports();
    try {
      const run = await collectOn({ platform: 'linux', files: { '/etc/resolv.conf': '' } }, dns);
      expect(run).toMatchObject({
        status: 'partial',
        reason: 'No DNS server is set up on this computer.',
      });
      expect(run.content('dns.json')).toMatchObject({ servers: [] });
    } finally {
      setServers(before);
      syncBuiltinESMExports();
    }
  });
  test('is told from one that asks a server of its own', async () => {
    const local = { '/etc/resolv.conf': 'nameserver 127.0.0.1\n' };
    expect(await configuredServers(reading(local), no, ['127.0.0.1'])).toEqual(['127.0.0.1']);
    expect(await configuredServers(reading({}), yes, ['127.0.0.1'])).toEqual(['127.0.0.1']);
    expect(
      asksItself({
        resolvers: win32Dns({ servers: { InterfaceAlias: 'Ethernet', Servers: '127.0.0.1' } })
          .resolvers,
      }),
    ).toBe(true);
    expect(asksItself({})).toBe(false);
  });
  test('is told from one behind the stub of systemd', async () => {
    const upstream = { '/run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.53\n' };
    expect(await configuredServers(reading(upstream), no, ['127.0.0.53'])).toEqual([
      '127.0.0.53',
      '192.0.2.53',
    ]);
  });
});

describe('the hosts file', () => {
  const text = [
    '127.0.0.1 localhost localhost.localdomain',
    '127.0.1.1 laptop.corp.example laptop',
    '::1 ip6-localhost ip6-loopback localhost6.localdomain6',
    '\tff02::1 ip6-allnodes # not.a.name',
    '192.0.2.7 Desk.example.com old.example.com # since the move',
    '192.0.2.8 desk.example.com',
    '0.0.0.0 tracker.example.net',
    'not-an-address wrong.example.com',
    '',
  ].join('\r\n');
  test('is counted, and names only the services that were asked for', () => {
    expect(hostsFile(text, ['desk.example.com', 'other.example.com'])).toEqual({
      overrides: 3,
      blocked: 1,
      ofServices: [{ name: 'desk.example.com', address: '192.0.2.7' }],
    });
    expect(hostsFile('127.0.0.1 localhost\n', [])).toEqual({
      overrides: 0,
      blocked: 0,
      ofServices: [],
    });
  });
  test('of 100,000 blocked names is two numbers', () => {
    const flood = Array.from(
      { length: 100_000 },
      (_, index) => `0.0.0.0 a${index}.example.net`,
    ).join('\n');
    expect(hostsFile(flood, [])).toEqual({ overrides: 100_000, blocked: 100_000, ofServices: [] });
  });
  test.for([
    ['linux', '/etc/hosts', { overrides: 3 }],
    ['darwin', '/etc/hosts', { overrides: 3 }],
    ['win32', win32.join(system32(), 'drivers', 'etc', 'hosts'), { overrides: 3 }],
    ['linux', '/nowhere', null],
  ] as const)('of %s is read at its place: %s', async ([platform, path, found]) => {
    const run = await collectOn({ platform, files: { [path]: text } }, dns);
    expect(run.content('dns.json')).toMatchObject({ hosts: found });
  });
});
