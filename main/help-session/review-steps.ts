import { raise } from '#contract/errors/result.ts';
import type { CallArgs } from '#contract/ipc/ipc.ts';
import { itemsOf } from './compose-bundle.ts';
import { type HelpSession, reviewIn } from './help-session-options.ts';
import { compose } from './review-state.ts';

/** Cancels collecting, or discards the review. */
export async function cancelSession(session: HelpSession): Promise<void> {
  const { phase } = session.state();
  await session.dispatch({ type: phase === 'review' ? 'discarded' : 'canceled' });
}

/** Goes back to the person's words; their decisions carry over to the next review. */
export function goBack(session: HelpSession): Promise<void> {
  const { request } = reviewIn(session);
  if (request)
    raise(
      'wrong-phase',
      'An engineer asked for this, so you wrote no words that could be changed.',
    );
  return session.dispatch({ type: 'went-back' });
}

/** @throws CandorError `unknown-item` */
export function includeItems(
  session: HelpSession,
  { items, included }: CallArgs<'review.include'>,
): void {
  const { review } = reviewIn(session);
  const known = new Set(itemsOf(review.run.collected).map(({ id }) => id));
  for (const id of items)
    if (!known.has(id))
      raise('unknown-item', 'This item is not part of this bundle.', { detail: id });
  const leftOut = new Set(review.leftOut);
  for (const id of items) included ? leftOut.delete(id) : leftOut.add(id);
  const composition = compose(review, leftOut);
  void session.dispatch({ type: 'reviewed', review: { ...review, leftOut, composition } });
}
