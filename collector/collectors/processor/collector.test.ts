import { describe, expect, test } from 'vitest';
import { pressureOf } from '#collector/toolkit/proc.ts';
import { collectOn } from '#tests/harness/collect-context.ts';
import { processor as processorCollector } from './collector.ts';
import { type LinuxProcessor, linuxCores, linuxThrottles } from './linux.ts';
import { loadBetween } from './load.ts';

describe('how busy the computer is', () => {
  const looked = (user: number, idle: number) => ({
    times: { user, nice: 0, sys: 0, idle, irq: 0 },
  });
  const own = { microseconds: 60_000, milliseconds: 300 };
  test('is told of all processors, of the busiest, and of Candor itself', () => {
    expect(
      loadBetween([looked(0, 0), looked(100, 100)], [looked(300, 0), looked(100, 400)], own),
    ).toEqual({
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
    const found = await collectOn({ platform: 'linux', files }, processorCollector);
    expect(found.content('processor.json')).toMatchObject({
      load: null,
      loadAverage: [expect.any(Number), expect.any(Number), expect.any(Number)],
      pressure: { someAvg60: 2, fullAvg60: null },
    });
  });
  test('is measured where the system notes nothing', async () => {
    const found = await collectOn({ platform: 'win32' }, processorCollector);
    expect(found.content('processor.json')).toMatchObject({
      load: { busyPercent: expect.any(Number), sampledMilliseconds: expect.any(Number) },
      loadAverage: null,
    });
  });
});

describe('on Linux, the cores', () => {
  const processor = (siblings: string, more: Partial<LinuxProcessor> = {}): LinuxProcessor => ({
    ...{ siblings, capacity: '', coreThrottles: '', packageThrottles: '' },
    ...more,
  });
  const none = { fast: '', slow: '' };

  test('are counted by their threads, on every architecture', () => {
    const threads = ['0,4', '1,5', '2-3', '2-3', '0,4', '1,5'].map((list) =>
      processor(`${list}\n`),
    );
    expect(linuxCores(threads, none, '')).toEqual({ physicalCores: 3, coreKinds: null });
  });
  test('that are switched off are not counted', () => {
    expect(
      linuxCores([processor('0\n'), processor(''), processor('2\n')], none, '').physicalCores,
    ).toBe(2);
  });
  test('of Intel’s mixed processors are told by kind', () => {
    const threads = ['0-1', '0-1', '2-3', '2-3', '4', '5', '6'].map((list) => processor(list));
    expect(linuxCores(threads, { fast: '0-3\n', slow: '4-6\n' }, '').coreKinds).toEqual({
      performance: 2,
      efficiency: 3,
    });
  });
  test('of ARM are told by their capacity', () => {
    const cores = ['1024', '760', '760', '280', '280'].map((capacity, index) =>
      processor(`${index}`, { capacity }),
    );
    expect(linuxCores(cores, none, '').coreKinds).toEqual({ performance: 3, efficiency: 2 });
    expect(linuxCores(cores.slice(1, 3), none, '').coreKinds).toBeNull();
  });
  test('come from /proc/cpuinfo where the kernel shows no topology', () => {
    const cpuinfo = 'physical id\t: 0\ncore id\t\t: 0\n\nphysical id\t: 0\ncore id\t\t: 1\n';
    expect(linuxCores([], none, cpuinfo)).toEqual({ physicalCores: 2, coreKinds: null });
    expect(linuxCores([], none, '')).toEqual({ physicalCores: null, coreKinds: null });
  });
  test('say how often heat slowed them down', async () => {
    const cpu = '/sys/devices/system/cpu';
    const files = {
      [`${cpu}/cpu0/topology/thread_siblings_list`]: '0\n',
      [`${cpu}/cpu0/thermal_throttle/core_throttle_count`]: '3\n',
      [`${cpu}/cpu0/thermal_throttle/package_throttle_count`]: '40\n',
      [`${cpu}/cpu1/topology/thread_siblings_list`]: '1\n',
      [`${cpu}/cpu1/thermal_throttle/core_throttle_count`]: '7\n',
      [`${cpu}/cpu1/thermal_throttle/package_throttle_count`]: '40\n',
      [`${cpu}/cpufreq/boost`]: '1\n',
    };
    const found = await collectOn({ platform: 'linux', files }, processorCollector);
    expect(found.content('processor.json')).toMatchObject({
      physicalCores: 2,
      throttles: { core: 7, package: 40 },
    });
    expect(linuxThrottles([processor('0', { coreThrottles: 'x' })])).toBeNull();
  });
});

test.each([
  [
    'hw.physicalcpu: 12\nhw.perflevel0.physicalcpu: 6\nhw.perflevel1.physicalcpu: 6\n',
    12,
    { performance: 6, efficiency: 6 },
  ],
  ['hw.physicalcpu: 4\n', 4, null],
  ['', null, null],
])(
  'cores are counted, and on Apple’s own processors by kind: %j',
  async (said, physicalCores, coreKinds) => {
    const run = await collectOn(
      { platform: 'darwin', commands: { sysctl: said } },
      processorCollector,
    );
    expect(run.content('processor.json')).toMatchObject({ physicalCores, coreKinds });
  },
);

test('on Windows, the cores of all sockets are counted', async () => {
  const cores = async (answer: object) => {
    const commands = { Win32_Processor: JSON.stringify(answer) };
    return (await collectOn({ platform: 'win32', commands }, processorCollector)).content(
      'processor.json',
    );
  };
  expect(await cores({ processors: [{ NumberOfCores: 16 }, { NumberOfCores: 16 }] })).toMatchObject(
    { physicalCores: 32 },
  );
  expect(await cores({ silent: { source: 'processors', error: 'denied' } })).toMatchObject({
    physicalCores: null,
  });
});
