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

/** An item, or one of the bundle's own documents: everything that would be sent can be read. */
export const readableId = z.union([
  itemId,
  z.enum([manifestName, findingsName, redactionsName, timelineName]),
]);

/** Most bytes that one `review.read` may ask for. */
export const readChunkBytes = 256 * 1024;

/** A piece of an item's exact bytes, cut at a character's border. `nextOffset` is null at the end. */
export const itemChunk = z.strictObject({
  text: z.string().max(readChunkBytes),
  nextOffset: byteCount.nullable(),
  totalBytes: byteCount,
});
export type ItemChunk = z.infer<typeof itemChunk>;

/** Short enough to be a name or a number, long enough not to be in every word. */
export const hiddenText = z
  .string()
  .trim()
  .min(2)
  .max(500)
  .refine((value) => !/\p{Surrogate}/u.test(value), 'must be whole characters');

export const hiddenValue = z.strictObject({
  pseudonym: z.string().max(80),
  /** What the value is: `ip`, `user`, `word` … */
  kind: z.string().max(40),
  places: byteCount,
  /** The person had it hidden; otherwise Candor did. */
  byPerson: z.boolean(),
  /** Whether this person may put it back. */
  mayShow: z.boolean(),
});
export type HiddenValue = z.infer<typeof hiddenValue>;

export const appInfo = z.strictObject({
  version: z.string().max(60),
  /** BCP 47: the policy's, or as the system asks for it. */
  locale: z.string().max(100),
  recipient: recipient.nullable(),
  /** What is wrong with the policy, in words; there may be an organisation all the same, by the last good one. */
  policyProblem: appError.nullable(),
  /** The organisation's own telephone number, as IT wrote it; null when there is none. */
  telephone: z.string().max(60).nullable(),
  /** A newer Candor that the desk knows of; null when there is none, or policy keeps it quiet. */
  newer: z.string().max(60).nullable(),
  /** What the policy leaves switched on. */
  features: z.strictObject({
    saveToFile: z.boolean(),
    requests: z.boolean(),
    codes: z.boolean(),
    screenshot: z.boolean(),
  }),
});
export type AppInfo = z.infer<typeof appInfo>;

/** A screen to open. `detail`: the request's `jti`, the submission's id, or the code that a link fills in. */
export const opening = z.strictObject({
  screen: z.enum(['home', 'describe', 'history', 'follow', 'request', 'code']),
  detail: z.string().max(40).optional(),
});
export type Opening = z.infer<typeof opening>;

/**
 * Everything that crosses between the window and the main process. `call`: the window asks, main answers with a
 * `Result`. `event`: main tells, the window listens. Preload's API, main's handlers and the tests' fakes are derived
 * from this one value.
 */
