import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import { type Review, type Session, session } from '#contract/ipc/session.ts';
import { emptyDraft } from '#contract/text/description.ts';
import { nextSession, type SessionEvent } from '#main/help-session/session-machine.ts';

const idle: Session = { phase: 'idle', draft: emptyDraft, interrupted: false, problem: null };
const at = '2026-01-01T00:00:00.000Z';
const problem = appErrorOf('disk-full', 'The disk is full.');
const review: Review = {
  bundle: '5f0c1f6e-3f64-4f0e-9a53-0c7e2f0b8a11',
  items: [],
  missing: [],
  notSaved: null,
  requestedBy: null,
  clock: null,
  findings: [],
  notJudged: [],
  manifestHash: 'a'.repeat(64),
  bytes: 10,
  recipient: null,
  sealedTo: [],
  former: null,
  purpose: 'To help',
  retentionDays: 30,
  sendProblem: null,
};

const events: SessionEvent[] = [
  { type: 'drafted', draft: { ...emptyDraft, happened: 'no sound' } },
  { type: 'started', preset: 'standard', at, expectedMs: null },
  { type: 'restarted', preset: 'standard', at, expectedMs: null },
  { type: 'progressed', collectors: [] },
  { type: 'canceling' },
  { type: 'collected', review },
  { type: 'reviewed', review, problem: null },
  { type: 'sealing', doneBytes: 5 },
  { type: 'sealFailed', problem },
  { type: 'ended', draft: emptyDraft, problem: null },
];

const through = (...names: SessionEvent['type'][]): Session =>
  names.reduce<Session>((current, name) => {
    const event = events.find(({ type }) => type === name);
    if (!event) throw new Error(name);
    return nextSession(current, event);
  }, idle);

describe('the help session', () => {
  test('goes from words to review to sealing and back to the start', () => {
    expect(through('drafted', 'started', 'progressed', 'collected').phase).toBe('review');
    expect(through('started', 'collected', 'sealing').phase).toBe('sealing');
    expect(through('started', 'collected', 'restarted').phase).toBe('collecting');
    expect(through('started', 'collected', 'sealing', 'ended')).toEqual(idle);
  });

  test('can be sealed only from a review', () => {
    expect(() => through('sealing')).toThrow(CandorError);
    expect(() => through('started', 'sealing')).toThrow(CandorError);
    expect(() => through('restarted')).toThrow(CandorError);
    expect(() => through('started', 'collected', 'started')).toThrow(CandorError);
  });

  test('returns to the review, with the reason, when sealing fails', () => {
    expect(through('started', 'collected', 'sealing', 'sealFailed')).toEqual({
      phase: 'review',
      review,
      problem,
      changing: false,
    });
  });

  test('cannot start twice', () => {
    expect(() => through('started', 'started')).toThrow(CandorError);
  });

  test('is always in a state that the contract knows, whatever order events come in', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (sequence) => {
        let current: Session = idle;
        for (const event of sequence) {
          try {
            current = nextSession(current, event);
          } catch (thrown) {
            expect((thrown as CandorError).error.code).toBe('wrong-phase');
          }
          expect(session.safeParse(current).success).toBe(true);
        }
      }),
    );
  });

  test('never reaches sealing without a review before it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (sequence) => {
        let current: Session = idle;
        for (const event of sequence) {
          const before = current.phase;
          try {
            current = nextSession(current, event);
          } catch {
            continue;
          }
          if (current.phase === 'sealing') expect(['review', 'sealing']).toContain(before);
        }
      }),
    );
  });
});
