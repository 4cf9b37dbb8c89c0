import type { Receipt, SignedReceipt } from '#contract/bundle/receipt.ts';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import type { AppError } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Session } from '#contract/ipc/session.ts';
import type { Draft } from '#contract/text/description.ts';
import type { TimelineMemory } from '#diagnosis/timeline.ts';
import type { Selection } from '../collection/select.ts';
import type { Composition } from './compose-bundle.ts';
import type { DraftFile } from './draft-file.ts';
import type { Pictures } from './pictures.ts';
import type { TimelineTexts } from './read-timeline.ts';
import type { DecisionOptions } from './review-decisions.ts';
import type { Terms } from './review-state.ts';
import type { CollectorRun, RunOptions } from './run-collectors.ts';
import type { RunTimes } from './run-times.ts';
import type { BundleFile } from './write-bundle-file.ts';

/** One bundle, ready to be written wherever it goes. */
export interface ReadyBundle {
  composition: Composition;
  run: CollectorRun;
  receipt: SignedReceipt | null;
  /** What the person read of whom it goes to, when they agreed. */
  terms: Terms;
  summary: string;
  /** What the person wrote; null in a session that somebody asked for. */
  words: Draft | null;
}

/** What a help session needs of the rest of the agent. */
export interface HelpSessionOptions {
  draftFile: DraftFile;
  /** Whom a bundle goes to, what for and for how long, at this moment: IT may change it while Candor runs. */
  terms(): Omit<Terms, 'requestedBy'>;
  /** @throws CandorError `invalid-arguments` for a preset that this computer does not have. */
  select(preset: string): Selection;
  pictures: Pictures;
  runTimes: RunTimes;
  run(
    options: Pick<RunOptions, 'description' | 'selection' | 'signal' | 'onProgress' | 'onFolder'>,
  ): Promise<CollectorRun>;
  /** Reads what the timeline is made from without stopping the window. */
  readTimeline(given: TimelineTexts): Promise<TimelineMemory>;
  /** Applies what the person decided to the items in a review folder. */
  decide: DecisionOptions['decide'];
  /** Whether a person may put back what Candor hid. */
  mayLetThrough(): boolean;
  /** Null when it can be sent; otherwise why not. */
  sendProblem(): Promise<AppError | null>;
  sign(receipt: Omit<Receipt, 'device'>): Promise<SignedReceipt>;
  /** Resolves when the sealed bundle is durable in the outbox. */
  handOver(id: string, bundle: ReadyBundle, onProgress: (doneBytes: number) => void): Promise<void>;
  /** Whether a bundle may be saved to a file. */
  maySave(): boolean;
  /** Null when the person closed the dialog. `sealed`: the file can be opened by age only. */
  chooseFile(sealed: boolean): Promise<string | null>;
  writeFile(file: string, bundle: ReadyBundle, protection: FileProtection): Promise<BundleFile>;
  onChange(session: Session): void;
  onFailure(what: string, thrown: unknown): void;
}

/** The calls that a help session answers. */
export type HelpSessionCalls = Pick<
  CallHandlers,
  | 'session.get'
  | 'session.saveDraft'
  | 'session.start'
  | 'session.cancel'
  | 'picture.take'
  | 'picture.keep'
  | 'review.read'
  | 'review.picture'
  | 'review.include'
  | 'review.search'
  | 'review.hide'
  | 'review.hidden'
  | 'review.showOriginal'
  | 'review.unredact'
  | 'review.rerunRedaction'
  | 'review.back'
  | 'review.checkAgain'
  | 'review.consent'
  | 'review.save'
>;
