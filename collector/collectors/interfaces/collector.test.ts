import { describe, expect, test } from 'vitest';
import { collectOn, fixture, fixtureOf, type Machine } from '../../../tests/harness/collect-context.ts';
import { interfaces } from './collector.ts';
import { ifconfigInterfaces, scutilNwi } from './darwin.ts';
import { linuxSpeed } from './linux.ts';

const recorded = fixtureOf(import.meta.url);

const mac = (commands: NonNullable<Machine['commands']>): Machine => ({ platform: 'darwin', commands });

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)])),
};

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

test.each([
  ['de', 'WLAN', 'Thunderbolt-Brücke'],
  ['ja', 'Wi-Fi', 'Thunderbolt ブリッジ'],
])(
  'macOS has states, sizes and error counts by adapter, whatever its ports are called (%s)',
  async (language, wireless, bridge) => {
    const run = await collectOn(
      mac({
        'ifconfig -a': recorded('ifconfig.txt'),
        'netstat -ibn': recorded('netstat-ib-errors.txt'),
        networksetup: recorded(`hardwareports-${language}.txt`),
        'scutil --nwi': recorded('scutil-nwi-vpn.txt'),
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
  },
);

test('macOS without a network is told from a Mac that says nothing', () => {
  expect(scutilNwi(recorded('scutil-nwi-none.txt'))).toEqual({ order: [], families: [] });
  expect(scutilNwi('')).toBeNull();
});

test('on macOS, ports have their names as people know them', async () => {
  const { interfaces: list } = (await collectOn(mac({ networksetup: recorded('hardwareports.txt') }), interfaces)).content(
    'interfaces.json',
  ) as {
    interfaces: { name: string; kind: string | null }[];
  };
  expect(list.find(({ name }) => name === 'en0')?.kind).toBe('Wi-Fi');
});

test('an adapter of Windows has its errors, and says whether its address comes by DHCP', async () => {
  const run = await collectOn(windows, interfaces);
  const { interfaces: list } = run.content('interfaces.json') as { interfaces: { name: string }[] };
  expect(list.find(({ name }) => name === 'Ethernet 2')).toMatchObject({
    state: 'up',
    bitsPerSecond: 1e9,
    received: { bytes: 9_142_330_221, packets: 9_123_311, errors: 17, dropped: 3 },
    sent: { errors: 0, dropped: 1 },
    dhcp: false,
  });
  expect(list.find(({ name }) => name === 'Wi-Fi')).toMatchObject({ received: null, dhcp: true });
});

test('on Windows, an adapter without a connection is listed too', async () => {
  const { interfaces: list } = (await collectOn(windows, interfaces)).content('interfaces.json') as {
    interfaces: { name: string }[];
  };
  expect(list.find(({ name }) => name === 'Wi-Fi')).toMatchObject({ state: 'disconnected', addresses: [] });
});

test('a metric before the size of packets, as BSD writes it, is passed over', () => {
  const said = 'en0.1: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1496\n\tstatus: active\n';
  expect(ifconfigInterfaces(said)).toEqual([{ name: 'en0.1', state: 'up', mtu: 1496 }]);
});
