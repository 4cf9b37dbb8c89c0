import { readdir, readlink, statfs } from 'node:fs/promises';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import {
  type Asked,
  ask,
  askEach,
  whole,
  withSilent,
} from '#collector/toolkit/powershell-sources.ts';
import { pressureOf } from '#collector/toolkit/proc.ts';
import { darwinDisks } from './darwin.ts';
import { linuxDevice, mountsOf } from './linux.ts';
import type { Device, Filesystem, Mount } from './types.ts';
import { win32Disks, win32NetworkDrives } from './win32.ts';

export const disks = defineCollector({
  id: 'disks',
  title: 'Disks and free space',
  purpose: 'Shows the disks of this computer and how full they are. File names are not read.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 512 * 1024,
  items: ['filesystems.json', 'devices.json'],
  reads: {
    linux: [
      '/proc/self/mountinfo and the size of each file system',
      '/proc/pressure/io (how long programs waited for disks)',
      '/sys/block/*/size, queue/rotational, removable, ro, device/model, device/vendor',
    ],
    darwin: ['system_profiler -json SPStorageDataType'],
    win32: [
      'CIM: Win32_LogicalDisk',
      'PowerShell: Get-PhysicalDisk, Get-SmbMapping (letters and states of network drives)',
      'Registry: HKCU\\Network (letters of network drives)',
    ],
  },
  mayReveal:
    'Models of disks and the names of folders where they are mounted. File names are not read. Network disks are named but not measured.',
  async collect(context): Promise<CollectResult> {
    const { asked, ...found } = await look(context);
    const result = answer(found);
    return asked && result.items?.length === 2 ? withSilent(result.items, asked) : result;
  },
});

interface Disks {
  filesystems: Filesystem[];
  devices: Device[];
  network: Mount[];
  /** Linux: share of the last 60 s in which programs waited for disks, percent. */
  pressure?: ReturnType<typeof pressureOf>;
}

interface Looked extends Disks {
  asked?: Asked;
}

export async function gather(context: CollectContext): Promise<Disks> {
  const { asked, ...found } = await look(context);
  if (asked) whole(asked, ['volumes']);
  return found;
}

async function look(context: CollectContext): Promise<Looked> {
  if (context.platform === 'win32') {
    const asked = await ask(context, windowsScript, { timeoutMs: 12_000 });
    return { ...win32Disks(asked.answer), network: win32NetworkDrives(asked.answer), asked };
  }
  if (context.platform === 'darwin')
    return { ...darwinDisks(await runProfiler(context, 'SPStorageDataType')), network: [] };
  const [mountinfo, pressure] = await Promise.all([
    context.readText('/proc/self/mountinfo', 4 * 1024 * 1024),
    context.readText('/proc/pressure/io', 4096),
  ]);
  const { local, network } = mountsOf(mountinfo.ok ? mountinfo.text : '');
  const [filesystems, devices] = await Promise.all([
    Promise.all(local.map(measure)),
    gatherDevices(context),
  ]);
  return {
    filesystems: filesystems.flat(),
    devices,
    network,
    pressure: pressure.ok ? pressureOf(pressure.text) : null,
  };
}

function answer({ filesystems, devices, network, pressure }: Disks): CollectResult {
  const items = [
    ...(filesystems.length > 0
      ? [jsonItem('filesystems.json', { filesystems, networkMounts: network, pressure })]
      : []),
    ...(devices.length > 0 ? [jsonItem('devices.json', { devices })] : []),
  ];
  if (items.length === 2) return { items };
  if (items.length === 0)
    return {
      status: 'unavailable',
      reason: because('The system returned nothing about its disks.'),
    };
  return filesystems.length > 0
    ? {
        status: 'partial',
        reason: because('The system showed the free space, but did not list its disks.'),
        items,
      }
    : {
        status: 'partial',
        reason: because('The system listed its disks, but not the free space.'),
        items,
      };
}

async function measure(mount: Mount): Promise<Filesystem[]> {
  try {
    const facts = await statfs(mount.mount);
    if (facts.blocks === 0) return [];
    return [
      {
        ...mount,
        sizeBytes: facts.blocks * facts.bsize,
        usedBytes: (facts.blocks - facts.bfree) * facts.bsize,
        availableBytes: facts.bavail * facts.bsize,
        inodes: facts.files > 0 ? { total: facts.files, free: facts.ffree } : null,
      },
    ];
  } catch {
    // Mounted only for another user (FUSE), or gone in the meantime.
    return [];
  }
}

async function gatherDevices(context: CollectContext): Promise<Device[]> {
  const names = await readdir('/sys/block').catch(() => []);
  const devices = await Promise.all(
    names.slice(0, 500).map(async (name) => {
      const folder = `/sys/block/${name}`;
      const files = [
        'size',
        'queue/rotational',
        'removable',
        'ro',
        'device/model',
        'device/vendor',
      ];
      const contents = await Promise.all(
        files.map((file) => context.readText(`${folder}/${file}`, 4096)),
      );
      const [sectors, rotational, removable, readOnly, model, vendor] = contents.map((reading) =>
        reading.ok ? reading.text : '',
      );
      const link = await readlink(folder).catch(() => '');
      return linuxDevice({ name, link, sectors, rotational, removable, readOnly, model, vendor });
    }),
  );
  return devices.filter((device) => device !== null);
}

// Only what Windows remembers of network drives: reading their size would wait for a server that may be gone.
const windowsScript = askEach({
  volumes: {
    list: `Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2 or DriveType=3' -ErrorAction Stop|Select-Object DeviceID,FileSystem,Size,FreeSpace`,
  },
  networkDrives: {
    list: `Get-ChildItem 'HKCU:\\Network' -ErrorAction SilentlyContinue|Select-Object @{n='Letter';e={$_.PSChildName+':'}}`,
  },
  mappings: {
    list: `Get-SmbMapping -ErrorAction Stop|Select-Object @{n='Letter';e={$_.LocalPath}},@{n='State';e={"$($_.Status)"}}`,
  },
  disks: {
    list: 'Get-PhysicalDisk -ErrorAction Stop|Select-Object FriendlyName,MediaType,BusType,Size,HealthStatus',
  },
});
