import { describe, expect, test } from 'vitest';
import { linuxDevice, mountsOf } from '../../../collector/collectors/disks/parse.ts';
import { isPublicName, serversOf } from '../../../collector/collectors/dns/parse.ts';
import { processor } from '../../../collector/collectors/processor/collector.ts';
import { loadBetween } from '../../../collector/collectors/processor/load.ts';
import { procRoutes } from '../../../collector/collectors/routes/parse.ts';
import { system } from '../../../collector/collectors/system/collector.ts';
import { linuxSystem } from '../../../collector/collectors/system/parse.ts';
import { accountsOf, homesAmong, ownNamesInHosts, registryValueOf, searchDomainsOf } from '../../../collector/os/person.ts';
import { pressureOf } from '../../../collector/toolkit/proc.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

describe('on Linux, disks', () => {
  const { local, network } = mountsOf(fixture('linux/mountinfo.txt'));

  test('are measured where files live, each file system once', () => {
    expect(local.map(({ mount }) => mount)).toEqual(['/run', '/', '/boot/efi', '/media/My Disk', '/home']);
  });
  test('that are images, full by nature, are left out', () => {
    expect(local.some(({ type }) => type === 'squashfs')).toBe(false);
  });
  test('on a server are named but never measured, for that can hang', () => {
    expect(network).toEqual([{ mount: '/mnt/team', type: 'nfs4', readOnly: false }]);
  });
  test('that are read-only say so', () => {
    expect(local.find(({ mount }) => mount === '/media/My Disk')?.readOnly).toBe(true);
  });
  test('are devices with a size; loop devices are not', () => {
    const link = '../devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1';
    expect(linuxDevice({ name: 'nvme0n1', link, sectors: '2000409264\n', rotational: '0\n', model: 'KXG60 \n' })).toMatchObject({
      sizeBytes: 2000409264 * 512,
      medium: 'solid state',
      connection: 'nvme',
      model: 'KXG60',
    });
    expect(linuxDevice({ name: 'loop3', link: '', sectors: '8\n' })).toBeNull();
  });
  test.for([
    ['/devices/pci0000:00/0000:00:04.0/virtio1/block/vda', '1', null],
    ['/devices/pci0000:00/0000:00:14.0/usb2/2-1/host6/block/sdb', '1', null],
    ['/devices/vbd-51712/block/xvda', '1', null],
    ['/devices/pci0000:00/0000:00:17.0/ata1/host0/block/sda', '1', 'rotating'],
    ['/devices/pci0000:00/0000:00:04.0/virtio1/block/vda', '0', 'solid state'],
  ] as const)('turn only where their driver can know it: %s says %s', ([link, rotational, medium]) => {
    expect(linuxDevice({ name: 'sda', link, sectors: '8\n', rotational: `${rotational}\n` })?.medium).toBe(medium);
  });
  test('hidden by another in the same place stand once', () => {
    const twice = [24, 27].map((device) => `30 25 0:${device} / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684084k`).join('\n');
    expect(mountsOf(twice).local).toEqual([{ mount: '/dev/shm', type: 'tmpfs', readOnly: false }]);
  });
});

describe('on Linux, the computer', () => {
  const files = { maker: '', model: '', vendor: '', version: '', date: '', deviceTree: '', cpuinfo: '' };

  test('says its maker, model and firmware', () => {
    const found = linuxSystem({
      ...files,
      maker: 'Dell Inc.\n',
      model: 'XPS 13 9310\n',
      vendor: 'Dell Inc.\n',
      version: '3.20.0\n',
      date: '07/11/2024\n',
      cpuinfo: 'flags\t\t: fpu vme\n',
    });
    expect(found).toEqual({
      manufacturer: 'Dell Inc.',
      model: 'XPS 13 9310',
      virtual: false,
      firmware: { vendor: 'Dell Inc.', version: '3.20.0', releaseDate: '2024-07-11' },
    });
  });
  test('does not pass on what its vendor forgot to fill in', () => {
    expect(linuxSystem({ ...files, maker: 'To Be Filled By O.E.M.\n', model: 'System Product Name\n' })).toMatchObject({
      manufacturer: null,
      model: null,
    });
  });
  test('is virtual when the processor says so', () => {
    expect(linuxSystem({ ...files, cpuinfo: 'flags\t\t: fpu hypervisor lahf_lm\n' }).virtual).toBe(true);
  });
  test('on an ARM board is named by its device tree', () => {
    expect(linuxSystem({ ...files, deviceTree: 'Raspberry Pi 5 Model B Rev 1.0\0' }).model).toBe(
      'Raspberry Pi 5 Model B Rev 1.0',
    );
  });
  test('that says nothing at all is unavailable', async () => {
    expect(await collectOn({ platform: 'linux' }, system)).toMatchObject({ status: 'unavailable', names: [] });
  });
});

