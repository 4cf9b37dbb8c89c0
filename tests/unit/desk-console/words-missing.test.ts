import { expect, test } from 'vitest';
import type { Manifest } from '#contract/bundle/manifest.ts';
import type { CollectorStatus } from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { wordsMissing } from '#desk/console/features/incident/words-missing.ts';
import { incidentOf } from '#tests/e2e/console-pages/incidents.ts';

const { manifest } = incidentOf(1);
const leftOut = { id: descriptionItemId, title: 'What you wrote', bytes: 120 };
const reason = { message: 'The disk is full.' };

/** A bundle without a description, whose collector ended with this status. */
function without(status: CollectorStatus | null, change: Partial<Manifest> = {}): Manifest {
  const collector = {
    id: 'description',
    title: 'What you wrote',
    purpose: 'x',
    durationMs: 1,
    items: [],
    reason,
  };
  return {
    ...manifest,
    items: manifest.items.filter(({ id }) => id !== descriptionItemId),
    collectors: status === null ? [] : [{ ...collector, category: 'description', status }],
    ...change,
  };
}

test('a description that the person removed in the review is reported as left out', () => {
  expect(wordsMissing(without('success', { leftOut: [leftOut] }))).toEqual({ kind: 'left-out' });
});

test.each(['fail', 'timeout', 'partial', 'denied', 'unavailable', 'canceled'] as const)(
  'words whose collector ended with %s could not be collected, and the reason is given',
  (status) => {
    expect(wordsMissing(without(status))).toEqual({ kind: 'not-collected', reason });
  },
);

test.each(['skip', null] as const)(
  'words that were never written (%s) are not said to be missing',
  (status) => {
    expect(wordsMissing(without(status))).toEqual({ kind: 'not-written' });
  },
);

test('a description that cannot be parsed is reported as unreadable', () => {
  expect(wordsMissing(manifest)).toEqual({ kind: 'unreadable' });
});
