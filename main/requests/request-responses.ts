import { raise } from '#contract/errors/result.ts';
import type { RequestReport } from '#contract/http/request.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { RequestedSession } from '../help-session/requested-session.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import type { DeskClock } from './desk-clock.ts';
import { factsOf, type Note, type RequestRegistry, reporting } from './request-registry.ts';
import { type RevealWords, signReveal } from './reveal.ts';
import { agreedSelection } from './scope.ts';
import { shownName, shownWords } from './shown-text.ts';
import type { Kept } from './store.ts';
import { afterTyping, mostTries } from './typed-number.ts';

type AnswerCall = `requests.${'seen' | 'matched' | 'agree' | 'decline' | 'report' | 'reveal'}`;

export interface AnswerOptions {
  book: RequestRegistry;
  deskClock: DeskClock;
  note: Note;
  deviceKey: () => Promise<DeviceKey>;
  /** age recipients of the policy. */
  recipients(): readonly string[];
  /** Begins a help session for a request. @throws CandorError `wrong-phase` while another is under way. */
  startSession(asked: RequestedSession): void;
  endSession(jti: string): Promise<void>;
}

/** What the person does with a request. Each response is on disk before the desk is told. */
export function createRequestResponses({
  book,
  note,
  ...options
}: AnswerOptions): Pick<CallHandlers, AnswerCall> {
  async function close(
    jti: string,
    report: Extract<RequestReport, { state: 'declined' | 'reported' }>,
  ): Promise<void> {
    const kept = book.open(jti);
    await book.change(jti, (one) => ({ ...reporting(one, report), state: 'ended' }));
    await note(report.state, {
      ...factsOf(kept.claims),
      ...(report.sentence && { sentence: report.sentence }),
    });
    await options.endSession(jti);
  }

  async function answerReveal({ claims }: Kept, words: RevealWords): Promise<void> {
    if (claims.kind !== 'reveal')
      return raise('wrong-phase', 'This request does not ask about a stand-in.');
    const at = new Date(options.deskClock.now());
    const answer = await signReveal(
      claims,
      words,
      at,
      await options.deviceKey(),
      options.recipients(),
    );
    await book.change(claims.jti, (one) => ({ ...one, state: 'ended', answer }));
  }

  /** Updates how far the session is; a request that has ended stays ended. */
  const progress = (jti: string, how: (kept: Kept) => Kept) =>
    book.change(jti, (kept) => (kept.state === 'ended' ? kept : how(kept)));

  return {
    async 'requests.seen'({ jti }) {
      const kept = book.open(jti);
      if (kept.state !== 'waiting') return;
      await book.change(jti, (one) =>
        one.state === 'waiting' ? reporting({ ...one, state: 'seen' }, { state: 'seen' }) : one,
      );
      await note('seen', factsOf(kept.claims));
    },

    async 'requests.matched'({ jti, number }) {
      const kept = book.open(jti);
      // Counted from the stored state, so that neither a second window nor a restart gives more tries.
      let typed = afterTyping(kept, number);
      await book.change(jti, (one) => {
        typed = afterTyping(one, number);
        return typed;
      });
      if (typed.matched) return;
      const left = mostTries - typed.wrongNumbers;
      if (left > 0)
        raise(
          'invalid-arguments',
          'That is not the number on the engineer’s screen. Ask for it again. Tries left: {left}.',
          {
            values: { left },
          },
        );
      await close(jti, {
        state: 'reported',
        sentence: 'The number that was said on the phone was wrong three times.',
      });
      raise(
        'forbidden',
        'The number was wrong three times, so Candor ended this request and reported it. Nothing was collected. Hang up, and call your support yourself.',
      );
    },

    async 'requests.agree'({ jti, leftOut }) {
      const kept = book.open(jti);
      const { claims } = kept;
      if (claims.kind === 'reveal' || !kept.matched)
        return raise('wrong-phase', 'This request cannot be agreed to yet.');
      const selection = agreedSelection(claims.scope, book.collectorsFor(kept), leftOut);
      if (selection.collectors?.length === 0)
        raise(
          'invalid-arguments',
          'You left everything out, so there is nothing to check. Decline the request instead.',
        );
      // First, because it throws while another session is under way, and nothing may have changed then.
      options.startSession({
        jti,
        selection,
        summary: `${shownName(claims.engineer.name)}: ${shownWords(claims.reason)}`,
        engineer: shownName(claims.engineer.name),
        reason: shownWords(claims.reason),
        collecting: () =>
          progress(jti, (one) =>
            reporting({ ...one, state: 'collecting' }, { state: 'collecting' }),
          ),
        reviewing: () =>
          progress(jti, (one) =>
            reporting({ ...one, state: 'in-review', submission: null }, { state: 'in-review' }),
          ),
        dropped: () => progress(jti, (one) => ({ ...one, state: 'seen', submission: null })),
        async sending(submission) {
          // If it was declined, withdrawn or has expired at the last moment, nothing is sent.
          book.open(jti);
          await book.change(jti, (one) => ({ ...one, state: 'sending', submission }));
        },
      });
      const collectors = selection.collectors?.join(', ') ?? '';
      await note('agreed', { ...factsOf(claims), collectors, leftOut: leftOut.join(', ') });
    },

    async 'requests.decline'({ jti, sentence }) {
      const kept = book.open(jti);
      if (kept.claims.kind !== 'reveal') return close(jti, { state: 'declined', sentence });
      await answerReveal(kept, { answer: 'declined', sentence });
      await note('reveal-declined', { ...factsOf(kept.claims), ...(sentence && { sentence }) });
    },

    async 'requests.report'({ jti, sentence }) {
      await close(jti, { state: 'reported', sentence });
    },

    async 'requests.reveal'({ jti }) {
      const kept = book.open(jti);
      // Exactly what the person was shown: it is not looked up again.
      const value = book.shownValue(jti);
      await answerReveal(kept, value === null ? { answer: 'unknown' } : { answer: 'value', value });
      await note(value === null ? 'reveal-unknown' : 'revealed', factsOf(kept.claims));
    },
  };
}
