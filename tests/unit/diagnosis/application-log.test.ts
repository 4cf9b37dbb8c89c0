import { describe, expect, test } from 'vitest';
import { findingsDocument } from '#contract/bundle/finding.ts';
import { applicationLogsIn } from '#contract/bundle/timeline.ts';
import { formatText } from '#contract/text/text.ts';
import { analyze } from '#diagnosis/analyze.ts';
import { timelineOf } from '#diagnosis/timeline.ts';
import { bundleOf } from './items.ts';

const until = '2026-11-23T12:00:00.000Z';
const log = [
  '2026-11-23T11:30:00Z INFO  opened the queue after 0 errors',
  '2026-11-23T11:40:00Z ERROR cannot open the printer queue 17',
  '2026-11-23T11:45:00Z ERROR cannot open the printer queue 18',
  '[2026-11-23 11:46:00] WARN retry failed, trying again',
  '[2026-11-23 11:50:00] java.lang.IllegalStateException: no route',
  '    at com.northwind.Dispatch.open(Dispatch.java:12)',
].join('\n');
const items: Record<string, string> = {
  'app-dispatch/application.json': JSON.stringify({
    name: 'Northwind Dispatch',
    version: '2.4',
    files: [],
    leftOut: [],
  }),
  'app-dispatch/log-1.txt': log,
};

function timelineWith(change: Record<string, string | undefined> = {}) {
  const all = { ...items, ...change };
  const ids = Object.keys(all).filter((id) => all[id] !== undefined);
  return timelineOf((id) => all[id], until, new Map(), applicationLogsIn(ids));
}
const findingsOf = (timeline: ReturnType<typeof timelineOf>) =>
  findingsDocument
    .parse(analyze(bundleOf(), timeline))
    .findings.filter(({ analyzer }) => analyzer === 'application-log');

describe('the log of an organisation’s own application', () => {
  test('is part of the timeline, under the application’s name and with the place of each line', () => {
    expect(
      timelineWith().events.map(({ at, kind, what, count, source }) => [
        at.slice(11, 16),
        kind,
        what,
        count,
        source,
      ]),
    ).toEqual([
      [
        '11:50',
        'error',
        'Northwind Dispatch',
        1,
        { item: 'app-dispatch/log-1.txt', pointer: null, line: 5 },
      ],
      [
        '11:45',
        'error',
        'Northwind Dispatch',
        2,
        { item: 'app-dispatch/log-1.txt', pointer: null, line: 3 },
      ],
    ]);
  });

  test('is named by its id when the item that names it is left out', () => {
    const { events } = timelineWith({ 'app-dispatch/application.json': undefined });
    expect(new Set(events.map(({ what }) => what))).toEqual(new Set(['dispatch']));
  });

  test('with recent errors is a warning that quotes the newest one', () => {
    const [finding] = findingsOf(timelineWith());
    expect(finding).toMatchObject({ severity: 'warning', cause: 'application' });
    expect(finding?.evidence).toHaveLength(2);
    expect(finding && formatText(finding.title)).toBe('“Northwind Dispatch” has errors in its log');
    expect(finding && formatText(finding.explanation)).toBe(
      'Number of errors in its logs: 3. The newest was written 10 min before this bundle was made: “java.lang.IllegalStateException: no route”',
    );
  });

  test('with only old errors is information, not a warning', () => {
    const old = log.replaceAll('2026-11-23', '2026-11-20');
    expect(findingsOf(timelineWith({ 'app-dispatch/log-1.txt': old }))).toMatchObject([
      { severity: 'info' },
    ]);
  });

  test('without errors has no finding', () => {
    expect(
      findingsOf(timelineWith({ 'app-dispatch/log-1.txt': '2026-11-23T11:30:00Z INFO started' })),
    ).toEqual([]);
  });

  test('is recognised by its item id, and at most forty are searched', () => {
    const many = Array.from({ length: 60 }, (_, index) => `app-dispatch/log-${index + 1}.txt`);
    expect(
      applicationLogsIn([...many, 'logs/log-1.txt', 'app-dispatch/configuration-2.txt']),
    ).toEqual(many.slice(0, 40));
  });
});
