import { z } from 'zod';
import {
  findingsName,
  manifestItem,
  manifestName,
  redactionsName,
  timelineName,
} from '../bundle/manifest.ts';
import { chosenPicture, pictureLimits, reviewedPicture, takenPicture } from '../bundle/picture.ts';
import { recipient, signedReceipt } from '../bundle/receipt.ts';
import { fileProtection } from '../bundle/saved-file.ts';
import {
  byteCount,
  collectorId,
  itemId,
  mostItems,
  presetId,
  sha256,
} from '../collector/collector.ts';
import { presetChoice } from '../collector/preset.ts';
import { snapshotStatus } from '../collector/snapshot.ts';
import { appError } from '../errors/result.ts';
import { requestSentence } from '../http/request.ts';
import { policyView } from '../policy/policy-view.ts';
import { description, draft } from '../text/description.ts';
import { activityView } from './activity-log.ts';
import { incomingRequests } from './incoming-requests.ts';
import { proxyAnswer, proxyQuestion } from './proxy-login.ts';
import { redactionListAnswer, redactionListInput, redactionListView } from './redaction-list.ts';
import { replyDraft, replyPreview } from './reply.ts';
import { session } from './session.ts';
import { submission } from './submission.ts';

const none = z.undefined();
const nothing = z.void();
const submissionId = z.strictObject({ id: z.uuid() });
const replyId = submissionId.extend({ reply: z.uuid() });
const requestId = z.strictObject({ jti: z.uuid() });
const requestAnswer = requestId.extend({ sentence: requestSentence.nullable() });

/** An item, or one of the bundle's documents: everything that would be sent can be read. */
export const readableId = z.union([
  itemId,
  z.enum([manifestName, findingsName, redactionsName, timelineName]),
]);

/** Maximum bytes that one `review.read` may request. */
export const readChunkBytes = 256 * 1024;

/** A part of an item's exact bytes, cut between characters. `nextOffset` is null at the end. */
export const itemChunk = z.strictObject({
  text: z.string().max(readChunkBytes),
  nextOffset: byteCount.nullable(),
  totalBytes: byteCount,
});
export type ItemChunk = z.infer<typeof itemChunk>;

/** Short enough for a name or a number, long enough not to match in every word. */
export const hiddenText = z
  .string()
  .trim()
  .min(2)
  .max(500)
  .refine((value) => !/\p{Surrogate}/u.test(value), 'must not split a character');

export const hiddenValue = z.strictObject({
  pseudonym: z.string().max(80),
  /** The kind of value: `ip`, `user`, `word` … */
  kind: z.string().max(40),
  places: byteCount,
  /** Hidden by the person; otherwise by Candor. */
  byPerson: z.boolean(),
  /** Whether this person may show it again. */
  mayShow: z.boolean(),
});
export type HiddenValue = z.infer<typeof hiddenValue>;

export const appInfo = z.strictObject({
  version: z.string().max(60),
  /** BCP 47: from the policy, or from the system. */
  locale: z.string().max(100),
  recipient: recipient.nullable(),
  /**
   * What is wrong with the policy, in words; the last good policy may still provide an
   * organisation.
   */
  policyProblem: appError.nullable(),
  /** The organisation's phone number as IT wrote it; null without one. */
  telephone: z.string().max(60).nullable(),
  /**
   * A newer Candor version that the desk announced; null without one, or when the policy hides it.
   */
  newer: z.string().max(60).nullable(),
  /** The features that the policy leaves switched on. */
  features: z.strictObject({
    saveToFile: z.boolean(),
    requests: z.boolean(),
    codes: z.boolean(),
    screenshot: z.boolean(),
  }),
});
export type AppInfo = z.infer<typeof appInfo>;

/**
 * A screen to open. `detail`: the request's `jti`, the submission's id, or the code that a link
 * fills in.
 */
export const opening = z.strictObject({
  screen: z.enum(['home', 'describe', 'history', 'follow', 'request', 'code']),
  detail: z.string().max(40).optional(),
});
export type Opening = z.infer<typeof opening>;

/**
 * Everything that crosses between the window and the main process. `call`: the window calls, main
 * returns a `Result`. `event`: main sends, the window listens. Preload's API, main's handlers and
 * the tests' fakes are derived from this one value.
 */
