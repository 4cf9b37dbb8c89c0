import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  timelineDocument,
  timelineItemIds,
  timelineKindCap,
  timelineKinds,
} from '#contract/bundle/timeline.ts';
import { shapedItems } from '#contract/collector/item-shapes.ts';
import type { RawEvent } from '#diagnosis/item-events.ts';
import { errorsInLog } from '#diagnosis/log-errors.ts';
import { mergeEvents, timelineOf } from '#diagnosis/timeline.ts';

const until = '2026-11-23T09:00:00.000Z';
const since = '2026-11-09T09:00:00.000Z';

const items: Record<string, unknown> = {
  'recent-changes/recent-changes.json': {
    changes: [
      {
        at: '2026-11-20T10:00:00.000Z',
        action: 'upgrade',
        name: 'firefox-esr:amd64',
        from: '128.4',
        to: '128.5',
      },
      { at: '2026-11-19T10:00:00.000Z', action: 'purge', name: 'nano', from: '7.2', to: null },
      { at: '2026-11-18', action: 'install', name: 'KB5031356', from: null, to: 'Security Update' },
    ],
    commands: [],
  },
  'updates/updates.json': { installed: [{ at: '2026-11-18', name: 'KB5031356' }] },
  'crashes/crashes.json': {
    crashes: [
      { at: '2026-11-20T11:00:00.000Z', program: 'firefox-esr', kind: 'crash', cause: 'SIGSEGV' },
    ],
  },
  'system-history/system-history.json': {
    restarts: [{ at: '2026-11-20T08:00:10.000Z', how: 'started', detail: null }],
    settings: [{ at: '2026-11-21T08:00:00.000Z', area: 'network', name: '/etc/hosts' }],
    changes: [
      { at: '2026-11-21T09:00:00.000Z', action: 'install', name: 'NVIDIA Display', driver: true },
    ],
    crashes: [{ at: '2026-11-20T11:00:20.000Z', program: 'Firefox-ESR', hang: false }],
  },
  'operating-system/operating-system.json': {
    name: 'Debian',
    version: '12',
    kernel: 'Linux',
    architecture: 'x64',
    uptimeSeconds: 1,
    bootedAt: '2026-11-20T08:00:00.000Z',
    locale: null,
    timeZone: 'Europe/Berlin',
  },
  'system-log/events.json': {
    events: [
      {
        at: '2026-11-22T07:00:00.000Z',
        log: 'System',
        source: 'Disk',
        id: 7,
        level: 'error',
        message: 'Fehlerhafter Block',
      },
      {
        at: '2026-11-22T06:00:00.000Z',
        log: 'System',
        source: 'Disk',
        id: 51,
        level: 'warning',
        message: 'nur eine Warnung',
      },
    ],
  },
};
const read = (id: string): string | undefined =>
  id in items ? JSON.stringify(items[id]) : undefined;

