import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import type { HostCommand } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Session } from '#contract/ipc/session.ts';
import type { Draft } from '#contract/text/description.ts';
import type { TimelineMemory } from '#diagnosis/timeline.ts';
import type { Organisation } from '../app/organisation.ts';
import type { Decided } from '../collection/decide.ts';
import type { Log } from '../log/log.ts';
import type { Outbox } from '../outbox/outbox-options.ts';
import type { PseudonymMapStore } from '../requests/pseudonym-map-store.ts';
import type { Note } from '../requests/request-registry.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import type { Composition } from './compose-bundle.ts';
import type { DraftFile } from './draft-file.ts';
import type { Pictures } from './pictures.ts';
import type { TimelineTexts } from './read-timeline.ts';
import type { Terms } from './review-state.ts';
import type { CollectorRun, RunOptions } from './run-collectors.ts';
import type { RunTimes } from './run-times.ts';
import type { Reviewing, SessionEvent, SessionState } from './session-state.ts';

/** A bundle that is ready to be written, to the outbox or to a file. */
export interface ReadyBundle {
  composition: Composition;
  run: CollectorRun;
  receipt: SignedReceipt | null;
  /** The terms that the person agreed to. */
  terms: Terms;
  summary: string;
  /** What the person wrote; null in a session that an engineer asked for. */
  words: Draft | null;
}

/** What a help session uses of the rest of the agent. */
export interface HelpSessionOptions {
  /** The organisation and its policy at this moment: IT may change them while Candor runs. */
  organisation(): Pick<Organisation, 'policy' | 'recipient' | 'former' | 'problem'>;
  deviceKey(): Promise<Pick<DeviceKey, 'id' | 'privateKey' | 'publicKey'>>;
  outbox: Pick<Outbox, 'add'>;
  maps: Pick<PseudonymMapStore, 'keep'>;
  note: Note;
  log: Pick<Log, 'info' | 'error'>;
  draftFile: DraftFile;
  pictures: Pictures;
  runTimes: RunTimes;
  /** Runs the collectors in their own process. */
  run(
    options: Pick<RunOptions, 'description' | 'selection' | 'signal' | 'onProgress' | 'onFolder'>,
  ): Promise<CollectorRun>;
  /** Applies what the person decided to the items in a review folder, in the collector process. */
  decide(command: Extract<HostCommand, { type: 'decide' }>): Promise<Decided>;
  /** Reads what the timeline is made from, in a thread, so that the window stays responsive. */
  readTimeline(timeline: TimelineTexts): Promise<TimelineMemory>;
  /** The dialog. Null when the person closed it. `sealed`: only age can open the file. */
  chooseFile(sealed: boolean): Promise<string | null>;
  onChange(session: Session): void;
}

/** The running session: one state, and the only way to change it. */
export interface HelpSession {
  readonly options: HelpSessionOptions;
  state(): SessionState;
  /**
   * Changes the state and begins the effects at once; resolves when they are done.
   * @throws CandorError `wrong-phase`, at once, when the event does not belong to the state.
   */
  dispatch(event: SessionEvent): Promise<void>;
}

/** @throws CandorError `wrong-phase` when there is no review, or while it changes. */
export function reviewIn(session: HelpSession): Reviewing {
  const state = session.state();
  if (state.phase !== 'review') raise('wrong-phase', 'There is nothing to review right now.');
  if (state.changing)
    raise('wrong-phase', 'Candor is still changing what you asked for. Wait a moment.');
  return state;
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
