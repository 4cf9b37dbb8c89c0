import { describe, expect, test } from 'vitest';
import { createRedactor, emptyKnownValues } from '../../../bundle/redact/redactor.ts';
import { vpn } from '../../../collector/collectors/vpn/collector.ts';
import { wifi } from '../../../collector/collectors/wifi/collector.ts';
import { wirelessOfNetworksetup, wirelessOfNmcli, wirelessOfRegistry } from '../../../collector/os/network-names.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const netsh = (name: string): Machine => ({ platform: 'win32', commands: { 'netsh wlan': fixture(`windows/${name}.txt`) } });
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPAirPortDataType': fixture('darwin/airport.json'),
    'scutil --nc list': fixture('darwin/vpn.txt'),
  },
};
const linux: Machine = {
  platform: 'linux',
  commands: { 'nmcli -t -f IN-USE': fixture('linux/nmcli-wifi.txt'), 'nmcli -t -f TYPE': fixture('linux/nmcli-vpn.txt') },
  files: {
    '/proc/net/wireless': fixture('linux/proc-wireless.txt'),
    '/sys/class/net/eth0/type': '1\n',
    '/sys/class/net/eth0/uevent': 'INTERFACE=eth0\n',
    '/sys/class/net/wg0/uevent': 'DEVTYPE=wireguard\nINTERFACE=wg0\n',
    '/sys/class/net/wg0/operstate': 'unknown\n',
    '/sys/class/net/tun0/tun_flags': '0x1001\n',
    '/sys/class/net/tun0/operstate': 'down\n',
    '/sys/class/net/vnet3/tun_flags': '0x1002\n',
  },
};

