import { describe, expect, test } from 'vitest';
import { dns } from '../../../collector/collectors/dns/collector.ts';
import { scutilNwi } from '../../../collector/collectors/dns/resolvers.ts';
import { interfaces } from '../../../collector/collectors/interfaces/collector.ts';
import { security } from '../../../collector/collectors/security/collector.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const mac = (commands: NonNullable<Machine['commands']>): Machine => ({ platform: 'darwin', commands });

describe('the network of macOS', () => {
  test.each([
    ['de', 'WLAN', 'Thunderbolt-Brücke'],
    ['ja', 'Wi-Fi', 'Thunderbolt ブリッジ'],
  ])('has states, sizes and error counts by adapter, whatever its ports are called (%s)', async (language, wireless, bridge) => {
    const run = await collectOn(
      mac({
        'ifconfig -a': fixture('darwin/ifconfig.txt'),
        'netstat -ibn': fixture('darwin/netstat-ib-errors.txt'),
        networksetup: fixture(`darwin/hardwareports-${language}.txt`),
        'scutil --nwi': fixture('darwin/scutil-nwi-vpn.txt'),
      }),
      interfaces,
    );
    expect(run.status).toBe('success');
    const { interfaces: list, inUse } = run.content('interfaces.json') as { interfaces: { name: string }[]; inUse: unknown };
    const named = (name: string) => list.find((one) => one.name === name);
    expect(named('en0')).toMatchObject({
      ...{ kind: wireless, state: 'up', mtu: 1500, mac: 'a4:83:e7:00:11:22' },
      received: { bytes: 9_142_330_221, packets: 9_123_311, errors: 41, dropped: null },
      sent: { bytes: 812_334_190, packets: 4_112_233, errors: 7, dropped: null },
    });
    expect(named('en5')).toMatchObject({ state: 'down', received: null });
    expect(named('en7')).toMatchObject({ state: 'up', mtu: 9000, bitsPerSecond: 1e9 });
    expect(named('utun4')).toMatchObject({ state: 'up', mtu: 1380, sent: { errors: 2 } });
    expect(named('gif0')).toMatchObject({ state: 'down', received: { bytes: 0 } });
    expect(named('bridge0')).toMatchObject({ kind: bridge });
    expect(inUse).toMatchObject({
      order: ['utun4', 'en0'],
      families: [
        { family: 'IPv4', interface: 'utun4', servesNames: true, reachable: true },
        { family: 'IPv4', interface: 'en0' },
      ],
    });
  });

  test('that is not there is told as such', () => {
    expect(scutilNwi(fixture('darwin/scutil-nwi-none.txt'))).toEqual({ order: [], families: [] });
    expect(scutilNwi('')).toBeNull();
  });

  test('looks names up as its programs do, not as /etc/resolv.conf says', async () => {
    const files = { '/etc/resolv.conf': 'search wrong.example\nnameserver 192.0.2.1\n' };
    const machine = { ...mac({ 'scutil --dns': fixture('darwin/scutil-dns-vpn.txt') }), files };
    const content = (await collectOn(machine, dns)).content('dns.json');
    expect(content).toMatchObject({
      searchDomains: ['corp.example', 'fritz.box'],
      resolvers: [
        { domain: null, servers: ['10.8.0.1', 'fd00::1'], interface: 'utun4', reachable: true, scoped: false },
        { domain: null, servers: ['192.168.178.1', 'fe80::800c:67ff:fe1d:fd64%en0'], interface: 'en0' },
        { domain: 'intranet.corp.example', servers: ['10.8.0.53'], reachable: false },
        { domain: null, servers: ['192.168.178.1'], interface: 'en0', scoped: true },
      ],
    });
    expect(JSON.stringify(content)).not.toMatch(/wrong\.example|mdns|in-addr/);
  });
});

test.each([
  ['spfirewall_globalstate_allow_all', 'off'],
  ['spfirewall_globalstate_off', 'off'],
  ['spfirewall_globalstate_limit_connections', 'on'],
  ['spfirewall_globalstate_block_all', 'on'],
  ['spfirewall_globalstate_something_new', 'unknown'],
])('a firewall whose state is %s is %s', async (value, state) => {
  const answer = JSON.stringify({ SPFirewallDataType: [{ _name: 'spfirewall_settings', spfirewall_globalstate: value }] });
  const run = await collectOn(
    mac({ 'fdesetup status': 'FileVault is On.\n', 'system_profiler -json SPFirewall': answer }),
    security,
  );
  const { protections } = run.content('security.json') as { protections: { part: string; state: string }[] };
  expect(protections.find(({ part }) => part === 'firewall')?.state).toBe(state);
});