describe('the timeline', () => {
  test('merges changes, restarts, crashes and errors, newest first, each with its source', () => {
    const { events, dropped, unreadable } = timelineOf(read, until);
    expect(
      events.map(({ at, kind, what, detail }) => [at.slice(5, 16), kind, what, detail]),
    ).toEqual([
      ['11-22T07:00', 'error', 'Disk', '7: Fehlerhafter Block'],
      ['11-21T09:00', 'installed', 'NVIDIA Display', 'driver'],
      ['11-21T08:00', 'reconfigured', '/etc/hosts', 'network'],
      ['11-20T11:00', 'crashed', 'firefox-esr', 'SIGSEGV'],
      ['11-20T10:00', 'updated', 'firefox-esr:amd64', '128.4 → 128.5'],
      ['11-20T08:00', 'rebooted', 'system', 'started'],
      ['11-19T10:00', 'removed', 'nano', '7.2'],
      ['11-18T00:00', 'updated', 'KB5031356', 'Security Update'],
    ]);
    expect(events.at(-1)).toMatchObject({ dayOnly: true, count: 1 });
    expect(events[3]?.source).toEqual({
      item: 'crashes/crashes.json',
      pointer: '/crashes/0',
      line: null,
    });
    expect([dropped, unreadable]).toEqual([0, []]);
  });

  test('contains no events of an item that is left out', () => {
    const { events } = timelineOf(
      (id) =>
        id.startsWith('crashes/') || id.startsWith('system-history/') ? undefined : read(id),
      until,
    );
    expect(events.map(({ kind }) => kind)).not.toContain('crashed');
    expect(events.map(({ kind }) => kind)).not.toContain('reconfigured');
  });

  test('names an item that it cannot read', () => {
    const { unreadable } = timelineOf(
      (id) => (id === 'crashes/crashes.json' ? '{"crashes": 1}' : read(id)),
      until,
    );
    expect(unreadable.map(({ item }) => item)).toEqual(['crashes/crashes.json']);
  });

  test('combines an error that repeats, and shows when it began', () => {
    const log = [10, 11, 12].map(
      (minute) =>
        `2026-11-23T08:${minute}:00+0100 host-1 smbd[${minute}]: failed to open user-${minute}`,
    );
    const { events } = timelineOf(
      (id) => (id === 'system-log/journal.log' ? log.join('\n') : undefined),
      until,
    );
    expect(events).toEqual([
      {
        at: '2026-11-23T07:12:00.000Z',
        dayOnly: false,
        kind: 'error',
        what: 'smbd',
        detail: 'failed to open user-12',
        count: 3,
        firstAt: '2026-11-23T07:10:00.000Z',
        source: { item: 'system-log/journal.log', pointer: null, line: 3 },
      },
    ]);
  });

  test('combines the crashes of one program, whose addresses differ each time, into one line', () => {
    const log = ['0000556a0edfdd1e', '000055cf32650d1e', '00007f1132650d1e'].map(
      (address, minute) =>
        `2026-11-23T07:1${minute}:00.000Z <err> kernel: gimp[7${minute}]: segfault at ${minute} ip ${address} error 4`,
    );
    const { events } = timelineOf(
      (id) => (id === 'system-log/kernel.log' ? log.join('\n') : undefined),
      until,
    );
    expect(events).toMatchObject([
      {
        kind: 'crashed',
        what: 'gimp',
        count: 3,
        at: '2026-11-23T07:12:00.000Z',
        firstAt: '2026-11-23T07:10:00.000Z',
      },
    ]);
    const crashes = ['07', '08', '09'].map((hour) => ({
      at: `2026-11-23T${hour}:00:00Z`,
      program: 'gimp',
      kind: 'crash',
      cause: 'SIGSEGV',
    }));
    const listed = timelineOf(
      (id) => (id === 'crashes/crashes.json' ? JSON.stringify({ crashes }) : undefined),
      until,
    );
    expect(listed.events).toMatchObject([
      { what: 'gimp', detail: 'SIGSEGV', count: 3, firstAt: '2026-11-23T07:00:00.000Z' },
    ]);
  });
});

test('a log that was read once is not read again, and gives the same result', () => {
  const log = 'Nov 23 08:10:00 h a: failed 1\nNov 23 08:11:00 h a: failed 2';
  const readLog = (id: string) => (id === 'system-log/syslog.log' ? log : undefined);
  const memory = new Map();
  const first = timelineOf(readLog, until, memory);
  expect(timelineOf(readLog, until, memory)).toEqual(first);
  expect(first).toEqual(timelineOf(readLog, until));
  expect(first.events).toMatchObject([{ count: 2, detail: 'failed 2' }]);
  expect(memory.size).toBe(1);
  expect(timelineOf(() => undefined, until, memory).events).toEqual([]);
});

describe('a log', () => {
  const errors = (text: string, timeZone = 'Europe/Berlin', all = false) =>
    errorsInLog(text, { timeZone, until, all }).map(({ at, what, crash, line }) => [
      at,
      what,
      crash,
      line,
    ]);

  test('of journald, syslog, the kernel and macOS is understood', () => {
    expect(errors('2026-11-23T08:10:00+0100 h cupsd[12]: Error: no paper')).toEqual([
      ['2026-11-23T07:10:00.000Z', 'cupsd', false, 1],
    ]);
    expect(errors('2026-11-23T08:10:00.123456+01:00 h cupsd: request failed')).toEqual([
      ['2026-11-23T07:10:00.000Z', 'cupsd', false, 1],
    ]);
    expect(errors('hello\nNov 23 08:10:00 h cupsd[1]: fatal: x')).toEqual([
      ['2026-11-23T07:10:00.000Z', 'cupsd', false, 2],
    ]);
    expect(errors('2026-11-23T08:10:00,123456+00:00 EXT4-fs error (device sda1)')).toEqual([
      ['2026-11-23T08:10:00.000Z', 'kernel', false, 1],
    ]);
    expect(
      errors('2026-11-23 08:10:00.123456+0100  localhost Finder[400]: (AppKit) x', 'UTC', true),
    ).toEqual([['2026-11-23T07:10:00.000Z', 'Finder', false, 1]]);
  });

  test('without a zone is read in the zone of the machine, in summer and in winter; without a year, as the past', () => {
    expect(errors('Jul  3 08:10:00 h a: failed')).toEqual([
      ['2026-07-03T06:10:00.000Z', 'a', false, 1],
    ]);
    expect(errors('Dec 24 08:10:00 h a: failed')).toEqual([
      ['2025-12-24T07:10:00.000Z', 'a', false, 1],
    ]);
    expect(errors('Jul  3 08:10:00 h a: failed', 'No/Such_Zone')).toEqual([
      ['2026-07-03T08:10:00.000Z', 'a', false, 1],
    ]);
  });

  test('distinguishes crashes from errors, and names the program that was ended for lack of memory', () => {
    expect(errors('Nov 23 08:10:00 h kernel: gimp[77]: segfault at 0 ip 0 error 4')).toEqual([
      ['2026-11-23T07:10:00.000Z', 'gimp', true, 1],
    ]);
    expect(
      errors('Nov 23 08:10:00 h kernel: Out of memory: Killed process 9 (java) total-vm'),
    ).toEqual([['2026-11-23T07:10:00.000Z', 'java', false, 1]]);
  });

  test('that says there was no error is not an error', () => {
    expect(
      errors('Nov 23 08:10:00 h fsck: done, 0 errors\nNov 23 08:10:00 h a: without error'),
    ).toEqual([]);
  });

  test('of ten megabytes is searched at its end, with the right line numbers', () => {
    const lines = Array.from(
      { length: 200_000 },
      () => 'Nov 23 08:10:00 h a: nothing happened here at all',
    );
    const text = [...lines, 'Nov 23 08:10:00 h a: failed'].join('\n');
    expect(errors(text)).toEqual([['2026-11-23T07:10:00.000Z', 'a', false, 200_001]]);
  });
});

