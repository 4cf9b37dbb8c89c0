import { describe, expect, test } from 'vitest';
import { findingsDocument } from '#contract/bundle/finding.ts';
import type { TimelineEvent } from '#contract/bundle/timeline.ts';
import { formatText } from '#contract/text/text.ts';
import { analyze } from '#diagnosis/analyze.ts';
import { changesBeforeFailures } from '#diagnosis/change-before-failure.ts';
import { bundleOf } from './items.ts';

const event = (
  at: string,
  kind: TimelineEvent['kind'],
  what: string,
  part: Partial<TimelineEvent> = {},
): TimelineEvent => ({
  at: `2026-11-20T${at}:00.000Z`,
  dayOnly: false,
  kind,
  what,
  detail: null,
  count: 1,
  firstAt: null,
  source: {
    item: kind === 'error' ? 'system-log/journal.log' : 'crashes/crashes.json',
    pointer: null,
    line: kind === 'error' ? 1 : null,
  },
  ...part,
});
const timelineOf = (...events: TimelineEvent[]) => ({
  since: '2026-11-09T09:00:00.000Z',
  until: '2026-11-23T09:00:00.000Z',
  events,
  dropped: 0,
  unreadable: [],
});
const titles = (...events: TimelineEvent[]) =>
  changesBeforeFailures(timelineOf(...events)).map(({ title }) => formatText(title));

describe('failures that begin after a change', () => {
  test('are a finding with both places as evidence, and no claim about the cause', () => {
    const timeline = timelineOf(
      event('11:00', 'crashed', 'firefox-esr'),
      event('10:00', 'updated', 'firefox-esr:amd64'),
    );
    const { findings } = findingsDocument.parse(analyze(bundleOf(), timeline));
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      analyzer: 'change-before-failure',
      severity: 'warning',
      cause: 'application',
    });
    expect(finding?.evidence).toHaveLength(2);
    expect(finding && formatText(finding.explanation)).toContain('does not prove');
    expect(finding && formatText(finding.explanation)).toContain('1 h');
  });

  test.each([
    ['another program', event('11:00', 'crashed', 'gimp'), event('10:00', 'updated', 'firefox')],
    [
      'a name that only begins alike',
      event('11:00', 'crashed', 'fire'),
      event('10:00', 'updated', 'firefox'),
    ],
    [
      'a failure before the change',
      event('09:00', 'crashed', 'firefox'),
      event('10:00', 'updated', 'firefox'),
    ],
    [
      'a change of which only the day is known',
      event('11:00', 'crashed', 'firefox'),
      event('00:00', 'updated', 'firefox', { dayOnly: true }),
    ],
  ])('are not claimed for %s', (_what, failure, change) => {
    expect(titles(failure, change)).toEqual([]);
  });

  test('are not reported when the program also failed before, or more than a day later', () => {
    const change = event('10:00', 'updated', 'firefox');
    expect(
      titles(event('11:00', 'crashed', 'firefox'), change, event('09:00', 'crashed', 'firefox')),
    ).toEqual([]);
    expect(
      titles(event('11:00', 'crashed', 'firefox', { at: '2026-11-22T11:00:00.000Z' }), change),
    ).toEqual([]);
  });

  test('count for errors only where the log reaches back to before the change', () => {
    const failing = event('11:00', 'error', 'smbd', {
      count: 9,
      firstAt: '2026-11-20T10:30:00.000Z',
    });
    const change = event('10:00', 'updated', 'smbd');
    expect(titles(failing, change)).toEqual([]);
    expect(titles(failing, change, event('09:00', 'error', 'cupsd'))).toEqual([
      '“smbd” began to fail 30 min after it was updated',
    ]);
  });

  test('name the package of exactly this name before one that only begins like it', () => {
    const changes = [event('10:00', 'updated', 'wixl-data:all'), event('10:00', 'updated', 'wixl')];
    expect(titles(event('11:00', 'crashed', 'wixl'), ...changes)).toEqual([
      '“wixl” began to fail 1 h after it was updated',
    ]);
  });

  test('of a new program are reported as failing since its installation', () => {
    expect(titles(event('11:00', 'crashed', 'wixl'), event('10:00', 'installed', 'wixl'))).toEqual([
      '“wixl” has failed since “wixl” was installed',
    ]);
  });

  test('of the whole computer are compared with drivers and the kernel', () => {
    const change = event('10:00', 'installed', 'NVIDIA Display', { detail: 'driver' });
    expect(titles(event('11:00', 'crashed', 'system'), change)).toEqual([
      'The computer began to fail 1 h after “NVIDIA Display” was installed',
    ]);
    expect(
      titles(event('11:00', 'crashed', 'system'), event('10:00', 'installed', 'gimp')),
    ).toEqual([]);
  });

  test('say what was changed, from which version to which, and when', () => {
    const change = event('10:00', 'updated', 'northwind-dispatch', { detail: '2.3 → 2.4' });
    const [finding] = changesBeforeFailures(
      timelineOf(event('10:20', 'crashed', 'northwind-dispatch'), change),
    );
    expect(finding && formatText(finding.title)).toBe(
      '“northwind-dispatch” began to fail 20 min after it was updated',
    );
    expect(finding && formatText(finding.explanation)).toContain(
      '“northwind-dispatch 2.3 → 2.4” was updated on 2026-11-20 10:00 UTC.',
    );
  });

  test('count for an application whose log spells it differently from its package', () => {
    const failing = event('11:00', 'crashed', 'Northwind Dispatch');
    expect(titles(failing, event('10:00', 'updated', 'northwind-dispatch'))).toEqual([
      '“Northwind Dispatch” began to fail 1 h after it was updated',
    ]);
  });

  const restart = (at: string, detail: string) =>
    event(at, 'rebooted', 'system', {
      detail,
      source: { item: 'system-history/system-history.json', pointer: '/restarts/0', line: null },
    });
  const driver = event('10:00', 'updated', 'NVIDIA Display', { detail: 'driver' });

  test('include repeated unexpected restarts after a driver was updated', () => {
    const restarts = [
      restart('12:00', 'stopped with a stop error: 0x9f'),
      restart('11:00', 'started without having been shut down'),
    ];
    expect(titles(...restarts, driver)).toEqual([
      'The computer began to restart unexpectedly 1 h after “NVIDIA Display” was updated',
    ]);
  });

  test('include neither a single unexpected restart nor requested restarts', () => {
    expect(titles(restart('11:00', 'started without having been shut down'), driver)).toEqual([]);
    expect(
      titles(
        restart('12:00', 'asked to shut down or restart'),
        restart('11:00', 'started'),
        driver,
      ),
    ).toEqual([]);
  });
});