export const ipc = {
  'app.info': { kind: 'call', args: none, result: appInfo },
  'policy.get': { kind: 'call', args: none, result: policyView },
  /** Reads the policy again, now. */
  'policy.refresh': { kind: 'call', args: none, result: policyView },
  'proxy.question': { kind: 'call', args: none, result: proxyQuestion.nullable() },
  'proxy.answer': { kind: 'call', args: proxyAnswer, result: nothing },
  'proxy.dismiss': { kind: 'call', args: z.strictObject({ id: z.uuid() }), result: nothing },
  'presets.list': { kind: 'call', args: none, result: z.array(presetChoice).max(1000) },
  'session.get': { kind: 'call', args: none, result: session },
  'session.saveDraft': { kind: 'call', args: draft, result: nothing },
  /** One picture of each screen, without Candor's own window; those before are gone. Written nowhere. */
  'picture.take': {
    kind: 'call',
    args: none,
    result: z.array(takenPicture).min(1).max(pictureLimits.screens),
  },
  /** All others are gone; null: all are. */
  'picture.keep': {
    kind: 'call',
    args: z.strictObject({ id: z.uuid().nullable() }),
    result: nothing,
  },
  /** Without `picture` none becomes part of the bundle, and one that was taken is gone. */
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
  /** Counts a text, in any case, in every item and document as it is now. */
  'review.search': {
    kind: 'call',
    args: z.strictObject({ text: z.string().min(1).max(500) }),
    result: z.strictObject({
      total: byteCount,
      places: z.array(z.strictObject({ id: readableId, count: byteCount })).max(10_000),
    }),
  },
  /** Hides a text wherever it stands; the answer says how often that was. */
  'review.hide': {
    kind: 'call',
    args: z.strictObject({ text: hiddenText }),
    result: z.strictObject({ places: byteCount }),
  },
  /** The pseudonyms that stand in the items now, never their values. */
  'review.hidden': { kind: 'call', args: none, result: z.array(hiddenValue).max(1_000_000) },
  /** What one of them stands for: the person's own value, on their own screen. */
  'review.showOriginal': {
    kind: 'call',
    args: z.strictObject({ pseudonym: z.string().max(80) }),
    result: z.strictObject({ value: z.string().max(4000) }),
  },
  /** Puts the value back wherever its pseudonym stands. */
  'review.unredact': {
    kind: 'call',
    args: z.strictObject({ pseudonym: z.string().max(80) }),
    result: z.strictObject({ places: byteCount }),
  },
  /** Redacts everything once more, after the last look found something private; the answer says in how many places. */
  'review.rerunRedaction': {
    kind: 'call',
    args: none,
    result: z.strictObject({ places: byteCount }),
  },
  /** Back to the form, to change the words. What was switched off or hidden stays so in the next review. */
  'review.back': { kind: 'call', args: none, result: nothing },
  /** Collects once more with the same words, when something could not be saved. What was switched off or hidden stays so. */
  'review.checkAgain': { kind: 'call', args: none, result: nothing },
  'review.consent': {
    kind: 'call',
    args: z.strictObject({ manifestHash: sha256 }),
    result: submissionId,
  },
  /** Main asks where with the system's own dialog; null when the person canceled it. */
  'review.save': {
    kind: 'call',
    args: z.strictObject({ manifestHash: sha256, protection: fileProtection }),
    result: z.strictObject({ file: z.string().max(32_767) }).nullable(),
  },
  /** Shows the file that was saved last in the system's file manager. */
  'saved.show': { kind: 'call', args: none, result: nothing },
  'submissions.list': { kind: 'call', args: none, result: z.array(submission).max(100_000) },
  'submissions.pause': { kind: 'call', args: submissionId, result: nothing },
  'submissions.resume': { kind: 'call', args: submissionId, result: nothing },
  'submissions.cancel': { kind: 'call', args: submissionId, result: nothing },
  /** Puts the words of one that was not accepted into the empty form again. */
  'submissions.again': { kind: 'call', args: submissionId, result: nothing },
  'submissions.receipt': { kind: 'call', args: submissionId, result: signedReceipt },
  'submissions.refresh': { kind: 'call', args: submissionId, result: nothing },
  'submissions.seen': { kind: 'call', args: submissionId, result: nothing },
  /** Durable when it resolves; Candor asks the desk until it has signed that everything is deleted. */
  'submissions.requestDeletion': { kind: 'call', args: submissionId, result: nothing },
  /** What the person was writing about this incident when they left it. */
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
   * Queues the message, durably, when what would be sent is `shown`: the words that the window showed last. Otherwise
   * nothing is queued, and the answer says what to show.
   */
  'replies.send': {
    kind: 'call',
    args: submissionId.extend({ draft: replyDraft, shown: z.string().max(100_000) }),
    result: z.strictObject({ queued: z.boolean(), preview: replyPreview }),
  },
  /** Sends one that was not accepted, or waits, again now. */
  'replies.again': { kind: 'call', args: replyId, result: nothing },
  'replies.remove': { kind: 'call', args: replyId, result: nothing },
  /** What is in the readable copy of a sent bundle. */
  'sent.contents': {
    kind: 'call',
    args: submissionId,
    result: z.strictObject({ items: z.array(manifestItem).max(mostItems) }),
  },
  /** Part of an item or document of it, after its hash was compared with the one that the person agreed to. */
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
  /** Removes the copy from this computer; the organisation keeps what it has. */
  'sent.remove': { kind: 'call', args: submissionId, result: nothing },
  'requests.get': { kind: 'call', args: none, result: incomingRequests },
  'requests.seen': { kind: 'call', args: requestId, result: nothing },
  /** By phone: what the person typed of the number that they hear. */
  'requests.matched': {
    kind: 'call',
    args: requestId.extend({ number: z.string().max(20) }),
    result: nothing,
  },
  /** Begins to collect what was asked for without `leftOut`, and nothing else. */
  'requests.agree': {
    kind: 'call',
    args: requestId.extend({ leftOut: z.array(collectorId).max(100) }),
    result: nothing,
  },
  'requests.decline': { kind: 'call', args: requestAnswer, result: nothing },
  /** "This looks wrong": ends it and tells the organisation's security contact. */
  'requests.report': { kind: 'call', args: requestAnswer, result: nothing },
  /** Says what the pseudonym stands for. */
  'requests.reveal': { kind: 'call', args: requestId, result: nothing },
  /** A code as the person typed it. */
  'requests.redeem': {
    kind: 'call',
    args: z.strictObject({ code: z.string().max(40) }),
    result: requestId,
  },
  'activity.read': { kind: 'call', args: none, result: activityView },
  /** Main asks where with the system's own dialog; null when the person canceled it. */
  'activity.export': {
    kind: 'call',
    args: none,
    result: z.strictObject({ file: z.string().max(32_767) }).nullable(),
  },
  'snapshots.status': { kind: 'call', args: none, result: snapshotStatus },
  /** Off: answered when all of them are deleted. */
  'snapshots.set': {
    kind: 'call',
    args: z.strictObject({ on: z.boolean() }),
    result: snapshotStatus,
  },
  'redactionList.get': { kind: 'call', args: none, result: redactionListView },
  /** Checks the person's own words and patterns and keeps them, durably, or says which lines are at fault. */
  'redactionList.set': { kind: 'call', args: redactionListInput, result: redactionListAnswer },
  'session.changed': { kind: 'event', payload: session },
  'requests.changed': { kind: 'event', payload: incomingRequests },
  'submissions.changed': { kind: 'event', payload: z.array(submission).max(100_000) },
  /** The policy was changed while Candor runs. */
  'app.changed': { kind: 'event', payload: appInfo },
  'proxy.asked': { kind: 'event', payload: proxyQuestion.nullable() },
  /** The tray or a `candor://` link asks for a screen. */
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

/** The names of one kind, for builds that leave the schemas out. */
export const channelNames = (kind: 'call' | 'event'): string[] =>
  Object.entries(ipc).flatMap(([name, channel]) => (channel.kind === kind ? [name] : []));

/** What main implements, one function a call. It throws `CandorError`; the edge makes the envelope. */
export type CallHandlers = {
  [K in CallName]: (args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>>;
};
