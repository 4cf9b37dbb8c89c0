import { create } from 'zustand';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import type { AppError } from '#contract/errors/result.ts';
import type { Draft } from '#contract/text/description.ts';
import { call } from '#renderer/base/bridge.ts';
import { activeRequest, useMirror } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { forgetDecisions } from './decide.ts';

/**
 * The person's actions in the review. They outlive the screen, because sealing replaces it while the answer
 * to "send" is still pending.
 */
interface ReviewFlow {
  busy: 'send' | 'save' | 'discard' | 'include' | 'check' | null;
  error: AppError | null;
  /** The manifest hash for which the consent dialog was opened. */
  consentFor: string | null;
  discardOpen: boolean;
  saveOpen: boolean;
}

const wordsFolder = 'description/';
const noWords: Draft = { happened: '', began: '', severity: null };

const rest: ReviewFlow = {
  busy: null,
  error: null,
  consentFor: null,
  discardOpen: false,
  saveOpen: false,
};

export const useReviewFlow = create<ReviewFlow>(() => rest);

export const openConsent = (consentFor: string) =>
  useReviewFlow.setState({ consentFor, error: null });
export const closeConsent = () => useReviewFlow.setState({ consentFor: null });
/** Clears errors of an earlier review. */
export const forgetReview = () => {
  useReviewFlow.setState(rest);
  forgetDecisions();
};
export const openDiscard = (discardOpen: boolean) =>
  useReviewFlow.setState({ discardOpen, error: null });

export const openSave = (saveOpen: boolean) => useReviewFlow.setState({ saveOpen, error: null });

export async function include(items: string[], included: boolean): Promise<void> {
  if (items.length === 0) return;
  const result = await call('review.include', { items, included });
  useReviewFlow.setState({ error: result.ok ? null : result.error });
}

/** Back to the form. Decisions made here carry over to the next review. */
export async function backToWords(): Promise<void> {
  const result = await call('review.back');
  useReviewFlow.setState({ ...rest, error: result.ok ? null : result.error });
}

/** Collects again, with the same description. */
export async function checkAgain(): Promise<void> {
  if (useReviewFlow.getState().busy) return;
  useReviewFlow.setState({ busy: 'check', error: null });
  const result = await call('review.checkAgain');
  useReviewFlow.setState({ ...rest, error: result.ok ? null : result.error });
}

/** Continues after the final check found something private. */
export async function rerunRedaction(): Promise<void> {
  const result = await call('review.rerunRedaction');
  useReviewFlow.setState({ error: result.ok ? null : result.error });
}

/** Agrees to the manifest hash on screen. Main refuses if it would send anything else. */
export async function consent(manifestHash: string): Promise<void> {
  if (useReviewFlow.getState().busy) return;
  useReviewFlow.setState({ busy: 'send', error: null });
  const result = await call('review.consent', { manifestHash });
  useReviewFlow.setState({ ...rest, error: result.ok ? null : result.error });
  if (result.ok) useNavigation.getState().follow(result.value.id);
}

export async function save(manifestHash: string, protection: FileProtection): Promise<void> {
  if (useReviewFlow.getState().busy) return;
  useReviewFlow.setState({ busy: 'save', error: null });
  const result = await call('review.save', { manifestHash, protection });
  useReviewFlow.setState({ ...rest, error: result.ok ? null : result.error });
  if (result.ok && result.value) useNavigation.getState().saved(result.value.file, protection.kind);
}

/** Saving ends a session that the person started. A request still waits for its answer. */
export async function finish(): Promise<void> {
  const { session, asked } = useMirror.getState();
  if (session?.phase === 'review' && !activeRequest({ asked })) {
    // The file contains the description, unless the person left it out.
    const inFile = session.review.items.every(
      ({ id, included }) => included || !id.startsWith(wordsFolder),
    );
    const result = await call('session.cancel');
    if (result.ok && inFile) await call('session.saveDraft', noWords);
  }
  useNavigation.getState().show('home');
}

export async function discard(): Promise<void> {
  if (useReviewFlow.getState().busy) return;
  useReviewFlow.setState({ busy: 'discard', error: null });
  const result = await call('session.cancel');
  useReviewFlow.setState({ ...rest, error: result.ok ? null : result.error });
  if (result.ok) useNavigation.getState().show('home');
}
