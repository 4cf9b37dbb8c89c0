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
  /** Resolves when it is durable: after a crash the upload goes on from there. */
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

/** Milliseconds between questions while the desk checks a bundle, growing from the first to the last. */
const firstPoll = 200;
const lastPoll = 5_000;
/** Milliseconds of checking after which Candor asks less often. */
const longestCheck = 2 * 60_000;
/** Answers of `unknown` after the last byte until Candor asks less often. A desk of an older version gives them while a bundle waits for its check. */
const unknownPolls = 5;

/**
 * Brings one bundle to the desk and comes back with the desk's verified acceptance. It asks first what the desk has
 * already, so that whatever happened before, nothing is sent twice.
 * @throws CandorError; or the signal's reason when aborted.
 */
export async function deliver(task: DeliveryTask): Promise<Proof> {
  const { entry, desk, signal } = task;
  await desk.meet(entry.recipient, signal);
  let answer = await desk.submission(entry.id, signal);
  // Refused before: whoever comes again with it was asked to by the person, and perhaps it was damaged on its way.
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
    // The desk threw the unfinished upload away; it was asked just before and does not have the bundle.
    await bring(null);
  } catch (thrown) {
    if (thrown instanceof CandorError && !canWait(thrown.error)) await raiseTheDesksWord(task);
    throw thrown;
  }
}

/** A refused request may only be the echo of a refused bundle; then the desk's verdict says it better. */
async function raiseTheDesksWord({ desk, entry, signal }: DeliveryTask): Promise<void> {
  const answer = await desk.submission(entry.id, signal);
  if (answer.state === 'refused') throw refusal(answer.problem);
}

/** The desk's last word stays that, also when it names a reason that would pass elsewhere. */
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
      // It took every byte. The next try asks the desk for the upload itself, and only one that is gone is sent again.
      raise(
        'desk-failed',
        'The support desk has not confirmed the bundle yet. Nothing is lost; Candor asks again by itself.',
        {
          detail: entry.id,
        },
      );
    }
    if (clock.now() - since > longestCheck) {
      raise(
        'desk-failed',
        'The support desk has the bundle and is still checking it. Candor asks again by itself.',
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
 * Sent means: the organisation signed that this submission of this device, with this very manifest, is this incident.
 * @throws CandorError `desk-untrusted`, or the desk's own problem when it refused.
 */
export async function proofOf(
  answer: SubmissionAnswer,
  { entry, desk }: Pick<DeliveryTask, 'entry' | 'desk'>,
): Promise<Proof> {
  if (answer.state === 'refused') throw refusal(answer.problem);
  if (answer.state !== 'accepted')
    raise('desk-failed', 'The support desk has not answered yet. Candor asks again by itself.', {
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
  ).filter(([, found, expected]) => found !== expected);
  if (differs.length > 0) {
    raise(
      'desk-untrusted',
      'The desk confirmed something else than what you sent. Candor stopped; please tell your IT department.',
      {
        detail: differs
          .map(([what, found, expected]) => `${what}: expected ${expected}, found ${found}`)
          .join('; '),
      },
    );
  }
  return { acceptance, incident };
}
