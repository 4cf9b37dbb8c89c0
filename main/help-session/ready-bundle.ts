import type { Recipient } from '#contract/bundle/receipt.ts';
import type { Draft } from '#contract/text/description.ts';
import type { HelpSessionOptions, ReadyBundle } from './help-session-options.ts';
import { type ReviewState, receiptOf } from './review-state.ts';
import { summaryOf, summaryOfSent } from './summary.ts';

/** @param of the person's words, or the summary of what an engineer asked for. */
export async function readyBundle(
  current: ReviewState,
  recipient: Recipient | null,
  of: { words: Draft } | { summary: string },
  sign: HelpSessionOptions['sign'],
): Promise<ReadyBundle> {
  const { composition, run } = current;
  const receipt = receiptOf(current, recipient);
  // A saved file is the person's own: without a device key it simply carries no receipt.
  const signed = recipient ? await sign(receipt) : await sign(receipt).catch(() => null);
  // What the person reads later about a bundle is what it contained, not their draft.
  const summary = 'words' in of ? await summaryOfSent(current) : summaryOf(of.summary);
  return {
    composition,
    run,
    receipt: signed,
    terms: current.terms,
    summary,
    words: 'words' in of ? of.words : null,
  };
}
