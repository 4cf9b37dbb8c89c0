import { describe, expect, test } from 'vitest';
import { collectOn, fixture, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { vpn } from './collector.ts';

const recorded = fixtureOf(import.meta.url);

const mac: Machine = {
  platform: 'darwin',
  commands: {
    'scutil --nc list': recorded('vpn.txt'),
  },
};
const linux: Machine = {
  platform: 'linux',
  commands: { 'nmcli -t -f TYPE': recorded('nmcli-vpn.txt') },
  files: {
    '/sys/class/net/eth0/type': '1\n',
    '/sys/class/net/eth0/uevent': 'INTERFACE=eth0\n',
    '/sys/class/net/wg0/uevent': 'DEVTYPE=wireguard\nINTERFACE=wg0\n',
    '/sys/class/net/wg0/operstate': 'unknown\n',
    '/sys/class/net/tun0/tun_flags': '0x1001\n',
    '/sys/class/net/tun0/operstate': 'down\n',
    '/sys/class/net/vnet3/tun_flags': '0x1002\n',
  },
};

describe('VPN connections', () => {
  test('on Linux are tunnels and profiles; a virtual machine’s adapter is none', async () => {
    expect((await collectOn(linux, vpn)).content('vpn.json')).toMatchObject({
      count: 4,
      connections: [
        { name: 'tun0', kind: 'tun', connected: false },
        { name: 'wg0', kind: 'wireguard', connected: true },
        { name: 'Example Corp: Berlin', connected: true, seenAs: 'profile' },
        { name: 'Home', kind: 'wireguard', connected: false },
      ],
    });
  });
  test('on macOS are those of the system settings, whatever language their names have', async () => {
    expect((await collectOn(mac, vpn)).content('vpn.json')).toMatchObject({
      connections: [
        { name: 'Example Corp', kind: 'IPSec (IKEv2)', connected: true },
        { name: 'Büro', connected: false },
      ],
    });
  });
  test.for([
    ['en', 2],
    ['de', 0],
  ] as const)('on Windows are profiles and known adapters: %s', async ([language, count]) => {
    const answers = JSON.parse(fixture(`windows/devices-${language}.json`)) as Record<
      string,
      unknown
    >;
    const commands = { 'Get-VpnConnection': JSON.stringify(answers['Get-VpnConnection']) };
    expect(
      (await collectOn({ platform: 'win32', commands }, vpn)).content('vpn.json'),
    ).toMatchObject({ count });
  });
  test('are unavailable where the system says nothing', async () => {
    expect(await collectOn({ platform: 'win32' }, vpn)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});
