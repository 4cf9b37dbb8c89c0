import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { dns } from '../../../collector/collectors/dns/collector.ts';
import { resolvedLinks } from '../../../collector/collectors/dns/resolved.ts';
import { interfaces } from '../../../collector/collectors/interfaces/collector.ts';
import { linuxSpeed } from '../../../collector/collectors/interfaces/parse.ts';
import { proxy } from '../../../collector/collectors/proxy/collector.ts';
import { gnomeProxy, kdeProxy } from '../../../collector/collectors/proxy/linux.ts';
import { routes } from '../../../collector/collectors/routes/collector.ts';
import { ipRoutes } from '../../../collector/collectors/routes/parse.ts';
import { ipRules } from '../../../collector/collectors/routes/routing-rules.ts';
import { wifi } from '../../../collector/collectors/wifi/collector.ts';
import { iwInterfaces, iwLinks } from '../../../collector/collectors/wifi/linux.ts';
import { networkValues } from '../../../collector/snapshot/values.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

describe('systemd-resolved', () => {
  test('asks each network’s servers for that network’s names', () => {
    expect(
      resolvedLinks(fixture('linux/resolvectl.txt')).map((one) => [
        one.link,
        one.scopes.length,
        one.currentServer,
        one.servers,
        one.domains,
      ]),
    ).toEqual([
      [null, 0, null, [], []],
      ['enp0s31f6', 3, '192.168.1.1', ['192.168.1.1', 'fe80::1%2', 'fd00::'], ['~.', 'corp.example']],
      ['wlan0', 0, null, [], []],
      ['wg0', 1, null, ['10.20.0.53'], ['~intra.example']],
    ]);
    expect(resolvedLinks(fixture('linux/resolvectl.txt'))[0]?.fallbackServers).toHaveLength(3);
  });
  test('of an older system is understood too', () => {
    expect(resolvedLinks(fixture('linux/resolvectl-239.txt'))).toMatchObject([
      { link: null, servers: [] },
      { link: 'ens3', scopes: ['DNS'], currentServer: '10.0.2.3', servers: ['10.0.2.3'], domains: ['corp.example'] },
    ]);
  });
  test('that does not run, or was stopped in the middle, gives what is whole', async () => {
    expect(resolvedLinks('')).toEqual([]);
    expect(resolvedLinks('Failed to get global data: Unit dbus-org.freedesktop.resolve1.service not found.\n')).toEqual([]);
    expect(resolvedLinks(fixture('linux/resolvectl.txt').slice(0, 500)).map(({ link }) => link)).toEqual([null, 'enp0s31f6']);
    const commands = { 'resolvectl --no-pager status': fixture('linux/resolvectl.txt') };
    expect((await collectOn({ platform: 'linux', commands }, dns)).content('dns.json')).toMatchObject({
      links: [{}, {}, {}, { link: 'wg0' }],
    });
    expect((await collectOn({ platform: 'linux' }, dns)).content('dns.json')).not.toHaveProperty('links');
  });
});

