import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  chooseDay,
  sinceLastGoodDay,
} from '#collector/collectors/since-last-good-day/collector.ts';
import { listFolder } from '#collector/os/list-folder.ts';
import { readText } from '#collector/os/read-text.ts';
import { compareSnapshots, countOf, differencesByDay } from '#collector/snapshot/compare.ts';
import { readSnapshots } from '#collector/snapshot/folder.ts';
import { networkValues, softwareValues, startupValues } from '#collector/snapshot/values.ts';
import { type Snapshot, snapshot } from '#contract/collector/snapshot.ts';
import { localDay } from '#contract/primitives/day.ts';
import { collectOn } from '#tests/harness/collect-context.ts';

const taken = (areas: Partial<Snapshot['areas']> = {}): Snapshot => ({
  version: 1,
  takenAt: '2026-11-20T08:00:00.000Z',
  platform: 'linux',
  areas: { software: {}, drivers: {}, network: {}, disks: {}, startup: {}, ...areas },
});

describe('the difference of two snapshots', () => {
  test('is what appeared, vanished and changed', () => {
    const before = taken({ software: { nano: '7.2', firefox: '128.4', constructor: '1' } });
    const after = taken({ software: { vim: '9', firefox: '128.5', constructor: '1' } });
    expect(compareSnapshots(before, after)).toEqual({
      areas: {
        software: {
          appeared: [{ what: 'vim', value: '9' }],
          vanished: [{ what: 'nano', value: '7.2' }],
          changed: [{ what: 'firefox', before: '128.4', after: '128.5' }],
        },
      },
      unknown: [],
    });
  });

  test('is not claimed where one of the two knows nothing', () => {
    expect(
      compareSnapshots(taken({ drivers: null }), taken({ drivers: { iwlwifi: '1' } })),
    ).toEqual({
      areas: {},
      unknown: ['drivers'],
    });
  });

  test('of a disk counts from a twentieth of its size', () => {
    const disk = (availableBytes: number) =>
      taken({ disks: { '/': { sizeBytes: 100e9, availableBytes } } });
    expect(compareSnapshots(disk(50e9), disk(46e9)).areas).toEqual({});
    expect(compareSnapshots(disk(50e9), disk(44e9)).areas.disks?.changed).toEqual([
      {
        what: '/',
        before: '50000000000 of 100000000000 bytes free',
        after: '44000000000 of 100000000000 bytes free',
      },
    ]);
  });

  test('day by day tells when it was', () => {
    const days = ['7.2', '7.2', '7.3'].map((nano, index) => ({
      day: `2026-11-1${index}`,
      snapshot: taken({ software: { nano } }),
    }));
    expect(differencesByDay(days)).toEqual([
      { day: '2026-11-11', since: '2026-11-10', counts: {} },
      { day: '2026-11-12', since: '2026-11-11', counts: { software: 1 } },
    ]);
  });

  test('backwards is the mirror image, and with itself is none', () => {
    const values = fc.dictionary(fc.string({ maxLength: 5 }), fc.constantFrom('1', '2'), {
      maxKeys: 8,
    });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [before, after] = [taken({ software: a }), taken({ software: b })];
        expect(compareSnapshots(before, before)).toEqual({ areas: {}, unknown: [] });
        const there = compareSnapshots(before, after).areas.software;
        const back = compareSnapshots(after, before).areas.software;
        expect(there?.appeared).toEqual(back?.vanished);
        expect(there && countOf(there)).toBe(back && countOf(back));
      }),
    );
  });
});

describe('the values of a day', () => {
  test('do not depend on the order in which they are told', () => {
    const two = [
      { name: 'linux-image', version: '6.1', architecture: null, source: 'rpm' },
      { name: 'linux-image', version: '6.2', architecture: null, source: 'rpm' },
    ];
    expect(softwareValues(two)).toEqual({ 'linux-image': '6.1, 6.2' });
    expect(softwareValues(two.toReversed())).toEqual({ 'linux-image': '6.1, 6.2' });
  });

  test('hold no hardware address, no temporary IPv6 address and no credentials', () => {
    const found = networkValues({
      interfaces: [
        {
          name: 'eth0',
          kind: 'ether',
          state: 'up',
          mtu: 1500,
          bitsPerSecond: null,
          mac: '02:42:ac:11:00:02',
          addresses: [
            { address: '10.20.0.7', prefixLength: 24, family: 'IPv4', scope: 'global' },
            { address: '2001:db8::1234', prefixLength: 64, family: 'IPv6', scope: 'global' },
          ],
          received: null,
          sent: null,
        },
      ],
      routes: [
        {
          family: 'IPv4',
          destination: 'default',
          gateway: '10.20.0.1',
          interface: 'eth0',
          metric: 100,
        },
      ],
      servers: ['10.20.0.2'],
      proxy: null,
      chosen: [{ endpoint: 'desk', answer: 'PROXY ada:secret@proxy.example:8080' }],
    });
    expect(found).toEqual({
      'adapter eth0: state': 'up',
      'adapter eth0: IPv4': '10.20.0.7/24',
      'adapter eth0: IPv6': 'yes',
      'default route IPv4': '10.20.0.1 by eth0',
      'DNS servers': '10.20.0.2',
      'way to desk': 'PROXY proxy.example:8080',
    });
  });
});

