import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appErrorOf, type CandorError } from '#contract/errors/result.ts';
import { session as sessionSchema } from '#contract/ipc/session.ts';
import { emptyDraft } from '#contract/text/description.ts';
import { nothingCarried } from '#main/help-session/carried-decisions.ts';
import { composeBundle } from '#main/help-session/compose-bundle.ts';
import type { RequestedSession } from '#main/help-session/requested-session.ts';
import type { ReviewFolder } from '#main/help-session/review-folder.ts';
import { noDecisions, type ReviewState } from '#main/help-session/review-state.ts';
import {
  type Effect,
  idleWith,
  type SessionEvent,
  type SessionState,
  sessionOf,
} from '#main/help-session/session-state.ts';
import { next } from '#main/help-session/session-transitions.ts';

const description = { happened: 'no sound', began: '', severity: null };
const problem = appErrorOf('disk-full', 'The disk is full.');
const folder: ReviewFolder = {
  path: '/review/1',
  read: async () => ({ text: '', nextOffset: null, totalBytes: 0 }),
  stream: () => Readable.from([]),
  hash: async () => '',
  shapedTexts: async () => new Map(),
  remove: async () => {},
};
const collected = {
  bundle: '5f0c1f6e-3f64-4f0e-9a53-0c7e2f0b8a11',
  createdAt: '2026-01-01T00:00:00.000Z',
  preset: 'standard',
  agent: { version: '0.1.0', platform: 'linux' as const, architecture: 'x64' },
  parts: [],
};
const run = { collected, folder, privateMap: [] };
const review: ReviewState = {
  ...{ found: run, run, decisions: noDecisions, shaped: new Map(), memory: new Map() },
  ...{ leftOut: new Set(['machine/machine.log']), notSaved: null, sendProblem: null },
  composition: composeBundle(collected, new Set(), () => undefined),
  terms: {
    ...{ recipient: null, sealedTo: [], former: null, requestedBy: null },
    ...{ purpose: 'To help', retentionDays: 30 },
  },
};
const request: RequestedSession = {
  jti: '7a1a2c3d-0001-4000-8000-000000000001',
  selection: { preset: 'quick', collectors: null },
  summary: 'The VPN is slow',
  engineer: 'Kim Rivera',
  reason: 'The VPN is slow',
  collecting: async () => {},
  reviewing: async () => {},
  dropped: async () => {},
  sending: async () => {},
};
const start = {
  ...{ description, picture: null, decided: nothingCarried },
  selection: { preset: 'standard', collectors: null },
};
const [first, second] = [new AbortController(), new AbortController()];
const timing = { startedAt: '2026-01-01T00:00:00.000Z', expectedMs: null };

const events = {
  draft: { type: 'draft-changed', draft: { ...emptyDraft, happened: 'no sound' } },
  start: { type: 'started', start, request: null, abort: first, ...timing },
  request: {
    ...{ type: 'started', start: { ...start, description: null }, request, abort: first },
    ...timing,
  },
  again: { type: 'checked-again', abort: second, ...timing },
  folder: { type: 'folder-made', folder },
  progress: { type: 'progressed', collectors: [] },
  cancel: { type: 'canceled' },
  collected: { type: 'collected', review, hiding: false },
  hiding: { type: 'collected', review, hiding: true },
  fail: { type: 'failed', abort: first, problem },
  failSecond: { type: 'failed', abort: second, problem },
  change: { type: 'change-started' },
  changeFailed: { type: 'change-failed' },
  reviewed: { type: 'reviewed', review },
  discard: { type: 'discarded' },
  back: { type: 'went-back' },
  agree: { type: 'agreed' },
  sealed: { type: 'sealed-bytes', doneBytes: 5 },
  sealingFailed: { type: 'sealing-failed', problem },
  sent: { type: 'sent' },
} satisfies Record<string, SessionEvent>;
type EventName = keyof typeof events;

const idle = idleWith({ ...emptyDraft, happened: 'before' }, false);

function through(...names: EventName[]): { state: SessionState; effects: Effect[] } {
  let state: SessionState = idle;
  let effects: Effect[] = [];
  for (const name of names) [state, effects] = next(state, events[name]);
  return { state, effects };
}

const named = (effects: readonly Effect[]) => effects.map(({ type }) => type);

