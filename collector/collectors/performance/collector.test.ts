import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { listFolder } from '#collector/os/list-folder.ts';
import { readBytes, readText } from '#collector/os/read-text.ts';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { performanceItem } from '#contract/collector/item-shapes.ts';
import { collectOn, fixture, fixtureOf } from '#tests/harness/collect-context.ts';
import { createPerformance } from './collector.ts';
import { darwinSnapshot, nodeCpuTimes } from './darwin.ts';
import { linuxSnapshot, wholeDisks } from './linux.ts';
import { pointsOf, programsOf, type Snapshot } from './points.ts';
import { win32Sample } from './win32.ts';

const still: Snapshot = { atMs: 0, cpu: null, memory: null, disks: [], network: [] };
const times = (busy: number, idle: number, wait: number | null = null) => ({
  busy,
  idle,
  wait,
  steal: null,
});

describe('a point', () => {
  test('is what happened between two looks, per second of the time that really passed', () => {
    const disk = (readBytes: number, busyMs: number) => ({
      name: 'sda',
      readBytes,
      writeBytes: 0,
      busyMs,
    });
    const [point] = pointsOf([
      {
        ...still,
        atMs: 5000,
        cpu: { total: times(100, 900, 0), cores: [] },
        disks: [disk(1000, 50)],
      },
      {
        ...still,
        atMs: 7000,
        cpu: { total: times(150, 930, 20), cores: [] },
        disks: [disk(9000, 1050)],
      },
    ]);
    expect(point).toMatchObject({
      at: 2000,
      cpu: { percent: 50, waitPercent: 20, stealPercent: null },
      disks: [{ name: 'sda', readBytesPerSecond: 4000, busyPercent: 50 }],
    });
  });

  test('stays within its limits when counters go backwards, vanish or appear', () => {
    const network = (name: string, receivedBytes: number) => [
      { name, receivedBytes, sentBytes: 0 },
    ];
    const points = pointsOf([
      {
        ...still,
        cpu: { total: times(500, 500), cores: [times(1, 1)] },
        network: network('a', 9e15),
      },
      {
        ...still,
        atMs: 1000,
        cpu: { total: times(400, 400), cores: [] },
        network: network('a', 0),
      },
      { ...still, atMs: 2000, network: network('b', 1e300) },
      { ...still, atMs: 2000 },
    ]);
    expect(
      points.map(({ cpu, network: all }) => [cpu?.percent ?? null, cpu?.cores ?? null, all]),
    ).toEqual([
      [0, [], [{ name: 'a', receivedBytesPerSecond: 0, sentBytesPerSecond: 0 }]],
      [null, null, []],
    ]);
  });
});

describe('programs', () => {
  const one = (pid: number, name: string, cpuSeconds: number, memoryBytes = 1000) => ({
    ...{ pid, name, cpuSeconds, memoryBytes },
    ...{ parent: 1, state: null, threads: null, runningSeconds: null },
  });

  test('are counted by name, by what they used in the time alone', () => {
    const before = [one(1, 'a', 100), one(2, 'a', 5), one(3, 'b', 7)];
    const after = [one(1, 'a', 104), one(2, 'a', 6), one(3, 'b', 7, 9000), one(4, 'new', 2)];
    expect(programsOf(before, after, 10, 2)).toEqual({
      byCpu: [
        { name: 'a', processes: 2, cpuPercent: 25 },
        { name: 'new', processes: 1, cpuPercent: 10 },
      ],
      byMemory: [
        { name: 'b', processes: 1, memoryBytes: 9000 },
        { name: 'a', processes: 2, memoryBytes: 2000 },
        { name: 'new', processes: 1, memoryBytes: 1000 },
      ],
    });
  });

  test('a number that was given out again is another program', () => {
    expect(programsOf([one(9, 'old', 500)], [one(9, 'young', 1)], 10, 1)?.byCpu).toEqual([
      { name: 'young', processes: 1, cpuPercent: 10 },
    ]);
  });

  test('no list is no statement', () => {
    expect(programsOf([one(1, 'a', 1)], [], 10, 1)).toBeNull();
  });
});

