import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { disks } from './collector.ts';
import { linuxDevice, mountsOf } from './linux.ts';

const fixture = fixtureOf(import.meta.url);
const mac: Machine = {
  platform: 'darwin',
  commands: { 'system_profiler -json SPStorageDataType': fixture('storage.json') },
};
const windows: Machine = {
  platform: 'win32',
  commands: { Win32_LogicalDisk: fixture('windows.jsonl') },
};

describe('on Linux, disks', () => {
  const { local, network } = mountsOf(fixture('mountinfo.txt'));

  test('are measured where files live, each file system once', () => {
    expect(local.map(({ mount }) => mount)).toEqual([
      '/run',
      '/',
      '/boot/efi',
      '/media/My Disk',
      '/home',
    ]);
  });
  test('that are images, full by nature, are left out', () => {
    expect(local.some(({ type }) => type === 'squashfs')).toBe(false);
  });
  test('on a server are named but never measured, for that can hang', () => {
    expect(network).toEqual([{ mount: '/mnt/team', type: 'nfs4', readOnly: false }]);
  });
  test('that are read-only are marked as such', () => {
    expect(local.find(({ mount }) => mount === '/media/My Disk')?.readOnly).toBe(true);
  });
  test('are devices with a size; loop devices are not', () => {
    const link = '../devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1';
    expect(
      linuxDevice({
        name: 'nvme0n1',
        link,
        sectors: '2000409264\n',
        rotational: '0\n',
        model: 'KXG60 \n',
      }),
    ).toMatchObject({
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
  ] as const)(
    'turn only where their driver can know it: %s says %s',
    ([link, rotational, medium]) => {
      expect(
        linuxDevice({ name: 'sda', link, sectors: '8\n', rotational: `${rotational}\n` })?.medium,
      ).toBe(medium);
    },
  );
  test('hidden by another in the same place are listed once', () => {
    const twice = [24, 27]
      .map((device) => `30 25 0:${device} / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684084k`)
      .join('\n');
    expect(mountsOf(twice).local).toEqual([{ mount: '/dev/shm', type: 'tmpfs', readOnly: false }]);
  });
});

test('on macOS, volumes that share a disk show it once', async () => {
  const run = await collectOn(mac, disks);
  expect(run.content('filesystems.json')).toMatchObject({
    filesystems: [
      { mount: '/System/Volumes/Data', readOnly: false },
      { mount: '/', readOnly: true },
    ],
  });
  expect(run.content('devices.json')).toMatchObject({
    devices: [{ name: 'APPLE SSD AP1024Z', medium: 'solid state', health: 'Verified' }],
  });
});

test('on Windows, drives without a medium are left out', async () => {
  const run = await collectOn(windows, disks);
  expect(run.content('filesystems.json')).toMatchObject({
    filesystems: [
      { mount: 'C:', type: 'NTFS', sizeBytes: 1022506201088, availableBytes: 88112345088 },
    ],
  });
  expect(run.content('devices.json')).toMatchObject({
    devices: [{ medium: 'solid state', connection: 'nvme', health: 'Healthy' }],
  });
});

test('on Windows, network drives are named by their letter, never measured, and their server is not told', async () => {
  expect((await collectOn(windows, disks)).content('filesystems.json')).toMatchObject({
    networkMounts: [
      { mount: 'H:', type: 'smb', state: 'not connected' },
      { mount: 'Z:', type: 'smb', state: 'OK' },
    ],
  });
});

test.for([mac, windows])('on a silent $platform, disks are unavailable', async ({ platform }) => {
  expect(await collectOn({ platform }, disks)).toMatchObject({ status: 'unavailable', names: [] });
});
