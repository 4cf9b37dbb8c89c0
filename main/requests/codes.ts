import { randomUUID } from 'node:crypto';
import { raise, toAppError } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Clock } from '../outbox/clock.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Refusal, Verdict } from '../trust/request.ts';
import { freshLock, tried, waitOf } from './code-lock.ts';
import type { RefusalCount } from './refusal-count.ts';
import type { Note, RequestRegistry } from './request-registry.ts';
import type { RequestStore } from './store.ts';
import { typedCode } from './typed-code.ts';

export interface CodeOptions {
  store: RequestStore;
  book: RequestRegistry;
  desk: DeskClient;
  clock: Clock;
  note: Note;
  refusals: RefusalCount;
  verify(jws: string): Promise<Verdict>;
  /** Called with the time that the organisation signed. */
  learnTime(at: number): Promise<void>;
  /** Called when what the person sees has changed. */
  changed(): void;
  signal: AbortSignal;
}

/** Redeems a code that the person heard and typed: one try, answered with the request that was created for it. */
export function createRedeem(options: CodeOptions): CallHandlers['requests.redeem'] {
  const { store, book, desk, clock, note, refusals, signal } = options;

  async function ask(code: string, nonce: string): Promise<string> {
    await desk.meet(recipientOf(desk.policy()), signal);
    await options.learnTime(await desk.greet(signal));
    return desk.redeem({ code, nonce }, signal);
  }

  return async ({ code: typed }) => {
    if (!desk.policy().features.codes)
      raise('forbidden', 'Your organisation has switched off codes by phone.');
    const wait = waitOf(store.now().codes, clock.now());
    if (wait > 0)
      raise('too-many-attempts', 'Too many wrong codes. You can try again in {seconds} seconds.', {
        values: { seconds: Math.ceil(wait / 1000) },
      });
    const code = typedCode(typed);
    const before = store.now().codes;
    await store.change((now) => ({ ...now, codes: tried(now.codes, clock.now()) }));
    const nonce = randomUUID();
    const jws = await ask(code, nonce).catch(async (thrown: unknown) => {
      const problem = toAppError(thrown);
      if (problem.code === 'code-wrong' || problem.code === 'too-many-attempts') {
        const { codes } = store.now();
        const locked = waitOf(codes, clock.now());
        // The screen shows until when codes are locked, and has to change at that moment.
        if (locked > 0) clock.after(locked, options.changed);
        await note(locked > 0 ? 'code-locked' : 'code-tried', { wrong: codes.wrong });
      } else {
        // The desk has not checked the code, so the try does not count.
        await store.change((now) => ({ ...now, codes: before }));
      }
      options.changed();
      throw thrown;
    });
    const verdict = await options.verify(jws);
    if (!verdict.ok) return distrust(verdict.refusal, verdict.detail);
    const { claims } = verdict;
    // Correctly signed, but for another try, or a request that should have come over the stream.
    if (claims.kind !== 'phone' || claims.nonce !== nonce) return distrust('wrong-way', claims.jti);
    await store.change((now) => ({ ...now, codes: freshLock }));
    await note('code-tried', { wrong: 0 });
    await book.take(jws, claims);
    return { jti: claims.jti };
  };

  function distrust(refusal: Refusal, detail: string): never {
    refusals.count(refusal, detail);
    return raise(
      'desk-untrusted',
      'The answer to this code did not come from {organisation} for this try. Nothing was started. Please tell your IT department.',
      {
        values: { organisation: desk.policy().organisation.name },
        detail: `${refusal}: ${detail}`,
      },
    );
  }
}
