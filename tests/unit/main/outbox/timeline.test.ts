import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentView, TimelineEntry } from '#contract/http/incident.ts';
import { mergeIncident, newsIds, timelineLimits, unreadCount } from '#main/outbox/timeline.ts';

const at = (minute: number) => `2025-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
const received: TimelineEntry = { kind: 'received', id: 'r', at: at(0) };
const message = (id: string, minute: number, from: 'engineer' | 'person'): TimelineEntry => ({
  kind: 'message',
  id,
  at: at(minute),
  from,
  name: from === 'engineer' ? 'Ada' : '',
  text: 'Hello',
});
const assigned: TimelineEntry = {
  kind: 'status',
  id: 's',
  at: at(1),
  status: 'assigned',
  engineer: 'Ada',
};
const incident = (...timeline: TimelineEntry[]): IncidentView => ({
  number: 'INC-000001',
  status: 'new',
  timeline,
});

describe('the unread count', () => {
  test('counts what engineers did and wrote, not what the person wrote', () => {
    const view = incident(
      received,
      assigned,
      message('a', 2, 'engineer'),
      message('b', 3, 'person'),
    );
    expect(unreadCount(view, [])).toBe(2);
  });

  test('is zero once everything was seen, and one after the next answer', () => {
    const view = incident(received, assigned, message('a', 2, 'engineer'));
    const seen = newsIds(view);
    expect(unreadCount(view, seen)).toBe(0);
    expect(unreadCount(incident(...view.timeline, message('c', 4, 'engineer')), seen)).toBe(1);
  });
});

describe('a newer view of an incident', () => {
  test('brings its status and entries', () => {
    const newer: IncidentView = { ...incident(received, assigned), status: 'assigned' };
    expect(mergeIncident(incident(received), newer)).toEqual(newer);
  });

  test('removes nothing that was once shown, and keeps the order of time', () => {
    const known = incident(received, message('a', 2, 'engineer'));
    const answer = incident(received, message('b', 3, 'engineer'));
    expect(mergeIncident(known, answer).timeline.map(({ id }) => id)).toEqual(['r', 'a', 'b']);
  });

  test('has every entry of both exactly once, and merging it twice changes nothing', () => {
    const anyTimeline = fc
      .uniqueArray(fc.nat({ max: 30 }), { maxLength: 15 })
      .map((ids) =>
        incident(...ids.sort((a, b) => a - b).map((id) => message(String(id), id, 'engineer'))),
      );
    fc.assert(
      fc.property(anyTimeline, anyTimeline, (known, answer) => {
        const merged = mergeIncident(known, answer);
        const ids = merged.timeline.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(
          new Set([...known.timeline, ...answer.timeline].map(({ id }) => id)),
        );
        expect(mergeIncident(merged, answer)).toEqual(merged);
      }),
    );
  });

  test('from a desk that keeps adding entries is limited to the newest, in number and in bytes', () => {
    let known: IncidentView | null = null;
    for (let answer = 0; answer < 10; answer += 1) {
      const entries = Array.from({ length: 300 }, (_, index) =>
        message(`${answer}-${index}`, answer, 'engineer'),
      );
      known = mergeIncident(known, incident(...entries));
    }
    expect(known?.timeline).toHaveLength(timelineLimits.entries);
    expect(known?.timeline.at(-1)?.id).toBe('9-299');
    const large = Array.from({ length: 10 }, (_, index) =>
      message(`${index}${'x'.repeat(400_000)}`, 11, 'engineer'),
    );
    const cut = mergeIncident(known, incident(...large));
    expect(Buffer.byteLength(JSON.stringify(cut.timeline))).toBeLessThanOrEqual(
      timelineLimits.bytes * 1.01,
    );
    expect(cut.timeline.at(-1)?.id).toMatch(/^9x/);
    expect(
      mergeIncident(null, incident(message('x'.repeat(2_000_000), 1, 'engineer'))).timeline,
    ).toEqual([]);
  });
});