describe('counters of Linux', () => {
  const files = {
    stat: 'cpu  100 5 45 800 30 3 7 10 0 0\ncpu0 50 5 20 400 15 3 7 10 0 0\ncpu1 50 0 25 400 15 0 0 0 0 0\nintr 5\n',
    meminfo:
      'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n',
    vmstat: 'nr_free 1\npswpin 3\npswpout 4\n',
    diskstats:
      '   8       0 sda 10 0 200 5 20 0 400 6 0 77 11 0 0 0 0 0 0\n   8       1 sda1 10 0 200 5 20 0 400 6 0 77 11\n 253 0 dm-0 1 0 2 3 4 0 6 7 0 9 10\n',
    networkDevices:
      'Inter-|   Receive   |  Transmit\n face |bytes packets\n    lo: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n  eth0: 1500 2 0 0 0 0 0 0 700 3 0 0 0 0 0 0\n',
  };

  test('are read whatever the width of their columns', () => {
    const machine = {
      atMs: 5,
      pageBytes: 4096,
      disks: wholeDisks(['sda', 'dm-0', 'loop3', 'zram0']),
    };
    expect(linuxSnapshot(files, machine)).toEqual({
      atMs: 5,
      cpu: {
        total: { busy: 160, idle: 800, wait: 30, steal: 10 },
        cores: [
          { busy: 85, idle: 400, wait: 15, steal: 10 },
          { busy: 75, idle: 400, wait: 15, steal: 0 },
        ],
      },
      memory: {
        ...{
          totalBytes: 1_024_000,
          availableBytes: 409_600,
          swapTotalBytes: 51_200,
          swapUsedBytes: 30_720,
        },
        ...{ swappedInBytes: 12_288, swappedOutBytes: 16_384 },
      },
      disks: [{ name: 'sda', readBytes: 102_400, writeBytes: 204_800, busyMs: 77 }],
      network: [{ name: 'eth0', receivedBytes: 1500, sentBytes: 700 }],
    });
  });

  test('that cannot be read are missing, not zero', () => {
    const nothing = { stat: '', meminfo: '', vmstat: '', diskstats: '', networkDevices: '' };
    expect(linuxSnapshot(nothing, { atMs: 0, pageBytes: 4096, disks: new Set() })).toEqual(still);
  });
});

test('counters of macOS are read from keys that no language translates', () => {
  const outputs = {
    vmStat: fixture('darwin/vm_stat.txt'),
    swapUsage: fixture('darwin/swapusage.txt'),
    storage: fixtureOf(import.meta.url)('ioreg-storage.txt'),
    interfaces: fixture('../../../collector/collectors/interfaces/fixtures/netstat-ib.txt'),
  };
  const cores = nodeCpuTimes([{ times: { user: 10, nice: 1, sys: 4, idle: 85, irq: 0 } }]);
  const snapshot = darwinSnapshot(outputs, { atMs: 1, totalBytes: 16 * 2 ** 30, cores });
  expect(snapshot).toMatchObject({
    cpu: { total: { busy: 15, idle: 85, wait: null, steal: null }, cores },
    disks: [
      { name: 'disk0', readBytes: 482_113_536_000, writeBytes: 391_245_824_000, busyMs: null },
      { name: 'disk4', readBytes: 1_048_576, writeBytes: 0, busyMs: null },
    ],
    network: [
      { name: 'en0', receivedBytes: 9_142_330_221, sentBytes: 812_334_190 },
      { name: 'utun3', receivedBytes: 5120, sentBytes: 7168 },
    ],
  });
  expect(snapshot.memory?.swappedInBytes).toBeGreaterThan(0);
});

