import { signReceipt } from '#bundle/receipt.ts';
import type { Receipt, Recipient, SignedReceipt } from '#contract/bundle/receipt.ts';
import type { HelpSessionOptions, ReadyBundle } from './help-session-options.ts';
import { receiptOf } from './review-state.ts';
import type { Reviewing } from './session-state.ts';
import { summaryOf, summaryOfSent } from './summary.ts';

/** The reviewed bundle with its receipt, signed by this device, and what the person recognises it by. */
export async function readyBundle(
  { deviceKey }: Pick<HelpSessionOptions, 'deviceKey'>,
  { review, request, draft }: Pick<Reviewing, 'review' | 'request' | 'draft'>,
  recipient: Recipient | null,
): Promise<ReadyBundle> {
  const { composition, run, terms } = review;
  const signed = sign(receiptOf(review, recipient), deviceKey);
  // A saved file is the person's own: without a device key it carries no receipt.
  const receipt = recipient ? await signed : await signed.catch(() => null);
  // What the person reads later about a bundle is what it contained, not their draft.
  const summary = request ? summaryOf(request.summary) : await summaryOfSent(review);
  return { composition, run, receipt, terms, summary, words: request ? null : draft };
}

async function sign(
  receipt: Omit<Receipt, 'device'>,
  deviceKey: HelpSessionOptions['deviceKey'],
): Promise<SignedReceipt> {
  const { id, privateKey, publicKey } = await deviceKey();
  return signReceipt({ ...receipt, device: id }, privateKey, publicKey);
}