describe('how busy the computer is', () => {
  const looked = (user: number, idle: number) => ({ times: { user, nice: 0, sys: 0, idle, irq: 0 } });
  const own = { microseconds: 60_000, milliseconds: 300 };
  test('is told of all processors, of the busiest, and of Candor itself', () => {
    expect(loadBetween([looked(0, 0), looked(100, 100)], [looked(300, 0), looked(100, 400)], own)).toEqual({
      busyPercent: 50,
      busiestPercent: 100,
      ownPercent: 10,
      sampledMilliseconds: 300,
    });
  });
  test('is unknown where nothing moved or a processor came or went', () => {
    expect(loadBetween([looked(1, 1)], [looked(1, 1)], own)).toBeNull();
    expect(loadBetween([looked(1, 1)], [looked(1, 1), looked(2, 2)], own)).toBeNull();
    expect(loadBetween([], [], own)).toBeNull();
  });
  test('is told by a kernel that knows no time in which all programs waited for the processor', () => {
    expect(pressureOf('some avg10=87.17 avg60=51.12 avg300=31.41 total=13255428103\n')).toEqual({
      someAvg60: 51.12,
      fullAvg60: null,
    });
    expect(pressureOf('')).toBeNull();
  });
  test('is what the system noted over the last minutes', async () => {
    const files = { '/proc/pressure/cpu': 'some avg10=1.00 avg60=2.00 avg300=3.00 total=4\n' };
    const found = await collectOn({ platform: 'linux', files }, processor);
    expect(found.content('processor.json')).toMatchObject({
      load: null,
      loadAverage: [expect.any(Number), expect.any(Number), expect.any(Number)],
      pressure: { someAvg60: 2, fullAvg60: null },
    });
  });
  test('is measured where the system notes nothing', async () => {
    const found = await collectOn({ platform: 'win32' }, processor);
    expect(found.content('processor.json')).toMatchObject({
      load: { busyPercent: expect.any(Number), sampledMilliseconds: expect.any(Number) },
      loadAverage: null,
    });
  });
});

describe('on Linux, the network', () => {
  test('routes can be read without the ip command', () => {
    const table =
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n';
    expect(procRoutes(table)).toEqual([
      { family: 'IPv4', destination: 'default', gateway: '192.0.2.1', interface: 'eth0', metric: 100 },
      { family: 'IPv4', destination: '192.0.2.0/24', gateway: null, interface: 'eth0', metric: 0 },
    ]);
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
  ] as const)('a server is asked for %s: %s', ([name, asked]) => expect(isPublicName(name)).toBe(asked));
});

describe('whose machine it is', () => {
  test('people are told from the system’s own accounts', () => {
    expect(accountsOf(fixture('linux/passwd.txt'), 0)).toEqual([
      { user: 'root', fullName: 'root', home: '/root' },
      { user: 'ada', fullName: 'Ada Lovelace', home: '/home/ada' },
    ]);
  });
  test('whoever has a home folder here is known, also when no file lists them', () => {
    const folders = ['bob', 'Public', 'Default User', 'lost+found', '.localized', 'Shared', 'MACHINE$'];
    expect(homesAmong(folders, 'C:\\Users\\')).toEqual([{ user: 'bob', fullName: '', home: 'C:\\Users\\bob' }]);
    expect(homesAmong(Array(500).fill('bob'), '/home/')).toHaveLength(200);
  });
  test('the names that /etc/hosts gives this machine are its own', () => {
    expect(ownNamesInHosts('127.0.0.1 localhost\n127.0.1.1 ada-laptop.corp.example ada-laptop # own\n10.0.0.1 server\n')).toEqual(
      ['ada-laptop.corp.example', 'ada-laptop'],
    );
  });
  test('the last search line counts', () => {
    expect(searchDomainsOf('domain old.example\nsearch corp.example dev.corp.example.\nnameserver 1.1.1.1\n')).toEqual([
      'corp.example',
      'dev.corp.example',
    ]);
  });
  test('the registry’s answer is read by name', () => {
    const output = '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    9d2c-11\r\n\r\n';
    expect(registryValueOf(output, 'MachineGuid')).toBe('9d2c-11');
  });
});