describe('the lines of Windows', () => {
  const lines = fixtureOf(import.meta.url)('performance.jsonl');

  test('give points, and the programs between the first and the last list', async () => {
    const { snapshots, processes } = win32Sample(lines, 16e9, new Date());
    expect(pointsOf(snapshots)).toMatchObject([
      {
        at: 1000,
        cpu: { percent: 75, cores: [50, 100] },
        memory: { availableBytes: 4e9, swapUsedBytes: 512 * 2 ** 20, swapInBytesPerSecond: 40_960 },
        disks: [{ name: '0 C:', readBytesPerSecond: 2_000_000, busyPercent: 20 }],
        network: [{ name: 'Intel[R] Wi-Fi 6 AX201 160MHz', receivedBytesPerSecond: 5000 }],
      },
      { at: 2000 },
    ]);
    expect(processes.map(({ looks }) => looks)).toEqual([0, 3]);
    const run = await collectOn(
      { platform: 'win32', commands: { 'powershell ': lines } },
      createPerformance({ points: 2, intervalMs: 1000 }),
    );
    expect(run.status).toBe('success');
    const sample = performanceItem.parse(run.content('performance.json'));
    // Half a second of processor time in two seconds.
    const cpuPercent = Math.round(250 / os.cpus().length) / 10;
    expect(sample.programs?.byCpu).toEqual([{ name: 'MsMpEng.exe', processes: 1, cpuPercent }]);
  });

  test('are kept as far as they came when it was stopped in the middle of one', async () => {
    const cut = lines.slice(0, lines.lastIndexOf('"memory"'));
    const stopped = { state: 'stopped' as const, stdout: cut };
    const run = await collectOn(
      { platform: 'win32', commands: { 'powershell ': stopped } },
      createPerformance({ points: 10, intervalMs: 1000 }),
    );
    expect(run).toMatchObject({ status: 'partial', names: ['performance.json'] });
    expect(performanceItem.parse(run.content('performance.json')).points).toHaveLength(1);
  });
});

describe.skipIf(process.platform !== 'linux')('watching this machine', () => {
  const context = (signal: AbortSignal): CollectContext => {
    const notUsed = () => Promise.reject(new Error('not used on Linux'));
    return {
      ...{
        platform: 'linux',
        signal,
        readText,
        readBytes,
        listFolder,
        now: () => new Date(),
        run: notUsed,
      },
      ...{
        runProgram: notUsed,
        powershell: notUsed,
        findFiles: notUsed,
        inventory: notUsed,
        policy: null,
        snapshotFolder: null,
      },
      ...{ add: () => undefined, endpoints: [], agentLogs: [], description: null, thorough: false },
      facts: { graphics: null, displays: null, proxies: [], locale: 'en', versions: {} },
    };
  };
  const sampleIn = (result: { items?: { content: unknown }[] }) =>
    performanceItem.parse(result.items?.[0]?.content);

  test('gives all points in the time they take, with real numbers', async () => {
    const result = await createPerformance({ points: 3, intervalMs: 200 }).collect(
      context(new AbortController().signal),
    );
    const sample = sampleIn(result);
    expect(result).not.toHaveProperty('status');
    expect(sample.points).toHaveLength(3);
    expect(
      sample.points.every(({ cpu, memory }) => cpu !== null && (memory?.usedBytes ?? 0) > 0),
    ).toBe(true);
    expect(sample.programs?.byMemory.length).toBeGreaterThan(0);
  });

  test('that is stopped keeps the points until then and says so', async () => {
    const stop = new AbortController();
    let looks = 0;
    const counted: CollectContext['readText'] = (path, ...rest) => {
      if (path === '/proc/stat') looks += 1;
      if (looks === 5) stop.abort();
      return readText(path, ...rest);
    };
    const result = await createPerformance({ points: 600, intervalMs: 20 }).collect({
      ...context(stop.signal),
      readText: counted,
    });
    expect(result).toMatchObject({ status: 'partial' });
    expect(sampleIn(result).points.length).toBe(3);
  });
});

test.for(['linux', 'darwin', 'win32'] as const)('a silent %s gives no sample', async (platform) => {
  const run = await collectOn({ platform }, createPerformance({ points: 1, intervalMs: 1 }));
  // Node itself tells the processor's times on macOS.
  expect(run.status).toBe(
    platform === 'darwin' ? 'success' : platform === 'linux' ? 'success' : 'unavailable',
  );
});
