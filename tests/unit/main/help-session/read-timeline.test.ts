import { describe, expect, test, vi } from 'vitest';
import { timelineDocument } from '#contract/bundle/timeline.ts';
import { timelineOf } from '#diagnosis/timeline.ts';
import { readTimelineAside } from '#main/help-session/read-timeline.ts';
import { timelineThread } from './scene.ts';

const until = '2026-11-23T12:00:00.000Z';
const at = (minutesAgo: number) => new Date(Date.parse(until) - minutesAgo * 60_000).toISOString();
const message = 'The service did not answer in time. '.repeat(20);
const events = Array.from({ length: 4500 }, (_, index) => ({
  at: index % 50 === 0 ? null : at(index),
  source: `Source ${index % 700}`,
  id: index,
  level: index % 3 === 0 ? 'warning' : 'error',
  message: `${message} ${index}`,
}));
const log = Array.from(
  { length: 6000 },
  (_, index) => `${at(index)} host app[7]: error ${index} of a disk`,
).reverse();
const texts = new Map([
  ['system-log/events.json', JSON.stringify({ events })],
  ['system-log/journal.log', log.join('\n')],
  [
    'updates/updates.json',
    JSON.stringify({
      installed: [
        { at: '2026-11-20', name: 'KB500' },
        { at: 'never', name: 'KB501' },
      ],
    }),
  ],
  ['crashes/crashes.json', '{"crashes":'],
]);

describe('the timeline of much text', () => {
  test('is read in a thread, and then made without reading any of it again', async () => {
    expect(texts.get('system-log/events.json')?.length).toBeGreaterThan(3_500_000);
    const memory = await readTimelineAside(timelineThread, { texts, until });
    const asked = vi.spyOn(JSON, 'parse');
    const aside = timelineOf(
      (id) => (texts.has(id) ? 'not what was collected' : undefined),
      until,
      memory,
    );
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    expect(aside).toEqual(timelineOf((id) => texts.get(id), until));
    expect(timelineDocument.parse(aside)).toEqual(aside);
    expect(aside.unreadable.map(({ item }) => item)).toEqual(['crashes/crashes.json']);
    expect(aside.events.find(({ what }) => what === 'KB500')).toMatchObject({ dayOnly: true });
    // 90 − 30 events and one update say no moment.
    expect(aside.dropped).toBeGreaterThanOrEqual(61);
  });

  test('omits items that are left out, even if the thread read them', async () => {
    const memory = await readTimelineAside(timelineThread, { texts, until });
    const without = timelineOf(
      (id) => (id.startsWith('system-log/') ? undefined : texts.get(id)),
      until,
      memory,
    );
    expect(without.events.map(({ source }) => source.item)).toEqual(['updates/updates.json']);
  });

  test('starts no thread for little text', async () => {
    const few = new Map([['updates/updates.json', '{"installed":[]}']]);
    expect(await readTimelineAside('/no/such/module.js', { texts: few, until })).toEqual(new Map());
  });

  test('rejects when the thread fails', async () => {
    await expect(readTimelineAside('/no/such/module.js', { texts, until })).rejects.toThrow();
  });
});
