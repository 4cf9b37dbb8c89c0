import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import type { AppError } from '#contract/errors/result.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import type { Draft } from '#contract/text/description.ts';
import type { Clock } from './clock.ts';
import type { DeskClient, DeskClientOptions } from './desk-client.ts';
import type { NewEntry } from './entry.ts';
import type { IncidentAnswer } from './incident-updates.ts';
import type { ReplyQueue } from './replies.ts';
import type { SentCopies } from './sent-copies.ts';
import type { BundleWriter } from './store.ts';

export interface OutboxOptions extends Omit<DeskClientOptions, 'clock' | 'registrationFile'> {
  /** Made when it is not there; only the outbox writes in it. */
  folder: string;
  clock?: Clock;
  /** All submissions, newest first: at once when something happened, at most ten times a second for mere progress. */
  onChange(submissions: Submission[]): void;
  /** What went wrong where nobody waits for an answer: for the log. */
  report(error: AppError): void;
  /** An engineer wrote, or ended it. */
  onAnswer?(submission: Submission, answer: IncidentAnswer): void;
  /** The organisation signed that a bundle is deleted. */
  onDeleted?(submission: Submission): void;
}

export interface Outbox {
  /** For whoever else speaks with the desk, so that it is met and the device known only once. */
  desk: DeskClient;
  /** Durable when it resolves. @throws CandorError `disk-full`, `disk-failed`, `conflict`, or what `writeBundle` threw. */
  add(entry: NewEntry, writeBundle: BundleWriter): Promise<void>;
  list(): Submission[];
  pause(id: string): Promise<void>;
  /** Goes on, or tries again now: after a pause, instead of waiting, or once more after a refusal. */
  resume(id: string): Promise<void>;
  /** @throws CandorError `wrong-phase` when it has arrived. */
  cancel(id: string): Promise<void>;
  receipt(id: string): Promise<SignedReceipt>;
  /** What the person wrote for one that has not arrived, for a new try; null when it is not kept. */
  words(id: string): Promise<Draft | null>;
  /** They are kept elsewhere now. */
  forgetWords(id: string): Promise<void>;
  /** Asks the desk about one incident now, or lets a waiting bundle try now; without an id, both for all. */
  refresh(id?: string): Promise<void>;
  seen(id: string): Promise<void>;
  /** The newest of what engineers answered and the person has not seen. */
  unseenAnswer(): { id: string; answer: IncidentAnswer } | null;
  /** Drafts of messages, and those on their way. */
  replies: Omit<ReplyQueue, 'outgoing' | 'forget' | 'wake' | 'stop'>;
  /** The system's word about the network; `true` ends every waiting. A hint: without it Candor tries by itself. */
  setOnline(online: boolean): void;
  setWindowOpen(open: boolean): void;
  /** Asks about the bundle of this incident now, if there is one. */
  news(incident: string): void;
  /** News arrive by themselves: asking for them becomes the fallback. */
  setNewsArrive(arrive: boolean): void;
  /**
   * Asks for the deletion of a bundle that has arrived. Durable when it resolves; the desk is asked until it has signed
   * that everything is deleted. @throws CandorError `wrong-phase` when it has not arrived.
   */
  requestDeletion(id: string): Promise<void>;
  /** What was sent, to be read again on this computer. */
  sent: SentCopies;
  /** Ends all work; what was under way goes on at the next start. */
  stop(): Promise<void>;
}