describe('routes on Linux', () => {
  const commands = {
    'ip -json -4 route show table all': fixture('linux/ip-route-wireguard.json'),
    'ip -json -6 route show table all': fixture('linux/ip-route6-unreachable.json'),
    'ip -json -4 rule show': fixture('linux/ip-rule-wireguard.json'),
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
    expect((await collectOn({ platform: 'linux', commands }, routes)).content('routes.json')).toMatchObject({
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
    expect(networkValues({ interfaces: [], routes: [dead], servers: [], proxy: null, chosen: [] })).toBeNull();
  });
  test('may be a black hole', () => {
    expect(ipRoutes('[{"type":"blackhole","dst":"10.77.0.0/16","flags":[]}]', 'IPv4')).toEqual([
      { family: 'IPv4', destination: '10.77.0.0/16', gateway: null, interface: null, metric: null, kind: 'blackhole' },
    ]);
  });
  test('have no rules where there is none, or where their list was cut', () => {
    expect(ipRules('', 'IPv4')).toEqual([]);
    expect(ipRules(fixture('linux/ip-rule-wireguard.json').slice(0, 100), 'IPv4')).toEqual([]);
    expect(
      ipRules('[{"priority":5,"src":"10.0.0.0","srclen":8,"dst":"10.9.0.0","dstlen":16,"table":"9"}]', 'IPv4'),
    ).toMatchObject([{ from: '10.0.0.0/8', to: '10.9.0.0/16', not: false }]);
  });
});

describe('the speed of a connection', () => {
  test.for([
    ['1000\n', 1e9],
    ['-1\n', null],
    ['4294967295\n', null],
    ['', null],
    ['fast\n', null],
  ] as const)('%j is %s', ([text, speed]) => expect(linuxSpeed(text)).toBe(speed));
  test('stands beside its adapter', async () => {
    const commands = { 'ip -json -statistics address show': '[{"ifname":"eth0","flags":["UP"],"operstate":"UP"}]' };
    const files = { '/sys/class/net/eth0/speed': '2500\n' };
    expect((await collectOn({ platform: 'linux', commands, files }, interfaces)).content('interfaces.json')).toMatchObject({
      interfaces: [{ name: 'eth0', bitsPerSecond: 2.5e9 }],
    });
  });
});

describe('the proxy of a desktop', () => {
  test('of GNOME is known, its password is not', () => {
    const found = gnomeProxy(fixture('linux/gsettings-proxy.txt'));
    expect(found).toEqual({
      mode: 'manual',
      http: 'proxy.example:8080',
      https: 'proxy.example:8443',
      socks: null,
      script: null,
      exceptions: ['localhost', '127.0.0.0/8', '::1', '.corp.example'],
    });
    expect(JSON.stringify(found)).not.toMatch(/hunter2|ada/);
  });
  test('of KDE is known, its password is not', () => {
    const found = kdeProxy(fixture('linux/kioslaverc.txt'));
    expect(found).toEqual({
      mode: 'manual',
      http: 'http://proxy.example:3128',
      https: 'http://proxy.example:3129',
      socks: null,
      script: 'http://wpad.example/proxy.pac',
      exceptions: ['localhost', '.corp.example'],
    });
  });
  test('is none where there is no such desktop', () => {
    expect(gnomeProxy('')).toBeNull();
    expect(gnomeProxy('No such schema “org.gnome.system.proxy”\n')).toBeNull();
    expect(kdeProxy('[Cookie Policy]\nProxyType=1\n')).toBeNull();
  });
  test('stands in the item', async () => {
    const commands = { 'gsettings list-recursively org.gnome.system.proxy': fixture('linux/gsettings-proxy.txt') };
    const files = { [`${os.homedir()}/.config/kioslaverc`]: fixture('linux/kioslaverc.txt') };
    expect((await collectOn({ platform: 'linux', commands, files }, proxy)).content('proxy.json')).toMatchObject({
      system: { gnome: { mode: 'manual' }, kde: { mode: 'manual' } },
    });
    expect((await collectOn({ platform: 'linux' }, proxy)).content('proxy.json')).toMatchObject({ system: null });
  });
});

describe('Wi-Fi without NetworkManager', () => {
  const link = fixture('linux/iw-link.txt');
  test('is asked of the kernel, and a network’s name becomes a number', async () => {
    expect(iwInterfaces(fixture('linux/iw-dev.txt'))).toEqual(['wlan0']);
    const commands = { 'iw dev wlan0 link': link, 'iw dev': fixture('linux/iw-dev.txt') };
    const found = await collectOn({ platform: 'linux', commands }, wifi);
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('wifi.json')).toMatchObject({
      links: [
        {
          interface: 'wlan0',
          connected: true,
          network: 'network-1',
          channel: 36,
          band: '5',
          signalDbm: -52,
          megabitsPerSecond: 780,
          standard: '802.11ac',
        },
      ],
    });
    expect(JSON.stringify(found.content('wifi.json'))).not.toContain('Büro');
  });
  test('that is not connected is there all the same', () => {
    expect(iwLinks([{ name: 'wlan0', output: 'Not connected.\n' }])).toMatchObject([{ interface: 'wlan0', connected: false }]);
    expect(iwLinks([{ name: 'wlan0', output: '' }])).toEqual([]);
    expect(iwLinks([{ name: 'wlan0', output: link.slice(0, 60) }])).toMatchObject([{ connected: true, channel: null }]);
  });
  test('of which no command tells is not said to be missing', async () => {
    const files = {
      '/sys/class/net/wlan0/phy80211/index': '0',
      '/sys/class/net/wlan0/operstate': 'up\n',
      '/sys/class/net/lo/mtu': '1',
    };
    expect((await collectOn({ platform: 'linux', files }, wifi)).content('wifi.json')).toMatchObject({
      links: [{ interface: 'wlan0', connected: true }],
    });
    expect(await collectOn({ platform: 'linux', files: { '/sys/class/net/lo/mtu': '1' } }, wifi)).toMatchObject({
      status: 'unavailable',
    });
  });
});