describe('Wi-Fi', () => {
  test('is read from Windows in English', async () => {
    expect((await collectOn(netsh('netsh-en'), wifi)).content('wifi.json')).toEqual({
      links: [
        {
          interface: 'Wi-Fi',
          connected: true,
          network: 'network-1',
          accessPoint: '9c:05:d6:aa:bb:cc',
          channel: 36,
          band: '5',
          signalPercent: 88,
          signalDbm: -54,
          megabitsPerSecond: 1201,
          standard: '802.11ax',
          security: 'WPA3',
        },
      ],
      nearby: [],
    });
  });
  test('is read from Windows in German just the same', async () => {
    expect((await collectOn(netsh('netsh-de'), wifi)).content('wifi.json')).toMatchObject({
      links: [{ connected: true, channel: 11, band: '2.4', signalPercent: 71, megabitsPerSecond: 173.3, security: 'WPA2' }],
    });
  });
  test('that is not connected says so, in Japanese too', async () => {
    expect((await collectOn(netsh('netsh-ja'), wifi)).content('wifi.json')).toMatchObject({
      links: [{ interface: 'Wi-Fi', connected: false, network: null, accessPoint: null, channel: null }],
    });
  });
  test.for(['en', 'de'])('without the consent that Windows asks for is denied, in %s', async (language) => {
    const run = await collectOn(netsh(`netsh-no-consent-${language}`), wifi);
    expect(run).toMatchObject({ status: 'denied', names: [] });
    expect(run.reason).toMatch(/^No consent/);
  });
  test('that this computer does not have is unavailable', async () => {
    expect(await collectOn(netsh('netsh-none-fr'), wifi)).toMatchObject({ status: 'unavailable', names: [] });
    expect(await collectOn({ platform: 'darwin' }, wifi)).toMatchObject({ status: 'unavailable', names: [] });
    expect(await collectOn({ platform: 'linux' }, wifi)).toMatchObject({ status: 'unavailable', names: [] });
  });
  test('on Linux joins what NetworkManager and the kernel know', async () => {
    expect((await collectOn(linux, wifi)).content('wifi.json')).toMatchObject({
      links: [{ interface: 'wlp0s20f3', network: 'network-1', channel: 36, band: '5', signalPercent: 77, signalDbm: -54 }],
      nearby: [
        { network: 'network-1', band: '2.4' },
        { network: 'network-2', channel: 100 },
        { network: null, signalPercent: 12 },
      ],
    });
  });
  test('on Linux without NetworkManager tells at least whether there is a signal', async () => {
    const table = fixture('linux/proc-wireless.txt');
    const only = (text: string): Machine => ({ platform: 'linux', files: { '/proc/net/wireless': text } });
    expect((await collectOn(only(table), wifi)).content('wifi.json')).toMatchObject({
      links: [{ connected: true, signalDbm: -54 }],
    });
    const silent = table.replace('56.  -54.', '0.  -256.');
    expect((await collectOn(only(silent), wifi)).content('wifi.json')).toMatchObject({
      links: [{ connected: false, signalDbm: null }],
    });
  });
  test('on macOS leaves out what is no connection', async () => {
    expect((await collectOn(mac, wifi)).content('wifi.json')).toMatchObject({
      links: [{ interface: 'en0', network: 'network-1', channel: 149, band: '5', signalDbm: -51, security: 'wpa3_personal' }],
      nearby: [
        { network: 'network-1', band: '2.4' },
        { network: 'network-2', band: '6' },
      ],
    });
  });
  test('on macOS does not take all networks whose names are hidden for one', async () => {
    const hidden = fixture('darwin/airport.json').replace(/Smith Family|Gäste/g, '<redacted>');
    const machine: Machine = { platform: 'darwin', commands: { 'system_profiler -json SPAirPortDataType': hidden } };
    expect((await collectOn(machine, wifi)).content('wifi.json')).toMatchObject({
      links: [{ network: null, connected: true }],
      nearby: [{ network: null }, { network: null }],
    });
  });
  test.for<[string, Machine]>([
    ['Linux', linux],
    ['macOS', mac],
    ['Windows in English', netsh('netsh-en')],
    ['Windows in German', netsh('netsh-de')],
  ])('never names a network, nor an access point once it is redacted: %s', async ([, machine]) => {
    const text = JSON.stringify((await collectOn(machine, wifi)).content('wifi.json'));
    expect(text).not.toMatch(/Smith|FRITZ|Schmidt|Gäste|gratuit/);
    const redacted = createRedactor({ known: { ...emptyKnownValues } }).redact(text, 'application/json').text;
    expect(redacted).not.toMatch(/9c:05|02:11|70:a8/i);
  });
});

describe('names of Wi-Fi networks', () => {
  test('are known to the redactor wherever they stand, so that logs lose them too', () => {
    const names = [
      ...wirelessOfNmcli(fixture('linux/nmcli-connections.txt')),
      ...wirelessOfNetworksetup(fixture('darwin/preferred-networks.txt')),
      ...wirelessOfRegistry(fixture('windows/network-list.txt')),
    ];
    expect([...new Set(names)]).toEqual(['Smith Family', 'Café: gratuit', 'Gäste am Ring 7', 'FRITZ!Box 7590 Familie Schmidt']);
    const redactor = createRedactor({ known: { ...emptyKnownValues, words: [...new Set(names)] } });
    const log = "wlan0: SSID='Smith Family' rejected\nWLAN AutoConfig: FRITZ!Box 7590 Familie Schmidt getrennt\n";
    expect(redactor.redact(log, 'text/plain').text).toBe("wlan0: SSID='word-1' rejected\nWLAN AutoConfig: word-4 getrennt\n");
  });
});

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
    const answers = JSON.parse(fixture(`windows/devices-${language}.json`)) as Record<string, unknown>;
    const commands = { 'Get-VpnConnection': JSON.stringify(answers['Get-VpnConnection']) };
    expect((await collectOn({ platform: 'win32', commands }, vpn)).content('vpn.json')).toMatchObject({ count });
  });
  test('are unavailable where the system says nothing', async () => {
    expect(await collectOn({ platform: 'win32' }, vpn)).toMatchObject({ status: 'unavailable', names: [] });
  });
});
