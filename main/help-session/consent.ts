import { randomUUID } from 'node:crypto';
import { CandorError, raise, toAppError } from '#contract/errors/result.ts';
import type { CallArgs } from '#contract/ipc/ipc.ts';
import { type HelpSession, reviewIn } from './help-session-options.ts';
import { wordsNotSaved } from './not-saved.ts';
import { readyBundle } from './ready-bundle.ts';
import { proveUnchanged, type ReviewState, type Terms } from './review-state.ts';
import { maySave, noOrganisation, sendProblem, termsNow } from './session-policy.ts';
import type { Reviewing } from './session-state.ts';
import { submit, writeToFile } from './submit.ts';

/**
 * *Agree and send*: the only way out of this computer for what was collected.
 * @returns the submission's id, once the sealed bundle is durable in the outbox
 */
export async function agreeAndSend(
  session: HelpSession,
  manifestHash: string,
): Promise<{ id: string }> {
  const { options } = session;
  const reviewing = reviewOfHash(session, manifestHash);
  const { review, request } = reviewing;
  const terms = termsNow(session);
  if (!sameTerms(terms, review.terms)) return showNewTerms(session, review, terms);
  if (review.sendProblem) throw new CandorError(review.sendProblem);
  const { recipient } = terms;
  if (!recipient) throw new CandorError(noOrganisation());
  // The phase changes before anything is awaited, so a second click finds nothing to agree to.
  void session.dispatch({ type: 'agreed' });
  const id = randomUUID();
  try {
    await proveUnchanged(review);
    const bundle = await readyBundle(options, reviewing, recipient);
    await request?.sending(id);
    await submit(options, id, bundle, (doneBytes) => {
      // Bytes that are still in the pipes after a failure must not bring the sealing back.
      if (session.state().phase === 'sealing')
        void session.dispatch({ type: 'sealed-bytes', doneBytes });
    });
  } catch (thrown) {
    options.log.error('sealing', thrown);
    void session.dispatch({ type: 'sealing-failed', problem: toAppError(thrown) });
    throw thrown;
  }
  await session
    .dispatch({ type: 'sent' })
    .catch((thrown: unknown) => options.log.error('clearing the draft', thrown));
  return { id };
}

/** @returns null when the person closed the dialog for the file's name. */
export async function saveToFile(
  session: HelpSession,
  { manifestHash, protection }: CallArgs<'review.save'>,
): Promise<{ file: string } | null> {
  const { options } = session;
  const reviewing = reviewOfHash(session, manifestHash);
  const { review } = reviewing;
  if (review.notSaved?.words) throw new CandorError(wordsNotSaved(review.notSaved));
  if (!maySave(options))
    raise('forbidden', 'Your IT department has switched off saving to a file.');
  if (protection.kind === 'organisation') {
    const terms = termsNow(session);
    if (!terms.recipient) throw new CandorError(noOrganisation());
    if (!sameTerms(terms, review.terms)) return showNewTerms(session, review, terms);
  }
  const file = await options.chooseFile(protection.kind !== 'none');
  if (file === null) return null;
  if (reviewOfHash(session, manifestHash).review.run !== review.run)
    raise('wrong-phase', 'This review has ended meanwhile. Nothing was saved.');
  await proveUnchanged(review);
  await writeToFile(options, file, await readyBundle(options, reviewing, null), protection);
  return { file };
}

const sameTerms = (a: Terms, b: Terms): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The review, if its manifest hash is the one that the person agrees to. */
function reviewOfHash(session: HelpSession, manifestHash: string): Reviewing {
  const reviewing = reviewIn(session);
  const current = reviewing.review.composition.manifestHash;
  if (manifestHash === current) return reviewing;
  raise(
    'consent-mismatch',
    'Something has changed since you read this. Please read it again. Nothing was sent.',
    { detail: `agreed to ${manifestHash}, current ${current}` },
  );
}

/** The terms that the person read are out of date: they see the new ones, and have to agree again. */
async function showNewTerms(
  session: HelpSession,
  review: ReviewState,
  terms: Terms,
): Promise<never> {
  const problem = review.notSaved?.words ? review.sendProblem : await sendProblem(session.options);
  const state = session.state();
  if (state.phase === 'review' && state.review === review)
    void session.dispatch({ type: 'reviewed', review: { ...review, terms, sendProblem: problem } });
  raise(
    'consent-mismatch',
    'Your IT department changed who receives this, why, or for how long. Please read it again. Nothing was sent.',
    { detail: `agreed to ${JSON.stringify(review.terms)}, current ${JSON.stringify(terms)}` },
  );
}