describe('a help session', () => {
  test.each<[EventName[], SessionState['phase'], Effect['type'][]]>([
    [['draft'], 'idle', ['show', 'save-draft']],
    [['start'], 'collecting', ['show', 'forget-pictures', 'save-draft']],
    [['request'], 'collecting', ['show']],
    [['start', 'folder'], 'collecting', []],
    [['start', 'progress'], 'collecting', ['show']],
    [['start', 'cancel'], 'collecting', ['show', 'abort']],
    [['start', 'folder', 'fail'], 'idle', ['show', 'save-draft', 'remove-folder']],
    [['start', 'fail'], 'idle', ['show', 'save-draft']],
    [['request', 'fail'], 'idle', ['notify-request', 'show', 'save-draft']],
    [['start', 'collected'], 'review', ['show']],
    [['start', 'hiding'], 'review', []],
    [['start', 'hiding', 'change'], 'review', ['show']],
    [['start', 'collected', 'change', 'changeFailed'], 'review', ['show']],
    [['start', 'collected', 'change', 'reviewed'], 'review', ['show']],
    [['start', 'collected', 'again'], 'collecting', ['show', 'remove-folder']],
    [['start', 'collected', 'discard'], 'idle', ['show', 'save-draft', 'remove-folder']],
    [['start', 'collected', 'back'], 'idle', ['show', 'save-draft', 'remove-folder']],
    [
      ['request', 'collected', 'discard'],
      'idle',
      ['notify-request', 'show', 'save-draft', 'remove-folder'],
    ],
    [['start', 'collected', 'agree'], 'sealing', ['show']],
    [['start', 'collected', 'agree', 'sealed'], 'sealing', ['show']],
    [['start', 'collected', 'agree', 'sealingFailed'], 'review', ['show']],
    [['request', 'collected', 'agree', 'sealingFailed'], 'review', ['show', 'notify-request']],
    [['start', 'collected', 'agree', 'sent'], 'idle', ['show', 'save-draft', 'remove-folder']],
    [['request', 'collected', 'agree', 'sent'], 'idle', ['show', 'save-draft', 'remove-folder']],
  ])('after %j is %s, with the effects %j', (names, phase, effects) => {
    const reached = through(...names);
    expect([reached.state.phase, named(reached.effects)]).toEqual([phase, effects]);
  });

  test.each<[EventName[], EventName[]]>([
    [[], ['agree', 'cancel', 'again', 'discard', 'collected', 'sent', 'reviewed']],
    [['start'], ['start', 'draft', 'agree', 'again', 'discard', 'sent', 'reviewed']],
    [
      ['start', 'collected'],
      ['start', 'draft', 'cancel', 'sealed', 'sent', 'collected', 'progress'],
    ],
    [
      ['start', 'collected', 'agree'],
      ['start', 'draft', 'agree', 'cancel', 'discard', 'back', 'again', 'reviewed'],
    ],
  ])('after %j refuses each of %j', (names, refused) => {
    const { state } = through(...names);
    for (const name of refused)
      expect(() => next(state, events[name])).toThrow(
        expect.objectContaining({ error: expect.objectContaining({ code: 'wrong-phase' }) }),
      );
  });

  test('returns to the review, with the reason, when sealing fails', () => {
    const { state } = through('start', 'collected', 'agree', 'sealed', 'sealingFailed');
    expect(sessionOf(state)).toMatchObject({ phase: 'review', problem, changing: false });
  });

  test('keeps the words of the person when it ends, and empties the form only when they were sent', () => {
    const wordsAfter = (...names: EventName[]) => through(...names).state.draft.happened;
    expect(wordsAfter('start', 'collected', 'discard')).toBe('no sound');
    expect(wordsAfter('start', 'fail')).toBe('no sound');
    expect(wordsAfter('request', 'collected', 'agree', 'sent')).toBe('before');
    expect(wordsAfter('start', 'collected', 'agree', 'sent')).toBe('');
  });

  test('carries decisions into the next review only when the person went back to their words', () => {
    const carriedAfter = (...names: EventName[]) => through(...names).state.carried.leftOut;
    expect(carriedAfter('start', 'collected', 'back')).toEqual(['machine/machine.log']);
    expect(carriedAfter('start', 'collected', 'back', 'start', 'collected', 'discard')).toEqual([]);
    expect(carriedAfter('start', 'collected', 'back', 'request', 'collected', 'discard')).toEqual([
      'machine/machine.log',
    ]);
    expect(
      carriedAfter('start', 'collected', 'back', 'start', 'collected', 'agree', 'sent'),
    ).toEqual([]);
  });

  test('is not ended by a run of collectors that belongs to an earlier session', () => {
    const { state } = through('start', 'collected', 'again');
    expect(next(state, events.fail)).toEqual([state, []]);
    expect(next(state, events.failSecond)[0].phase).toBe('idle');
    expect(next(idle, events.fail)).toEqual([idle, []]);
  });
});

describe('whatever order events come in, a help session', () => {
  const sequences = fc.array(fc.constantFrom(...Object.values(events)), { maxLength: 60 });

  /** Calls `look` for each transition that the machine allows; everything else must be refused as `wrong-phase`. */
  function walk(
    sequence: readonly SessionEvent[],
    look: (
      before: SessionState,
      event: SessionEvent,
      after: SessionState,
      effects: Effect[],
    ) => void,
  ): void {
    let state: SessionState = idle;
    for (const event of sequence) {
      const before = state;
      let effects: Effect[];
      try {
        [state, effects] = next(before, event);
      } catch (thrown) {
        expect((thrown as CandorError).error.code).toBe('wrong-phase');
        continue;
      }
      look(before, event, state, effects);
    }
  }

  test('is always in a state that the contract knows', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        walk(sequence, (_before, _event, after) => {
          expect(sessionSchema.safeParse(sessionOf(after)).success).toBe(true);
        }),
      ),
    );
  });

  test('reaches sealing only from a review that the person agreed to', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        walk(sequence, (before, event, after) => {
          if (after.phase !== 'sealing' || before.phase === 'sealing') return;
          expect([before.phase, event.type]).toEqual(['review', 'agreed']);
        }),
      ),
    );
  });

  test('cleans up each time that it ends: the folder goes, and the draft is no longer marked as under way', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        walk(sequence, (before, event, after, effects) => {
          if (before.phase === 'idle' || after.phase !== 'idle') return;
          expect(effects).toContainEqual({ type: 'save-draft', draft: after.draft, active: false });
          const hasFolder = before.phase !== 'collecting' || before.folder !== null;
          expect(named(effects).includes('remove-folder')).toBe(hasFolder);
          expect(named(effects).includes('notify-request')).toBe(
            before.request !== null && event.type !== 'sent',
          );
        }),
      ),
    );
  });

  test('aborts the collectors of its own run when it is canceled, and of no other', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        walk(sequence, (before, event, _after, effects) => {
          const aborted = effects.flatMap((effect) =>
            effect.type === 'abort' ? [effect.abort] : [],
          );
          const own = before.phase === 'collecting' ? [before.abort] : [];
          expect(aborted).toEqual(event.type === 'canceled' ? own : []);
        }),
      ),
    );
  });
});