export const ipc = {
  'app.info': { kind: 'call', args: none, result: appInfo },
  'policy.get': { kind: 'call', args: none, result: policyView },
  /** Reads the policy again. */
  'policy.refresh': { kind: 'call', args: none, result: policyView },
  'proxy.question': { kind: 'call', args: none, result: proxyQuestion.nullable() },
  'proxy.answer': { kind: 'call', args: proxyAnswer, result: nothing },
  'proxy.dismiss': { kind: 'call', args: z.strictObject({ id: z.uuid() }), result: nothing },
  'presets.list': { kind: 'call', args: none, result: z.array(presetChoice).max(1000) },
  'session.get': { kind: 'call', args: none, result: session },
  'session.saveDraft': { kind: 'call', args: draft, result: nothing },
  /**
   * Takes one picture of each screen, without Candor's own window, and drops earlier ones. Nothing
   * is written.
   */
  'picture.take': {
    kind: 'call',
    args: none,
    result: z.array(takenPicture).min(1).max(pictureLimits.screens),
  },
  /** Keeps this picture and drops all others; null drops all. */
  'picture.keep': {
    kind: 'call',
    args: z.strictObject({ id: z.uuid().nullable() }),
    result: nothing,
  },
  /** Without `picture` the bundle contains none, and a picture taken earlier is dropped. */
  'session.start': {
    kind: 'call',
    args: z.strictObject({ description, preset: presetId, picture: chosenPicture.optional() }),
    result: nothing,
  },
  'session.cancel': { kind: 'call', args: none, result: nothing },
  'review.read': {
    kind: 'call',
    args: z.strictObject({
      id: readableId,
      offset: byteCount,
      length: z.number().int().positive().max(readChunkBytes),
    }),
    result: itemChunk,
  },
  'review.picture': { kind: 'call', args: none, result: reviewedPicture },
  'review.include': {
    kind: 'call',
    args: z.strictObject({ items: z.array(itemId).min(1).max(5000), included: z.boolean() }),
    result: nothing,
  },
  /** Counts a text, in any case, in every current item and document. */
  'review.search': {
    kind: 'call',
    args: z.strictObject({ text: z.string().min(1).max(500) }),
    result: z.strictObject({
      total: byteCount,
      places: z.array(z.strictObject({ id: readableId, count: byteCount })).max(10_000),
    }),
  },
  /** Hides a text everywhere; returns the number of places. */
  'review.hide': {
    kind: 'call',
    args: z.strictObject({ text: hiddenText }),
    result: z.strictObject({ places: byteCount }),
  },
  /** The pseudonyms in the items, never their values. */
  'review.hidden': { kind: 'call', args: none, result: z.array(hiddenValue).max(1_000_000) },
  /** The value of one pseudonym, for the person's own screen. */
  'review.showOriginal': {
    kind: 'call',
    args: z.strictObject({ pseudonym: z.string().max(80) }),
    result: z.strictObject({ value: z.string().max(4000) }),
  },
  /** Shows the value again everywhere its pseudonym occurs. */
  'review.unredact': {
    kind: 'call',
    args: z.strictObject({ pseudonym: z.string().max(80) }),
    result: z.strictObject({ places: byteCount }),
  },
  /**
   * Redacts everything again after the leak scan found something private; returns the number of
   * places.
   */
  'review.rerunRedaction': {
    kind: 'call',
    args: none,
    result: z.strictObject({ places: byteCount }),
  },
  /**
   * Back to the form, to change the words. Items that were switched off or hidden stay so in the
   * next review.
   */
  'review.back': { kind: 'call', args: none, result: nothing },
  /**
   * Collects again with the same words when something could not be saved. Items that were switched
   * off or hidden stay so.
   */
  'review.checkAgain': { kind: 'call', args: none, result: nothing },
  'review.consent': {
    kind: 'call',
    args: z.strictObject({ manifestHash: sha256 }),
    result: submissionId,
  },
  /** Main asks for the location with the system's dialog; null when the person canceled it. */
  'review.save': {
    kind: 'call',
    args: z.strictObject({ manifestHash: sha256, protection: fileProtection }),
    result: z.strictObject({ file: z.string().max(32_767) }).nullable(),
  },
  /** Shows the last saved file in the system's file manager. */
  'saved.show': { kind: 'call', args: none, result: nothing },
  'submissions.list': { kind: 'call', args: none, result: z.array(submission).max(100_000) },
  'submissions.pause': { kind: 'call', args: submissionId, result: nothing },
  'submissions.resume': { kind: 'call', args: submissionId, result: nothing },
  'submissions.cancel': { kind: 'call', args: submissionId, result: nothing },
  /** Puts the words of a submission that was not accepted back into the empty form. */
  'submissions.again': { kind: 'call', args: submissionId, result: nothing },
  'submissions.receipt': { kind: 'call', args: submissionId, result: signedReceipt },
  'submissions.refresh': { kind: 'call', args: submissionId, result: nothing },
  'submissions.seen': { kind: 'call', args: submissionId, result: nothing },
  /**
   * Requests the deletion of a sent bundle: the request is stored when this resolves, and done when
   * the desk has signed that everything is deleted.
   */
  'submissions.requestDeletion': { kind: 'call', args: submissionId, result: nothing },
  /** The unsent text that the person wrote about this incident. */
  'replies.draft': { kind: 'call', args: submissionId, result: replyDraft },
  'replies.saveDraft': {
    kind: 'call',
    args: submissionId.extend({ draft: replyDraft }),
    result: nothing,
  },
  /** What would be sent, and what Candor would hide in it. */
  'replies.preview': {
    kind: 'call',
    args: submissionId.extend({ draft: replyDraft }),
    result: replyPreview,
  },
  /**
   * Queues the message, durably, if what would be sent is `shown`: the words that the window showed
   * last. Otherwise it queues nothing and returns what to show.
   */
  'replies.send': {
    kind: 'call',
    args: submissionId.extend({ draft: replyDraft, shown: z.string().max(100_000) }),
    result: z.strictObject({ queued: z.boolean(), preview: replyPreview }),
  },
  /** Sends a refused or waiting message again now. */
  'replies.again': { kind: 'call', args: replyId, result: nothing },
  'replies.remove': { kind: 'call', args: replyId, result: nothing },
  /** The content of the readable copy of a sent bundle. */
  'sent.contents': {
    kind: 'call',
    args: submissionId,
    result: z.strictObject({ items: z.array(manifestItem).max(mostItems) }),
  },
  /**
   * Part of an item or document of the copy, after its hash was compared with the one that the
   * person agreed to.
   */
  'sent.read': {
    kind: 'call',
    args: submissionId.extend({
      item: readableId,
      offset: byteCount,
      length: z.number().int().positive().max(readChunkBytes),
    }),
    result: itemChunk,
  },
  'sent.picture': { kind: 'call', args: submissionId, result: reviewedPicture },
  /** Removes the copy from this computer; the organisation keeps its data. */
  'sent.remove': { kind: 'call', args: submissionId, result: nothing },
  'requests.get': { kind: 'call', args: none, result: incomingRequests },
  'requests.seen': { kind: 'call', args: requestId, result: nothing },
  /** By phone: the number that the person heard and typed. */
  'requests.matched': {
    kind: 'call',
    args: requestId.extend({ number: z.string().max(20) }),
    result: nothing,
  },
  /** Starts to collect exactly what was requested, without `leftOut`. */
  'requests.agree': {
    kind: 'call',
    args: requestId.extend({ leftOut: z.array(collectorId).max(100) }),
    result: nothing,
  },
  'requests.decline': { kind: 'call', args: requestAnswer, result: nothing },
  /** "This looks wrong": ends it and notifies the organisation's security contact. */
  'requests.report': { kind: 'call', args: requestAnswer, result: nothing },
  /** Reveals the value of the pseudonym. */
  'requests.reveal': { kind: 'call', args: requestId, result: nothing },
  /** A code as typed by the person. */
  'requests.redeem': {
    kind: 'call',
    args: z.strictObject({ code: z.string().max(40) }),
    result: requestId,
  },
  'activity.read': { kind: 'call', args: none, result: activityView },
  /** Main asks for the location with the system's dialog; null when the person canceled it. */
  'activity.export': {
    kind: 'call',
    args: none,
    result: z.strictObject({ file: z.string().max(32_767) }).nullable(),
  },
  'snapshots.status': { kind: 'call', args: none, result: snapshotStatus },
  /** When switched off, it returns after all snapshots are deleted. */
  'snapshots.set': {
    kind: 'call',
    args: z.strictObject({ on: z.boolean() }),
    result: snapshotStatus,
  },
  'redactionList.get': { kind: 'call', args: none, result: redactionListView },
  /**
   * Checks the person's own words and patterns and stores them durably, or returns the lines with
   * errors.
   */
  'redactionList.set': { kind: 'call', args: redactionListInput, result: redactionListAnswer },
  'session.changed': { kind: 'event', payload: session },
  'requests.changed': { kind: 'event', payload: incomingRequests },
  'submissions.changed': { kind: 'event', payload: z.array(submission).max(100_000) },
  /** The policy changed while Candor was running. */
  'app.changed': { kind: 'event', payload: appInfo },
  'proxy.asked': { kind: 'event', payload: proxyQuestion.nullable() },
  /** The tray or a `candor://` link opens a screen. */
  'app.show': { kind: 'event', payload: opening },
} as const satisfies Record<
  string,
  { kind: 'call'; args: z.ZodType; result: z.ZodType } | { kind: 'event'; payload: z.ZodType }
>;

type Ipc = typeof ipc;
export type CallName = { [K in keyof Ipc]: Ipc[K]['kind'] extends 'call' ? K : never }[keyof Ipc];
export type EventName = { [K in keyof Ipc]: Ipc[K]['kind'] extends 'event' ? K : never }[keyof Ipc];
export type CallArgs<K extends CallName> = z.infer<Ipc[K]['args']>;
export type CallResult<K extends CallName> = z.infer<Ipc[K]['result']>;
export type EventPayload<K extends EventName> = z.infer<Ipc[K]['payload']>;

/** The names of one kind, for builds without the schemas. */
export const channelNames = (kind: 'call' | 'event'): string[] =>
  Object.entries(ipc).flatMap(([name, channel]) => (channel.kind === kind ? [name] : []));

/**
 * What main implements, one function per call. It throws `CandorError`; the edge creates the
 * `Result`.
 */
export type CallHandlers = {
  [K in CallName]: (args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>>;
};
