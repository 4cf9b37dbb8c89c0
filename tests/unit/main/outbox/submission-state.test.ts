import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appErrorOf, errorCodes } from '#contract/errors/result.ts';
import type { Entry } from '#main/outbox/entry.ts';
import { type Effect, next, type SubmissionEvent } from '#main/outbox/submission-state.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const problem = appErrorOf('desk-unreachable', 'Something.');
const proof = {
  acceptance: 'a.b.c',
  incident: { number: 'INC-000001', status: 'new' as const, timeline: [] },
};
const path = '/v1/uploads/one';
const entryOf = (change: Partial<Entry> = {}): Entry => ({
  format: 'candor-outbox-entry',
  version: 1,
  id: randomUUID(),
  agreedAt: new Date(now).toISOString(),
  summary: '',
  recipient: {
    organisation: 'Example Ltd',
    fingerprint: 'A'.repeat(43),
    desk: 'https://desk.example',
  },
  retentionDays: 30,
  itemCount: 0,
  contentBytes: null,
  copy: 'kept',
  manifestHash: 'a'.repeat(64),
  device: 'B'.repeat(43),
  totalBytes: 100,
  sha256: 'c'.repeat(64),
  sentBytes: 40,
  delivery: { state: 'queued', tries: 0 },
  uploadPath: null,
  abandonUpload: false,
  incident: null,
  acceptance: null,
  seen: [],
  deletion: null,
  unsentMessage: null,
  ...change,
});
const queued = entryOf();
const uploading = entryOf({ delivery: { state: 'uploading', tries: 0 }, uploadPath: path });
const paused = entryOf({ delivery: { state: 'paused' } });
const canceled = entryOf({ delivery: { state: 'canceled' }, abandonUpload: true });
const refused = entryOf({ delivery: { state: 'refused', problem } });
const sent = entryOf({ delivery: { state: 'sent' }, acceptance: 'a.b.c' });
const at = new Date(now).toISOString();
const requested = { state: 'requested', at, problem: null } as const;
const done = { state: 'done', at, deletedAt: at, confirmation: 'd.e.f' } as const;
const stopAndRemove: Effect[] = ['stop-work', 'remove-bundle', 'remove-copy'];
const removeSent: Effect[] = ['remove-bundle', 'remove-words'];
const failed = (code: 'desk-failed' | 'desk-refused'): SubmissionEvent => ({
  type: 'failed',
  problem: appErrorOf(code, 'Something.'),
  now,
  random: 0.5,
});
const later = now + 31 * 86_400_000;

describe('a submission', () => {
  const accepted: SubmissionEvent = { type: 'accepted', proof };
  const confirmed: SubmissionEvent = {
    type: 'deletion-confirmed',
    deletedAt: at,
    confirmation: 'd.e.f',
  };
  const askForDeletion: SubmissionEvent = { type: 'deletion-requested', now };
  test.each<[string, Entry, SubmissionEvent, Partial<Entry>, Effect[]]>([
    [
      'keeps the acceptance, and its file and words go',
      uploading,
      accepted,
      { acceptance: 'a.b.c', incident: proof.incident, sentBytes: 100, uploadPath: null },
      removeSent,
    ],
    [
      'that was canceled too late is sent, and nothing is abandoned',
      canceled,
      accepted,
      { delivery: { state: 'sent' }, abandonUpload: false },
      removeSent,
    ],
    ['stops its work when it is paused', uploading, { type: 'paused' }, {}, ['stop-work']],
    ['that is sent cannot be paused', sent, { type: 'paused' }, sent, []],
    [
      'that was never sent leaves nothing to abandon',
      queued,
      { type: 'canceled' },
      { abandonUpload: false },
      stopAndRemove,
    ],
    [
      'is abandoned at the desk when it is canceled during the upload',
      uploading,
      { type: 'canceled' },
      { abandonUpload: true, uploadPath: path },
      stopAndRemove,
    ],
    [
      'is abandoned at the desk when its first request may still be on its way',
      entryOf({ delivery: { state: 'uploading', tries: 0 } }),
      { type: 'canceled' },
      { abandonUpload: true },
      stopAndRemove,
    ],
    [
      'tries the removal again when it is canceled again',
      canceled,
      { type: 'canceled' },
      canceled,
      stopAndRemove,
    ],
    ['that is sent cannot be canceled', sent, { type: 'canceled' }, sent, []],
    [
      'starts from nothing after a refusal',
      uploading,
      failed('desk-refused'),
      { uploadPath: null, sentBytes: 0 },
      [],
    ],
    [
      'resumes where it was after a passing failure',
      uploading,
      failed('desk-failed'),
      { uploadPath: path, sentBytes: 40 },
      [],
    ],
    [
      'remembers the upload even when it was paused meanwhile',
      paused,
      { type: 'upload-created', path },
      { uploadPath: path },
      [],
    ],
    [
      'is done with its upload once the desk has deleted it',
      canceled,
      { type: 'upload-abandoned' },
      { abandonUpload: false, uploadPath: null },
      [],
    ],
    [
      'that was being sent is sent after a restart',
      uploading,
      { type: 'restarted', now },
      { delivery: { state: 'queued', tries: 0 } },
      [],
    ],
    ['that is sent loses what a crash left', sent, { type: 'restarted', now }, sent, removeSent],
    [
      'that was canceled keeps its words for another try',
      canceled,
      { type: 'restarted', now },
      canceled,
      ['remove-bundle'],
    ],
    [
      'that was canceled loses its words when its time is over',
      canceled,
      { type: 'restarted', now: later },
      canceled,
      removeSent,
    ],
    [
      'that was refused loses its words when its time is over, and keeps its file for another try',
      refused,
      { type: 'restarted', now: later },
      refused,
      ['remove-words'],
    ],
    [
      'is to be deleted at the desk when the person asks for it',
      sent,
      askForDeletion,
      { deletion: requested },
      ['forget-replies'],
    ],
    [
      'keeps the time of the first request when the person asks again',
      { ...sent, deletion: { ...requested, at: '2025-12-01T00:00:00.000Z', problem } },
      askForDeletion,
      { deletion: { ...requested, at: '2025-12-01T00:00:00.000Z' } },
      ['forget-replies'],
    ],
    ['that has not arrived cannot be deleted at the desk', queued, askForDeletion, queued, []],
    [
      'says why the desk could not delete it yet',
      { ...sent, deletion: requested },
      { type: 'deletion-failed', problem },
      { deletion: { ...requested, problem } },
      [],
    ],
    [
      'keeps the confirmation of its deletion',
      { ...sent, deletion: requested },
      confirmed,
      { deletion: done },
      ['announce-deletion'],
    ],
    ['ignores a confirmation that it did not ask for', sent, confirmed, sent, []],
  ])('%s', (_title, before, event, change, effects) => {
    const [after, demanded] = next(before, event);
    expect(after).toMatchObject(change);
    expect(demanded).toEqual(effects);
  });
});

