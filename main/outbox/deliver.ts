import { type AppError, CandorError, raise } from '#contract/errors/result.ts';
import type { SubmissionAnswer } from '#contract/http/device-api.ts';
import type { IncidentView } from '#contract/http/incident.ts';
import { verifyAcceptance } from '../trust/organisation.ts';
import { type Clock, sleep } from './clock.ts';
import type { DeskClient } from './desk-client.ts';
import { canWait } from './desk-errors.ts';
import type { Entry } from './entry.ts';
import { proveSealed } from './sealed-file.ts';
import type { Transport } from './transport.ts';
import { upload } from './upload.ts';

export interface DeliveryTask {
  entry: Entry;
  file: string;
  desk: DeskClient;
  transport: Transport;
  clock: Clock;
  signal: AbortSignal;
  /** Resolves when it is durable: after a crash the upload resumes from there. */
  onUploadPath(path: string): Promise<void>;
  /** Bytes that the desk says it has. */
  onProgress(acceptedBytes: number): void;
  onAdvance(): void;
}

/** The desk's proof that it has the bundle, verified. */
export interface Proof {
  acceptance: string;
  incident: IncidentView;
}

/** Milliseconds between polls while the desk checks a bundle, growing from the first to the last. */
const firstPoll = 200;
const lastPoll = 5_000;
/** Milliseconds of checking after which Candor polls less often. */
const longestCheck = 2 * 60_000;
/** `unknown` answers after the last byte before Candor polls less often. Older desks give them while a bundle waits for its check. */
const unknownPolls = 5;

/**
 * Delivers one bundle and returns the desk's verified acceptance. It first asks what the desk already has, so that nothing
 * is sent twice, whatever happened before.
 * @throws CandorError, or the signal's reason when aborted.
 */
export async function deliver(task: DeliveryTask): Promise<Proof> {
  const { entry, desk, signal } = task;
  await desk.meet(entry.recipient, signal);
  let answer = await desk.submission(entry.id, signal);
  // Refused before: the person asked to send it again, and it may have been damaged on its way.
  if (answer.state === 'unknown' || answer.state === 'refused') {
    await uploadOnce(task);
    answer = await desk.submission(entry.id, signal);
  }
  return proofOf(await settledAnswer(task, answer), task);
}

async function uploadOnce(task: DeliveryTask): Promise<void> {
  const { entry, file, desk, transport, clock, signal, onUploadPath, onProgress, onAdvance } = task;
  await proveSealed(file, entry.sha256, signal);
  const bring = (uploadPath: string | null) =>
    upload({
      submission: entry.id,
      file,
      totalBytes: entry.totalBytes,
      sha256: entry.sha256,
      uploadPath,
      desk,
      transport,
      signal,
      now: clock.now,
      onUploadPath: (path) => (path === uploadPath ? Promise.resolve() : onUploadPath(path)),
      onProgress,
      onAdvance,
    });
  try {
    if (entry.uploadPath !== null && (await bring(entry.uploadPath)) === 'complete') return;
    // The desk has dropped the unfinished upload, and has just said that it does not have the bundle.
    await bring(null);
  } catch (thrown) {
    if (thrown instanceof CandorError && !canWait(thrown.error)) await raiseVerdict(task);
    throw thrown;
  }
}

/** A request may be refused because the bundle is; then the desk's verdict on the bundle explains it better. */
async function raiseVerdict({ desk, entry, signal }: DeliveryTask): Promise<void> {
  const answer = await desk.submission(entry.id, signal);
  if (answer.state === 'refused') throw refusal(answer.problem);
}

/** A refusal is final, even when its code is one that would be retried elsewhere. */
function refusal(problem: AppError): CandorError {
  return new CandorError({ ...problem, code: canWait(problem) ? 'desk-refused' : problem.code });
}

async function settledAnswer(
  task: DeliveryTask,
  first: SubmissionAnswer,
): Promise<SubmissionAnswer> {
  const { desk, entry, clock, signal } = task;
  const since = clock.now();
  let answer = first;
  let unknown = 0;
  for (let wait = firstPoll; ; wait = Math.min(lastPoll, wait * 1.5)) {
    if (answer.state === 'unknown') unknown += 1;
    else if (answer.state !== 'checking') return answer;
    if (unknown > unknownPolls) {
      // It took every byte. The next try asks for the upload, and sends it again only if the desk no longer has it.
      raise(
        'desk-failed',
        'The support desk has not confirmed the bundle yet. Nothing is lost. Candor will ask again.',
        {
          detail: entry.id,
        },
      );
    }
    if (clock.now() - since > longestCheck) {
      raise(
        'desk-failed',
        'The support desk has the bundle and is still checking it. Candor will ask again.',
        {
          detail: entry.id,
        },
      );
    }
    await sleep(clock, wait, signal);
    answer = await desk.submission(entry.id, signal);
  }
}

/**
 * A bundle counts as sent when the organisation signed that this submission of this device, with this manifest, is this incident.
 * @throws CandorError `desk-untrusted`, or the desk's own problem when it refused.
 */
export async function proofOf(
  answer: SubmissionAnswer,
  { entry, desk }: Pick<DeliveryTask, 'entry' | 'desk'>,
): Promise<Proof> {
  if (answer.state === 'refused') throw refusal(answer.problem);
  if (answer.state !== 'accepted')
    raise('desk-failed', 'The support desk has not answered yet. Candor will ask again.', {
      detail: answer.state,
    });
  const { acceptance, incident } = answer;
  const signed = await verifyAcceptance(acceptance, desk.policy());
  const differs = (
    [
      ['submission', signed.submission, entry.id],
      ['device', signed.device, entry.device],
      ['manifest', signed.manifestHash, entry.manifestHash],
      ['incident', signed.incident, incident.number],
    ] as const
  ).filter(([, actual, expected]) => actual !== expected);
  if (differs.length > 0) {
    raise(
      'desk-untrusted',
      'The desk confirmed something other than what you sent. Candor stopped. Please tell your IT department.',
      {
        detail: differs
          .map(([field, actual, expected]) => `${field}: expected ${expected}, found ${actual}`)
          .join('; '),
      },
    );
  }
  return { acceptance, incident };
}