describe('the day to compare with', () => {
  const days = ['2026-11-10', '2026-11-12', '2026-11-14', '2026-11-20'].map((day) => ({
    day,
    snapshot: taken(),
  }));
  test.each([
    [null, '2026-11-14'],
    ['2026-11-13', '2026-11-12'],
    ['2026-11-12', '2026-11-12'],
    ['2026-11-01', '2026-11-10'],
    ['2026-12-24', '2026-11-14'],
  ])('for a last good day %s is %s', (said, expected) => {
    expect(chooseDay(days, said, '2026-11-20')?.day).toBe(expected);
  });

  test('is none where only today is known', () => {
    expect(chooseDay(days.slice(3), null, '2026-11-20')).toBeNull();
  });
});

describe('the collector', () => {
  let folder = '';
  const keep = (day: string, content: string) =>
    writeFileSync(join(folder, `${day}.json`), content);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'candor-snapshots-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Its own folder is real; everything else of the machine is silent. */
  const run = (description: Parameters<typeof collectOn>[0]['description'] = null) =>
    collectOn(
      { platform: 'linux', now: '2026-11-23T12:00:00.000Z', description, snapshotFolder: folder },
      {
        ...sinceLastGoodDay,
        collect: (context) => sinceLastGoodDay.collect({ ...context, listFolder, readText }),
      },
    );

  test('says plainly why there is nothing to compare with', async () => {
    const off = await collectOn({ platform: 'linux' }, sinceLastGoodDay);
    expect([off.status, off.reason]).toEqual([
      'skip',
      'Daily snapshots are off, so there is nothing to compare with.',
    ]);
    expect((await run()).reason).toBe(
      'There is no snapshot from an earlier day yet, so there is nothing to compare with.',
    );
  });

  test('uses the day that the person named, and passes over a damaged snapshot aloud', async () => {
    keep('2026-11-18', JSON.stringify(taken({ startup: { 'a (program, person)': 'on' } })));
    keep('2026-11-19', '{"version":1,"takenAt":"2026-11-1');
    keep('2026-11-20', JSON.stringify(taken()));
    const found = await run({
      happened: 'x',
      began: '',
      severity: null,
      lastGoodDay: '2026-11-19',
    });
    expect(found.status).toBe('partial');
    expect(found.content('since-last-good-day.json')).toMatchObject({
      saidBy: 'the person',
      comparedWith: { day: '2026-11-18' },
      unreadableSnapshots: ['2026-11-19'],
    });
    expect((await run()).content('since-last-good-day.json')).toMatchObject({
      comparedWith: { day: '2026-11-20' },
    });
  });

  test('says so when no snapshot is as old as the day that the person named', async () => {
    keep('2026-11-20', JSON.stringify(taken()));
    const found = await run({
      happened: 'x',
      began: '',
      severity: null,
      lastGoodDay: '2026-11-02',
    });
    expect([found.status, found.reason]).toEqual([
      'partial',
      expect.stringContaining('No snapshot is as old as the last good day'),
    ]);
  });

  test('whatever stands in a snapshot’s file, it is read or named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify(taken()).slice(0, 80))),
        async (content) => {
          keep('2026-11-18', content);
          const kept = await readSnapshots(folder, { listFolder, readText });
          expect(kept.days.length + kept.unreadable.length).toBe(1);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('what the system does not tell of a login item is unknown, not switched off', () => {
  const item = { kind: 'login item', whose: 'person' } as const;
  expect(
    startupValues([
      { name: 'a', enabled: null, ...item },
      { name: 'b', enabled: false, ...item },
      { name: 'c', enabled: true, ...item },
    ]),
  ).toEqual({
    'a (login item, person)': 'unknown',
    'b (login item, person)': 'switched off',
    'c (login item, person)': 'on',
  });
});

test('a day is the one on this machine’s calendar', () => {
  expect(localDay(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05');
  expect(snapshot.safeParse(taken()).success).toBe(true);
});