const anyEvent: fc.Arbitrary<SubmissionEvent> = fc.oneof(
  fc.constantFrom<SubmissionEvent>(
    { type: 'began' },
    { type: 'advanced' },
    { type: 'accepted', proof },
    { type: 'paused' },
    { type: 'resumed' },
    { type: 'canceled' },
    { type: 'woken' },
    { type: 'restarted', now },
    { type: 'restarted', now: later },
    { type: 'upload-created', path },
    { type: 'upload-abandoned' },
    { type: 'deletion-requested', now },
    { type: 'deletion-failed', problem },
    { type: 'deletion-confirmed', deletedAt: at, confirmation: 'd.e.f' },
  ),
  fc.record({
    type: fc.constant('failed' as const),
    problem: fc.constantFrom(...errorCodes).map((code) => appErrorOf(code, 'Something.')),
    now: fc.constant(now),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
);

/** Every step of a run: the state before and after it, and its effects. */
function stepsOf(events: readonly SubmissionEvent[]) {
  let current = queued;
  return events.map((event) => {
    const before = current;
    const [after, effects] = next(before, event);
    current = after;
    return { event, before, after, effects };
  });
}

describe('whatever happens, in whatever order', () => {
  const everyStep = (check: (step: ReturnType<typeof stepsOf>[number]) => void) =>
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        for (const step of stepsOf(events)) check(step);
      }),
    );

  test('what was accepted stays sent, with its proof', () => {
    everyStep(({ before, after }) => {
      if (before.delivery.state === 'sent')
        expect([after.delivery.state, after.acceptance]).toEqual(['sent', proof.acceptance]);
      else if (after.delivery.state === 'sent') expect(after.acceptance).toBe(proof.acceptance);
    });
  });

  test('the bundle is removed only when it has arrived or the person canceled it', () => {
    everyStep(({ after, effects }) => {
      if (effects.includes('remove-bundle'))
        expect(['sent', 'canceled']).toContain(after.delivery.state);
    });
  });

  test('the readable copy is removed only for a bundle that was canceled', () => {
    everyStep(({ after, effects }) => {
      if (effects.includes('remove-copy')) expect(after.delivery.state).toBe('canceled');
    });
  });

  test('nothing is uploaded again after it was accepted or canceled', () => {
    everyStep(({ before, after }) => {
      if (after.delivery.state === 'uploading')
        expect(['queued', 'uploading']).toContain(before.delivery.state);
    });
  });

  test('only a canceled upload is abandoned, and only a sent bundle is deleted at the desk', () => {
    everyStep(({ after }) => {
      if (after.abandonUpload) expect(after.delivery.state).toBe('canceled');
      if (after.deletion) expect(after.delivery.state).toBe('sent');
    });
  });

  test('a deletion is done only after a confirmation, and stays done', () => {
    everyStep(({ event, before, after }) => {
      if (before.deletion?.state === 'done') expect(after.deletion).toBe(before.deletion);
      else if (after.deletion?.state === 'done') expect(event.type).toBe('deletion-confirmed');
    });
  });
});
