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
  /** Created if missing; only the outbox writes in it. */
  folder: string;
  clock?: Clock;
  /** All submissions, newest first: at once after an event, at most ten times a second for mere progress. */
  onChange(submissions: Submission[]): void;
  /** Failures in background work, for the log. */
  report(error: AppError): void;
  /** An engineer wrote, or changed the status. */
  onAnswer?(submission: Submission, answer: IncidentAnswer): void;
  /** The organisation signed that a bundle is deleted. */
  onDeleted?(submission: Submission): void;
}

export interface Outbox {
  /** For other callers of the desk, so that the device is registered only once. */
  desk: DeskClient;
  /** Durable when it resolves. @throws CandorError `disk-full`, `disk-failed`, `conflict`, or what `writeBundle` threw. */
  add(entry: NewEntry, writeBundle: BundleWriter): Promise<void>;
  list(): Submission[];
  pause(id: string): Promise<void>;
  /** Resumes after a pause, or tries again now: instead of waiting, or after a refusal. */
  resume(id: string): Promise<void>;
  /** @throws CandorError `wrong-phase` when it has arrived. */
  cancel(id: string): Promise<void>;
  receipt(id: string): Promise<SignedReceipt>;
  /** What the person wrote for a bundle that has not arrived, for a new try; null if it is no longer stored. */
  words(id: string): Promise<Draft | null>;
  /** Removes the words once they are stored elsewhere. */
  forgetWords(id: string): Promise<void>;
  /** Refreshes one incident now, or sends a waiting bundle now; without an id, both for all. */
  refresh(id?: string): Promise<void>;
  seen(id: string): Promise<void>;
  /** The newest answer that the person has not seen. */
  unseenAnswer(): { id: string; answer: IncidentAnswer } | null;
  /** Drafts of messages, and messages that are being sent. */
  replies: Omit<ReplyQueue, 'outgoing' | 'forget' | 'wake' | 'stop'>;
  /** What the system says about the network; `true` ends every wait. Only a hint: Candor also retries without it. */
  setOnline(online: boolean): void;
  setWindowOpen(open: boolean): void;
  /** Refreshes this incident soon, if this outbox has its bundle. */
  news(incident: string): void;
  /** Whether the desk announces news, which makes polling only a fallback. */
  setNewsArrive(arrive: boolean): void;
  /**
   * Asks for the deletion of a bundle that has arrived. Durable when it resolves; the desk is asked until it has signed
   * that everything is deleted. @throws CandorError `wrong-phase` when it has not arrived.
   */
  requestDeletion(id: string): Promise<void>;
  /** Copies of what was sent, readable on this computer. */
  sent: SentCopies;
  /** Ends all work; it resumes at the next start. */
  stop(): Promise<void>;
}
