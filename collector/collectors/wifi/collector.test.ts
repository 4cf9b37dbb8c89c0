import { describe, expect, test } from 'vitest';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { wifi } from './collector.ts';
import { darwinWifi } from './darwin.ts';
import { supplicantHistory, win32WifiHistory } from './history.ts';
import { iwCountry, iwInterfaces, iwLinks, iwWidths, procWireless, radioOf } from './linux.ts';
import { noLink } from './types.ts';
import { netshNearby, netshWifi, win32Radio, win32WidthSetting } from './win32.ts';

const recorded = fixtureOf(import.meta.url);

const netsh = (name: string): Machine => ({
  platform: 'win32',
  commands: { 'netsh wlan show interfaces': recorded(`${name}.txt`) },
});
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPAirPortDataType': recorded('airport.json'),
  },
};
const linux: Machine = {
  platform: 'linux',
  commands: { 'nmcli -t -f IN-USE': recorded('nmcli-wifi.txt') },
  files: {
    '/proc/net/wireless': recorded('proc-wireless.txt'),
  },
};

describe('Wi-Fi', () => {
  test('is read from Windows in English', async () => {
    expect((await collectOn(netsh('netsh-en'), wifi)).content('wifi.json')).toEqual({
      links: [
        {
          interface: 'Wi-Fi',
          connected: true,
          radio: null,
          network: 'network-1',
          accessPoint: '9c:05:d6:aa:bb:cc',
          channel: 36,
          band: '5',
          widthMegahertz: null,
          widthSetting: null,
          channelBusyPercent: null,
          signalPercent: 88,
          signalDbm: -54,
          noiseDbm: null,
          megabitsPerSecond: 1201,
          standard: '802.11ax',
          security: 'WPA3',
        },
      ],
      nearby: [],
      history: null,
    });
  });
  test('is read from Windows in German just the same', async () => {
    expect((await collectOn(netsh('netsh-de'), wifi)).content('wifi.json')).toMatchObject({
      links: [
        {
          connected: true,
          channel: 11,
          band: '2.4',
          signalPercent: 71,
          megabitsPerSecond: 173.3,
          security: 'WPA2',
        },
      ],
    });
  });
  test('is read from Windows in French, which translates even the label of the access point', async () => {
    expect((await collectOn(netsh('netsh-fr'), wifi)).content('wifi.json')).toMatchObject({
      links: [
        {
          ...{
            interface: 'Wi-Fi',
            connected: true,
            network: 'network-1',
            accessPoint: '9c:05:d6:aa:bb:cc',
          },
          ...{
            channel: 6,
            band: '2.4',
            signalPercent: 64,
            signalDbm: -68,
            megabitsPerSecond: 144.4,
            standard: '802.11ax',
          },
          security: 'WPA2',
        },
      ],
    });
  });
  test('of 6 GHz is known as such by its band, whose unit Russian writes in letters of its own', () => {
    const russian = recorded('netsh-es.txt')
      .replace('5 GHz', '6 ГГц')
      .replace('Canal: 100', 'Канал : 37');
    expect(netshWifi(russian)).toMatchObject({ links: [{ channel: 37, band: '6' }] });
  });
  test('near a computer with Windows is listed without a search, and with how busy each channel is', async () => {
    const commands = {
      'netsh wlan show interfaces': recorded('netsh-en.txt'),
      'netsh wlan show networks mode=bssid': recorded('netsh-networks-fr.txt'),
    };
    const content = (await collectOn({ platform: 'win32', commands }, wifi)).content('wifi.json');
    expect(content).toMatchObject({
      links: [{ network: 'network-1', accessPoint: '9c:05:d6:aa:bb:cc' }],
      nearby: [
        {
          network: 'network-1',
          channel: 11,
          band: '2.4',
          signalPercent: 31,
          standard: '802.11n',
          channelBusyPercent: 70,
        },
        {
          network: null,
          channel: 149,
          band: '5',
          signalPercent: 9,
          standard: '802.11ac',
          channelBusyPercent: null,
        },
      ],
    });
    expect(JSON.stringify(content)).not.toContain('Smith');
  });
  test('near a computer is bounded, however many access points were seen', () => {
    const many = Array.from(
      { length: 5000 },
      (_, at) => `   BSSID 1 : 9c:05:d6:aa:${`${at % 90}`.padStart(2, '0')}:cc\n`,
    ).join('');
    expect(netshNearby(many, new Set())).toHaveLength(100);
    expect(netshNearby('SSID 1 : 12\n Signal : 40%\n', new Set())).toEqual([]);
  });
  test('on Windows says how wide a channel the driver may use in the band that is used', () => {
    const row = (Name: string, RegistryKeyword: string, DisplayValue: string) => ({
      Name,
      RegistryKeyword,
      DisplayValue,
    });
    const widths = [
      row('Wi-Fi', 'ChannelWidth24', '20 MHz'),
      row('Wi-Fi', 'ChannelWidth52', 'Auto'),
      row('Wi-Fi 2', 'ChannelWidth52', '20 MHz'),
    ];
    const setting = (name: string | null, band: string | null) =>
      win32WidthSetting({ widths }, { ...noLink, interface: name, band });
    expect([setting('Wi-Fi', '2.4'), setting('Wi-Fi', '5'), setting('Wi-Fi 2', '5')]).toEqual([
      '20 MHz',
      'Auto',
      '20 MHz',
    ]);
    expect([
      setting('Wi-Fi', '6'),
      setting(null, '5'),
      setting('Wi-Fi', null),
      setting('Wi-Fi', 'toString'),
    ]).toEqual([null, null, null, null]);
  });
  test('is read from Windows in Spanish', async () => {
    expect((await collectOn(netsh('netsh-es'), wifi)).content('wifi.json')).toMatchObject({
      links: [
        {
          interface: 'Wi-Fi 2',
          connected: true,
          channel: 100,
          band: '5',
          megabitsPerSecond: 866.7,
          security: null,
        },
      ],
    });
  });
  test('that is not connected says so, in Japanese too', async () => {
    expect((await collectOn(netsh('netsh-ja'), wifi)).content('wifi.json')).toMatchObject({
      links: [
        { interface: 'Wi-Fi', connected: false, network: null, accessPoint: null, channel: null },
      ],
    });
  });
  test.for(['en', 'de'])(
    'without the consent that Windows asks for is denied, in %s',
    async (language) => {
      const run = await collectOn(netsh(`netsh-no-consent-${language}`), wifi);
      expect(run).toMatchObject({ status: 'denied', names: [] });
      expect(run.reason).toMatch(/^Windows shows Wi-Fi details only if/);
    },
  );
  test('is unavailable when the computer has none', async () => {
    expect(await collectOn(netsh('netsh-none-fr'), wifi)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    expect(await collectOn({ platform: 'darwin' }, wifi)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    expect(await collectOn({ platform: 'linux' }, wifi)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('on Linux joins what NetworkManager and the kernel know', async () => {
    expect((await collectOn(linux, wifi)).content('wifi.json')).toMatchObject({
      links: [
        {
          interface: 'wlp0s20f3',
          network: 'network-1',
          channel: 36,
          band: '5',
          signalPercent: 77,
          signalDbm: -54,
        },
      ],
      nearby: [
        { network: 'network-1', band: '2.4' },
        { network: 'network-2', channel: 100 },
        { network: null, signalPercent: 12 },
      ],
    });
  });
  test('on Linux without NetworkManager tells at least whether there is a signal', async () => {
    const table = recorded('proc-wireless.txt');
    const only = (text: string): Machine => ({
      platform: 'linux',
      files: { '/proc/net/wireless': text },
    });
    expect((await collectOn(only(table), wifi)).content('wifi.json')).toMatchObject({
      links: [{ connected: true, signalDbm: -54 }],
    });
    const silent = table.replace('56.  -54.', '0.  -256.');
    expect((await collectOn(only(silent), wifi)).content('wifi.json')).toMatchObject({
      links: [{ connected: false, signalDbm: null }],
    });
  });
  test.for([
    [
      'values that are not newer than the last',
      'wlan0: 0000   38  -72  -95        0',
      true,
      -72,
      -95,
    ],
    ['values with the dot of an update', 'wlan0: 0000   38.  -72.  -95.       0', true, -72, -95],
    ['no noise', ' wlan0: 0000   38.  -72.  -256        0', true, -72, null],
    ['a level in units of the driver', ' wlan0: 0000   38.   60.    0.       0', true, null, null],
    ['no signal', 'wlan0: 0000    0     0     0        0', false, null, null],
    ['a line that was cut', 'wlan0: 0000   38.  -72.', true, -72, null],
  ] as const)(
    'of /proc/net/wireless with %s is understood',
    ([, line, connected, signalDbm, noiseDbm]) => {
      expect(procWireless(`${line}\n`)).toMatchObject([
        { interface: 'wlan0', connected, signalDbm, noiseDbm },
      ]);
    },
  );
  test('on macOS that is switched off is told from one without a network', () => {
    const answer = (status: string): string =>
      JSON.stringify({
        SPAirPortDataType: [
          {
            spairport_airport_interfaces: [{ _name: 'en0', spairport_status_information: status }],
          },
        ],
      });
    expect(darwinWifi(answer('spairport_status_off'))).toMatchObject({
      links: [{ connected: false, radio: 'off' }],
    });
    expect(darwinWifi(answer('spairport_status_inactive'))).toMatchObject({
      links: [{ connected: false, radio: 'on' }],
    });
  });
  test('on macOS leaves out what is no connection', async () => {
    expect((await collectOn(mac, wifi)).content('wifi.json')).toMatchObject({
      links: [
        {
          interface: 'en0',
          network: 'network-1',
          channel: 149,
          band: '5',
          signalDbm: -51,
          security: 'wpa3_personal',
        },
      ],
      nearby: [
        { network: 'network-1', band: '2.4' },
        { network: 'network-2', band: '6' },
      ],
    });
  });
  test('on macOS does not take all networks whose names are hidden for one', async () => {
    const hidden = recorded('airport.json').replace(/Smith Family|Gäste/g, '<redacted>');
    const machine: Machine = {
      platform: 'darwin',
      commands: { 'system_profiler -json SPAirPortDataType': hidden },
    };
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
    ['Windows in French', netsh('netsh-fr')],
    ['Windows in Spanish', netsh('netsh-es')],
  ])('never names a network, nor an access point once it is redacted: %s', async ([, machine]) => {
    const text = JSON.stringify((await collectOn(machine, wifi)).content('wifi.json'));
    expect(text).not.toMatch(/Smith|FRITZ|Schmidt|Gäste|gratuit/);
    const redacted = createRedactor({ known: { ...emptyKnownValues } }).redact(
      text,
      'application/json',
    ).text;
    expect(redacted).not.toMatch(/9c:05|02:11|70:a8/i);
  });
});

describe('Wi-Fi without NetworkManager', () => {
  const link = recorded('iw-link.txt');
  test('is asked of the kernel, and a network’s name becomes a number', async () => {
    expect(iwInterfaces(recorded('iw-dev.txt'))).toEqual(['wlan0']);
    const commands = { 'iw dev wlan0 link': link, 'iw dev': recorded('iw-dev.txt') };
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
    expect(iwLinks([{ name: 'wlan0', output: 'Not connected.\n' }])).toMatchObject([
      { interface: 'wlan0', connected: false },
    ]);
    expect(iwLinks([{ name: 'wlan0', output: '' }])).toEqual([]);
    expect(iwLinks([{ name: 'wlan0', output: link.slice(0, 60) }])).toMatchObject([
      { connected: true, channel: null },
    ]);
  });
  test('of which no command tells is not said to be missing', async () => {
    const files = {
      '/sys/class/net/wlan0/phy80211/index': '0',
      '/sys/class/net/wlan0/operstate': 'up\n',
      '/sys/class/net/lo/mtu': '1',
    };
    expect(
      (await collectOn({ platform: 'linux', files }, wifi)).content('wifi.json'),
    ).toMatchObject({
      links: [{ interface: 'wlan0', connected: true }],
    });
    expect(
      await collectOn({ platform: 'linux', files: { '/sys/class/net/lo/mtu': '1' } }, wifi),
    ).toMatchObject({
      status: 'unavailable',
    });
  });
});

describe('what surrounds a Wi-Fi connection', () => {
  const device = (lines: string): string => `phy#0\n\tInterface wlan0\n\t\tifindex 3\n${lines}`;
  test('on Linux is width, country, switch and history', async () => {
    const commands = {
      'iw dev wlan0 link': recorded('iw-link.txt'),
      'iw dev': device('\t\tchannel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz\n'),
      'iw reg get': 'global\ncountry DE: DFS-ETSI\n\t(2400 - 2483 @ 40), (N/A, 20), (N/A)\n',
      'journalctl --identifier=wpa_supplicant --since=-7d': recorded('wpa-supplicant.txt'),
    };
    const files = {
      '/sys/class/rfkill/rfkill0/type': 'wlan\n',
      '/sys/class/rfkill/rfkill0/soft': '0\n',
      '/sys/class/rfkill/rfkill0/hard': '0\n',
    };
    const found = (await collectOn({ platform: 'linux', commands, files }, wifi)).content(
      'wifi.json',
    );
    expect(found).toMatchObject({
      country: 'DE',
      links: [{ radio: 'on', widthMegahertz: 80 }],
      history: {
        ...{ days: 7, connected: 2, disconnected: 3, failed: 1, signInFailed: 1 },
        reasons: [
          { code: 4, times: 2 },
          { code: 17, times: 1 },
        ],
      },
    });
    expect(JSON.stringify(found)).not.toMatch(/Zuhause|9c:05:d6:aa:bb:dd/);
  });
  test('on Linux is unknown where nothing tells of it', () => {
    expect([iwWidths(''), iwCountry('global\ncountry 00: DFS-UNSET\n'), radioOf([])]).toEqual([
      new Map(),
      null,
      null,
    ]);
    expect(supplicantHistory('')).toBeNull();
    expect(
      supplicantHistory(
        'Hint: You are currently not seeing messages from other users and the system.\n',
      ),
    ).toBeNull();
    expect(
      iwWidths(device('\t\tchannel 36 (5180 MHz), width: 20 MHz (no HT), center1: 5180 MHz\n')).get(
        'wlan0',
      ),
    ).toBe(20);
  });
  test('says that a switch of the machine or of the system keeps it off', () => {
    expect(radioOf([{ soft: '1\n', hard: '0\n' }])).toBe('off');
    expect(radioOf([{ soft: '0\n', hard: '1\n' }])).toBe('off');
    expect([win32Radio({ flightMode: 1 }), win32Radio({ flightMode: 0 }), win32Radio({})]).toEqual([
      'off',
      null,
      null,
    ]);
  });
  test('on Windows is what the Wi-Fi service noted, in numbers', async () => {
    const events = [
      { Id: 8001, Reason: null },
      { Id: 8003, Reason: '2' },
      { Id: 8003, Reason: '2' },
      { Id: 8002, Reason: '163851' },
      { Id: 12013, Reason: 327685 },
      { Id: 5000, Reason: 1 },
    ];
    const commands = {
      'netsh wlan': recorded('netsh-en.txt'),
      'WLAN-AutoConfig': JSON.stringify({ events }),
    };
    expect(
      (await collectOn({ platform: 'win32', commands }, wifi)).content('wifi.json'),
    ).toMatchObject({
      history: {
        ...{ connected: 1, disconnected: 2, failed: 1, signInFailed: 1 },
        reasons: [{ code: 2, times: 2 }, { code: 163851 }, { code: 327685 }],
      },
    });
    expect(win32WifiHistory({ events: [] })).toMatchObject({
      connected: 0,
      disconnected: 0,
      reasons: [],
    });
    expect(win32WifiHistory(undefined)).toBeNull();
  });
  test('on Windows that may not be read makes it partial', async () => {
    const denied = JSON.stringify({ silent: { source: 'events', error: 'UnauthorizedAccess' } });
    const commands = { 'netsh wlan': recorded('netsh-en.txt'), 'WLAN-AutoConfig': denied };
    const run = await collectOn({ platform: 'win32', commands }, wifi);
    expect(run).toMatchObject({ status: 'partial' });
    expect(run.content('wifi.json')).toMatchObject({ history: null, links: [{ connected: true }] });
  });
  test('stays small, however much is logged', () => {
    const line = (reason: number): string =>
      `wlan0: CTRL-EVENT-DISCONNECTED bssid=9c:05:d6:aa:bb:cc reason=${reason}`;
    const flood = Array.from({ length: 5000 }, (_, reason) => line(reason)).join('\n');
    expect(supplicantHistory(flood)).toMatchObject({ disconnected: 5000, reasons: { length: 20 } });
  });
});
