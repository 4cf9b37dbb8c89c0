import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { encodeDocument } from '#bundle/manifest.ts';
import { openBundle } from '#bundle/read.ts';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { writeBundle } from '#bundle/write.ts';
import type { TimelineDocument } from '#contract/bundle/timeline.ts';
import { codeOf, sampleOptions, writeSample } from './sample.ts';

const document = (what: string): TimelineDocument => ({
  since: '2025-06-10T14:36:25.000Z',
  until: '2025-06-24T14:36:25.000Z',
  events: [
    {
      at: '2025-06-24T10:00:00.000Z',
      dayOnly: false,
      kind: 'error',
      what,
      detail: null,
      count: 1,
      firstAt: null,
      source: { item: 'logs/system.log', pointer: null, line: 1 },
    },
  ],
  dropped: 0,
  unreadable: [],
});
const timeline = encodeDocument(document('smbd'));
const failures = async (bytes: Uint8Array) => {
  const bundle = await openBundle(bytes);
  return (await verifyBundle(bundle))
    .filter(({ passed }) => !passed)
    .map(({ check }) => check.message);
};

describe('the timeline of a bundle', () => {
  test('is read back as it was written, and verified', async () => {
    const bytes = await writeSample({ timeline });
    const bundle = await openBundle(bytes);
    expect(bundle.timeline).toEqual(document('smbd'));
    expect((await verifyBundle(bundle)).map(({ check }) => check.message)).toContain(
      'The timeline is the one that was reviewed',
    );
    expect(await failures(bytes)).toEqual([]);
  });

  test('is missing in an older bundle, which is still valid', async () => {
    const bytes = await writeSample();
    expect((await openBundle(bytes)).timeline).toBeNull();
    expect(await failures(bytes)).toEqual([]);
  });

  test('cannot be replaced, added or removed when the bundle is written', async () => {
    const options = await sampleOptions({ timeline });
    expect(
      await codeOf(() => writeBundle({ ...options, timeline: encodeDocument(document('other')) })),
    ).toBe('content-changed');
    const { timeline: _, ...without } = options;
    expect(await codeOf(() => writeBundle(without))).toBe('content-changed');
    expect(await codeOf(async () => writeBundle({ ...(await sampleOptions()), timeline }))).toBe(
      'content-changed',
    );
  });

  test('stops the bundle when it contains a value that should have been replaced', async () => {
    const options = await sampleOptions({
      timeline: encodeDocument(document('backup of grete.sundqvist')),
    });
    const scan = createLeakScanner([
      { kind: 'user', pseudonym: 'user-1', value: 'grete.sundqvist' },
    ]);
    expect(await codeOf(async () => buffer(writeBundle({ ...options, scan })))).toBe('leak-found');
  });
});