describe('whatever a bundle holds', () => {
  const raw: fc.Arbitrary<RawEvent> = fc.record({
    at: fc.oneof(
      fc
        .date({ min: new Date('2026-11-01'), max: new Date('2026-11-30'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      fc
        .date({ min: new Date('2026-11-01'), max: new Date('2026-11-30'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom('', 'yesterday', '+020000-01-01T00:00:00.000Z'),
    ),
    kind: fc.constantFrom(...timelineKinds),
    what: fc.oneof(fc.string(), fc.constantFrom('a', 'b', 'x'.repeat(400))),
    detail: fc.option(fc.oneof(fc.string(), fc.constantFrom('pid 1', 'pid 2', 'y'.repeat(500)))),
    source: fc.constant({ item: 'a/b.json', pointer: null, line: null }),
  });
  const latest = '2026-11-24T09:00:00.000Z';
  const inside = ({ at }: RawEvent): boolean => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime()) || !/^\d{4}-/.test(date.toISOString())) return true;
    const iso = date.toISOString();
    return iso <= latest && (at.length === 10 ? at >= since.slice(0, 10) : iso >= since);
  };

  test('the merge is sorted, limited and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 200 }), (events) => {
        const merged = mergeEvents(events, since, until);
        const times = merged.events.map(({ at }) => at);
        expect(times).toEqual(times.toSorted().reverse());
        const told = merged.events.reduce((sum, { count }) => sum + count, 0);
        expect(told + merged.dropped).toBe(events.filter(inside).length);
        for (const { count, firstAt, at } of merged.events)
          if (firstAt !== null) expect(count > 1 && firstAt <= at).toBe(true);
        timelineDocument.parse({ since, until, ...merged, unreadable: [] });
      }),
    );
  });

  test('thousands of one kind do not push out the others, and are counted', () => {
    const many = Array.from(
      { length: 5000 },
      (_, index): RawEvent => ({
        at: new Date(Date.parse(since) + index * 60_000).toISOString(),
        kind: 'updated',
        what: `package-${index}`,
        detail: null,
        source: { item: 'a/b.json', pointer: null, line: null },
      }),
    );
    const crash: RawEvent = { ...(many[0] as RawEvent), kind: 'crashed' };
    const { events, dropped } = mergeEvents([...many, crash], since, until);
    expect(events.filter(({ kind }) => kind === 'updated')).toHaveLength(timelineKindCap);
    expect(events.some(({ kind }) => kind === 'crashed')).toBe(true);
    expect(dropped).toBe(5000 - timelineKindCap);
  });

  test('hostile items never make it throw, and the document matches the contract', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(
        '{"changes":[{"at":"9999-99-99","action":"","name":"","from":null,"to":null}]}',
        '['.repeat(100_000),
      ),
      fc
        .array(
          fc.constantFrom(
            'Nov 23 08:10:00 h a: failed',
            '2026-11-23T25:61:61Z h x[1]: error',
            'error',
            '',
          ),
          {
            maxLength: 50,
          },
        )
        .map((lines) => lines.join('\n')),
    );
    const ids = [...timelineItemIds, ...Object.keys(shapedItems)];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ids), text), (hostile) => {
        timelineDocument.parse(timelineOf((id) => hostile[id], until));
      }),
    );
  });
});
