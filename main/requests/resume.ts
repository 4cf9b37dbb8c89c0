import type { Submission } from '#contract/ipc/submission.ts';
import type { Verdict } from '../trust/request.ts';
import { factsOf, type Note, type RequestRegistry, reporting } from './request-registry.ts';
import type { Kept, RequestStore } from './store.ts';

/**
 * Returns interrupted requests to the person, and removes those of another organisation. The content of a request is read
 * from its signed form again, not from the copy on disk.
 * @param fresh Candor has just started, so nothing is under way.
 * @param judge verifies that the pinned organisation signed it for this device, at any time.
 * @returns the numbers of the removed requests.
 */
export async function reopen(
  store: RequestStore,
  book: RequestRegistry,
  fresh: boolean,
  judge: (kept: Kept) => Promise<Verdict>,
): Promise<string[]> {
  const gone: string[] = [];
  const still: Kept[] = [];
  for (const kept of store.now().kept) {
    const verdict = await judge(kept);
    if (!verdict.ok) {
      gone.push(kept.claims.jti);
      continue;
    }
    const interrupted = fresh && (kept.state === 'collecting' || kept.state === 'in-review');
    still.push({ ...kept, claims: verdict.claims, ...(interrupted && { state: 'seen' as const }) });
  }
  if (JSON.stringify(still) !== JSON.stringify(store.now().kept))
    await store.change((now) => ({ ...now, kept: still }));
  for (const kept of still) await book.recall(kept);
  return gone;
}

/** Candor closed after the person agreed and before the bundle was in the outbox: nothing was sent, and they can decide again. */
export async function giveBack(
  store: RequestStore,
  book: RequestRegistry,
  submissions: readonly Submission[],
): Promise<void> {
  for (const { claims, state, submission } of store.now().kept) {
    if (state !== 'sending' || submissions.some(({ id }) => id === submission)) continue;
    await book.change(claims.jti, (one) => ({ ...one, state: 'seen', submission: null }));
  }
}

/** Updates requests from the state of the bundles that answer them. */
export async function settle(
  store: RequestStore,
  book: RequestRegistry,
  note: Note,
  submissions: readonly Submission[],
): Promise<void> {
  for (const kept of store.now().kept) {
    if (kept.state !== 'sending' || kept.submission === null) continue;
    const { submission } = kept;
    const found = submissions.find(({ id }) => id === submission);
    const { jti } = kept.claims;
    if (found?.state === 'sent') {
      let first = false;
      await book.change(jti, (one) => {
        first = one.state === 'sending';
        return first ? { ...reporting(one, { state: 'sent', submission }), state: 'ended' } : one;
      });
      if (first) await note('arrived', { ...factsOf(kept.claims), submission });
    } else if (found?.state === 'canceled') {
      await book.change(jti, (one) =>
        one.state === 'sending' ? { ...one, state: 'seen', submission: null } : one,
      );
    }
  }
}
