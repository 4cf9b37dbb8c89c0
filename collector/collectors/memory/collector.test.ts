import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, fixture as recorded } from '#tests/harness/collect-context.ts';
import { memory } from './collector.ts';
import { darwinMemory } from './darwin.ts';
import { udevModules } from './linux.ts';

const fixture = fixtureOf(import.meta.url);
const meminfo = 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n';
const mc = '/sys/devices/system/edac/mc';

describe('on Linux, the memory', () => {
  test('names its modules and empty slots without an administrator, never their serial numbers', async () => {
    const files = { '/proc/meminfo': meminfo, '/run/udev/data/+dmi:id': fixture('udev-dmi.txt') };
    const { modules } = (await collectOn({ platform: 'linux', files }, memory)).content(
      'memory.json',
    ) as { modules: unknown };
    expect(modules).toEqual([
      {
        slot: 'DIMM A',
        sizeBytes: 17_179_869_184,
        type: 'DDR4',
        megatransfersPerSecond: 2667,
        maker: 'Example Memory',
        part: 'EX-3200-16',
      },
      {
        slot: 'DIMM B',
        sizeBytes: null,
        type: null,
        megatransfersPerSecond: null,
        maker: null,
        part: null,
      },
    ]);
    expect(JSON.stringify(modules)).not.toMatch(/SERIAL|ASSET|0A1B2C3D/);
  });
  test('shows corrected and uncorrected errors', async () => {
    const files = {
      '/proc/meminfo': meminfo,
      [`${mc}/mc0/ce_count`]: '12\n',
      [`${mc}/mc0/ue_count`]: '0\n',
      [`${mc}/mc1/ce_count`]: '5\n',
      [`${mc}/mc1/ue_count`]: '1\n',
    };
    expect(
      (await collectOn({ platform: 'linux', files }, memory)).content('memory.json'),
    ).toMatchObject({
      modules: null,
      errors: { corrected: 17, uncorrected: 1 },
    });
  });
  test('shows no errors when nothing counts them or they may not be read', async () => {
    const files = { '/proc/meminfo': meminfo, [`${mc}/mc0/ce_count`]: 'denied' as const };
    expect(
      (await collectOn({ platform: 'linux', files }, memory)).content('memory.json'),
    ).toMatchObject({ errors: null });
  });
  test('lists no more modules than any board has', () => {
    const lines = Array.from(
      { length: 2000 },
      (_, index) => `E:MEMORY_DEVICE_${index}_SIZE=1\n`,
    ).join('');
    expect(udevModules(lines)).toHaveLength(64);
  });
});

test('on Windows, page files are summed, and unknown where Windows says nothing of them', async () => {
  const swap = async (commands: Record<string, string>) => {
    const item = (await collectOn({ platform: 'win32', commands }, memory)).content('memory.json');
    const { swapTotalBytes, swapUsedBytes } = item as {
      swapTotalBytes: number | null;
      swapUsedBytes: number | null;
    };
    return [swapTotalBytes, swapUsedBytes];
  };
  const files = [
    { AllocatedBaseSize: 1024, CurrentUsage: 100 },
    { AllocatedBaseSize: 1024, CurrentUsage: 28 },
  ];
  expect(await swap({ Win32_PageFileUsage: JSON.stringify({ pageFiles: files }) })).toEqual([
    2 ** 31,
    128 * 2 ** 20,
  ]);
  expect(await swap({ Win32_PageFileUsage: JSON.stringify({ pageFiles: [] }) })).toEqual([0, 0]);
  expect(
    await swap({
      Win32_PageFileUsage: JSON.stringify({ silent: { source: 'pageFiles', error: 'denied' } }),
    }),
  ).toEqual([null, null]);
});

test('a slot of which udev tells a size of zero is empty', () => {
  expect(
    udevModules(
      'E:MEMORY_DEVICE_2_SIZE=0\nE:MEMORY_DEVICE_2_LOCATOR=DIMM 2\nE:MEMORY_DEVICE_2_PART_NUMBER=Unknown\n',
    ),
  ).toEqual([
    {
      slot: 'DIMM 2',
      sizeBytes: null,
      type: null,
      megatransfersPerSecond: null,
      maker: null,
      part: null,
    },
  ]);
});

test('on macOS, available memory is what can be handed out without writing to disk', () => {
  const found = darwinMemory(
    36 * 2 ** 30,
    recorded('darwin/vm_stat.txt'),
    recorded('darwin/swapusage.txt'),
  );
  expect(found).toMatchObject({
    availableBytes: (12053 + 693414 + 8124 + 4022) * 16384,
    swapTotalBytes: 2048 * 2 ** 20,
    swapUsedBytes: Math.round(1043.25 * 2 ** 20),
  });
});

test('macOS’s own rating of its memory is included next to what is free', async () => {
  const run = await collectOn(
    {
      platform: 'darwin',
      commands: {
        vm_stat: recorded('darwin/vm_stat.txt'),
        'sysctl -n kern.memorystatus_vm_pressure_level': '2\n',
        'memory_pressure -Q': fixture('memory-pressure.txt'),
      },
    },
    memory,
  );
  expect(run.content('memory.json')).toMatchObject({ pressureLevel: 'warning', freePercent: 34 });
});
