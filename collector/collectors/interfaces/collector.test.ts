import { describe, expect, test } from 'vitest';
import { collectOn, fixture, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { interfaces } from './collector.ts';
import { ifconfigInterfaces, netstatCounters, scutilNwi } from './darwin.ts';
import { dhclientLeases, networkdLease, nmcliDevices, packetLease, win32Lease } from './leases.ts';
import { linuxSpeed } from './linux.ts';
import { win32Adapters, win32SignIns } from './win32.ts';

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

describe('the speed of a connection', () => {
  test.for([
    ['1000\n', 1e9],
    ['-1\n', null],
    ['4294967295\n', null],
    ['', null],
    ['fast\n', null],
  ] as const)('%j is %s', ([text, speed]) => expect(linuxSpeed(text)).toBe(speed));
  test('is listed with its adapter', async () => {
    const commands = {
      'ip -json -statistics address show': '[{"ifname":"eth0","flags":["UP"],"operstate":"UP"}]',
    };
    const files = { '/sys/class/net/eth0/speed': '2500\n' };
    expect(
      (await collectOn({ platform: 'linux', commands, files }, interfaces)).content(
        'interfaces.json',
      ),
    ).toMatchObject({
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
    const { interfaces: list, inUse } = run.content('interfaces.json') as {
      interfaces: { name: string }[];
      inUse: unknown;
    };
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

test('macOS without a network differs from a Mac that does not answer', () => {
  expect(scutilNwi(recorded('scutil-nwi-none.txt'))).toEqual({ order: [], families: [] });
  expect(scutilNwi('')).toBeNull();
});

test('on macOS, a source that says nothing leaves what the others said', async () => {
  const commands = {
    'ifconfig -a': recorded('ifconfig.txt'),
    networksetup: recorded('hardwareports.txt'),
  };
  const { interfaces: list } = (await collectOn(mac(commands), interfaces)).content(
    'interfaces.json',
  ) as {
    interfaces: { name: string }[];
  };
  expect(list.find(({ name }) => name === 'en0')).toMatchObject({
    kind: 'Wi-Fi',
    state: 'up',
    mtu: 1500,
    received: null,
  });
});

test('on macOS, ports have their names as people know them', async () => {
  const { interfaces: list } = (
    await collectOn(mac({ networksetup: recorded('hardwareports.txt') }), interfaces)
  ).content('interfaces.json') as {
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
  const { interfaces: list } = (await collectOn(windows, interfaces)).content(
    'interfaces.json',
  ) as {
    interfaces: { name: string }[];
  };
  expect(list.find(({ name }) => name === 'Wi-Fi')).toMatchObject({
    state: 'disconnected',
    addresses: [],
  });
});

test('a metric before the MTU, as BSD writes it, is ignored', () => {
  const said =
    'en0.1: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1496\n\tstatus: active\n';
  expect(ifconfigInterfaces(said)).toEqual([{ name: 'en0.1', state: 'up', mtu: 1496 }]);
});

describe('what a DHCP server lent', () => {
  const listed = '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"operstate":"UP"}]';
  const lent = {
    server: '192.168.1.1',
    obtainedAt: '2026-11-22T12:00:00.000Z',
    expiresAt: '2026-11-23T12:00:00.000Z',
    seconds: 86400,
  };
  const linux = (more: Partial<Machine>): Machine => ({
    platform: 'linux',
    ...more,
    commands: { 'ip -json -statistics address show': listed, ...more.commands },
  });
  const nmcli = (lines: string): string =>
    `GENERAL.DEVICE:eth0\nGENERAL.TYPE:ethernet\nGENERAL.HWADDR:02\\:00\\:00\\:00\\:00\\:01\nGENERAL.CONNECTION:Zuhause\n${lines}`;
  test('is known to NetworkManager, as is whether the connection costs money', async () => {
    const said = nmcli(
      'GENERAL.METERED:yes (guessed)\nDHCP4.OPTION[1]:dhcp_lease_time = 86400\nDHCP4.OPTION[2]:dhcp_server_identifier = 192.168.1.1\nDHCP4.OPTION[3]:expiry = 1795435200\nDHCP4.OPTION[4]:ip_address = 192.168.1.7\n\nGENERAL.DEVICE:lo\n',
    );
    const run = await collectOn(
      linux({ commands: { 'nmcli -t -f GENERAL,DHCP4 device show': said } }),
      interfaces,
    );
    expect(run.content('interfaces.json')).toMatchObject({
      interfaces: [{ name: 'eth0', lease: lent, metered: true }],
    });
    expect(JSON.stringify(run.content('interfaces.json'))).not.toMatch(/Zuhause/);
    expect(nmcliDevices(nmcli('GENERAL.METERED:no\n')).get('eth0')).toEqual({
      lease: null,
      metered: false,
    });
    expect(nmcliDevices(nmcli('GENERAL.METERED:unknown\n')).get('eth0')).toEqual({
      lease: null,
      metered: null,
    });
    expect(nmcliDevices('Error: NetworkManager is not running.\n').size).toBe(0);
  });
  test('is known to systemd-networkd', async () => {
    const files = {
      '/run/systemd/netif/leases/2':
        '# This is private data. Do not parse.\nADDRESS=192.168.1.7\nNETMASK=255.255.255.0\nROUTER=192.168.1.1\nSERVER_ADDRESS=192.168.1.1\nLIFETIME=86400\n',
      '/run/systemd/netif/leases/9': 'ADDRESS=10.0.0.1\n',
    };
    const run = await collectOn(linux({ files, now: '2026-11-22T12:00:00.000Z' }), interfaces);
    expect(run.content('interfaces.json')).toMatchObject({
      interfaces: [{ lease: lent, metered: null }],
    });
    const json = '{"Address":[192,168,1,7],"Server_Address":[192,168,1,1],"Lifetime":"1d"}';
    expect(networkdLease(json, '2026-11-22T12:00:00.000Z')).toEqual(lent);
    expect(networkdLease('ADDRESS=10.0.0.1\nLIFETIME=1h 30min\n', null)).toMatchObject({
      seconds: 5400,
      expiresAt: null,
    });
    expect(networkdLease('ADDRESS=10.0.0.1\nLIFETIME=infinity\n', null)).toMatchObject({
      seconds: null,
    });
    expect(networkdLease('', null)).toBeNull();
    expect(
      networkdLease('ADDRESS=10.0.0.1\nLIFETIME=4294967295\n', '2026-11-22T12:00:00.000Z'),
    ).toMatchObject({
      seconds: null,
      expiresAt: null,
    });
  });
  test('is known to dhclient, whose last entry counts', async () => {
    const lease = (expire: string): string =>
      `lease {\n  interface "eth0";\n  fixed-address 192.168.1.7;\n  option dhcp-lease-time 86400;\n  option dhcp-server-identifier 192.168.1.1;\n  expire ${expire};\n}\n`;
    const files = {
      '/var/lib/dhcp/dhclient.eth0.leases':
        lease('0 2026/11/20 12:00:00') + lease('1 2026/11/23 12:00:00'),
    };
    const run = await collectOn(linux({ files }), interfaces);
    expect(run.content('interfaces.json')).toMatchObject({ interfaces: [{ lease: lent }] });
    expect(dhclientLeases(lease('epoch 1795435200; # Mon Nov 23')).get('eth0')).toMatchObject({
      expiresAt: lent.expiresAt,
    });
    expect(dhclientLeases(lease('never')).get('eth0')).toMatchObject({
      expiresAt: null,
      obtainedAt: null,
      seconds: 86400,
    });
    expect(dhclientLeases(lease('1 2026/11/23 12:00:00').slice(0, 12)).size).toBe(0);
  });
  test('may not be read, and is unknown then', async () => {
    const files = { '/var/lib/dhcp': 'denied', '/run/systemd/netif/leases': 'denied' } as const;
    const run = await collectOn(linux({ files }), interfaces);
    expect(run.content('interfaces.json')).toMatchObject({
      interfaces: [{ lease: null, metered: null }],
    });
  });
  test('is the last answer of the server on macOS, which has no date', async () => {
    const packet =
      'op = BOOTREPLY\nhtype = 1\nyiaddr = 192.168.1.7\noptions:\nOptions count is 7\ndhcp_message_type (uint8): ACK 0x5\nserver_identifier (ip): 192.168.1.1\nlease_time (uint32): 0x15180\nrouter (ip_mult): {192.168.1.1}\nend (none):\n';
    const commands = {
      'ifconfig -a': 'en0: flags=8863<UP,BROADCAST,RUNNING> mtu 1500\n\tstatus: active\n',
      'ipconfig getpacket en0': packet,
    };
    const { interfaces: list } = (await collectOn(mac(commands), interfaces)).content(
      'interfaces.json',
    ) as {
      interfaces: { name: string }[];
    };
    expect(list.find(({ name }) => name === 'en0')).toMatchObject({
      lease: { server: '192.168.1.1', seconds: 86400, obtainedAt: null, expiresAt: null },
    });
    expect(packetLease('')).toBeNull();
  });
  test('is in Windows’ own class, and an answer from nobody is none', () => {
    const row = {
      Server: '192.168.1.1',
      Obtained: '2026-11-22T12:00:00.0000000Z',
      Expires: '2026-11-23T12:00:00.0000000Z',
    };
    expect(win32Lease(row)).toEqual(lent);
    expect(win32Lease({ Server: '255.255.255.255', Obtained: null, Expires: null })).toBeNull();
  });
});

describe('a network of Windows', () => {
  const answer = {
    adapters: [
      {
        Name: 'Ethernet',
        InterfaceIndex: 12,
        InterfaceGuid: '{5C3F1E0A-7D2B-4C8E-9F10-0123456789AB}',
        Status: 'Up',
      },
    ],
    leases: [{ InterfaceIndex: 12, Server: '192.168.1.1', Obtained: null, Expires: null }],
    profiles: [
      {
        InterfaceAlias: 'Ethernet',
        Category: 'DomainAuthenticated',
        Four: 'Internet',
        Six: 'NoTraffic',
      },
    ],
    cost: { Adapter: '5c3f1e0a-7d2b-4c8e-9f10-0123456789ab', Cost: 'Fixed' },
  };
  test('has its kind, its lease and whether it is metered', () => {
    expect(win32Adapters(answer)).toMatchObject([
      {
        lease: { server: '192.168.1.1' },
        profile: { category: 'domain', IPv4: 'internet', IPv6: 'notraffic' },
        metered: true,
      },
    ]);
    expect(JSON.stringify(win32Adapters(answer))).not.toMatch(/5c3f1e0a/i);
  });
  test('of which nothing is known has none of them', () => {
    expect(win32Adapters({ adapters: answer.adapters })).toMatchObject([
      { lease: null, profile: null, metered: null },
    ]);
    expect(win32Adapters({ ...answer, cost: { ...answer.cost, Cost: 'Unknown' } })).toMatchObject([
      { metered: null },
    ]);
    expect(win32Adapters({ ...answer, cost: { Adapter: null, Cost: 'Fixed' } })).toMatchObject([
      { metered: null },
    ]);
  });
  test('with a sign-in on the cable tells how that went, by numbers that no language translates', () => {
    const events = [15514, 15514, 15505, 7].map((Id) => ({
      Id,
      At: '2026-11-23T09:00:00.0000000Z',
    }));
    expect(win32SignIns({ cableSignIns: events })).toEqual({
      ...{ days: 7, succeeded: 1, refused: 2 },
      last: { at: '2026-11-23T09:00:00.000Z', succeeded: false },
    });
    expect([win32SignIns({ cableSignIns: [] }), win32SignIns(undefined)]).toEqual([null, null]);
  });
});

test('the columns of netstat are found by their heading, as on systems that count what was dropped', () => {
  const heading =
    'Name    Mtu Network       Address              Ipkts Ierrs Idrop     Ibytes    Opkts Oerrs     Obytes  Coll\n';
  const row =
    'em0    1500 <Link#1>      00:0c:29:00:00:01      17     1     2      1900       21     3       2100     0\n';
  expect(netstatCounters(heading + row)).toEqual([
    {
      name: 'em0',
      received: { bytes: 1900, packets: 17, errors: 1, dropped: 2 },
      sent: { bytes: 2100, packets: 21, errors: 3, dropped: null },
    },
  ]);
  expect(netstatCounters(heading.replace(/Ibytes|Obytes/g, '') + row)).toEqual([]);
});

test('an adapter with capital letters, and one whose lines begin with spaces, are adapters', () => {
  const said =
    'XHC20: flags=0<> mtu 0\nen5: flags=8863<UP,RUNNING>  mtu 1500\n     ether AC:DE:48:00:11:22\n     status: inactive\n';
  expect(ifconfigInterfaces(said)).toEqual([
    { name: 'XHC20', state: 'down', mtu: 0 },
    { name: 'en5', state: 'down', mtu: 1500, mac: 'AC:DE:48:00:11:22' },
  ]);
});
