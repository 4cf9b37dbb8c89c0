import { setTimeout as wait } from 'node:timers/promises';
import { appError } from '#contract/errors/result.ts';
import { type SubmissionAnswer, submissionAnswer } from '#contract/http/device-api.ts';
import type { Context } from '#desk/service/context.ts';
import { findIncident } from '#desk/service/store/incidents.ts';
import { findSubmission } from '#desk/service/store/submissions.ts';
import { findUploadOf } from '#desk/service/store/uploads.ts';
import { viewOf } from '../incidents/timeline.ts';

type Parts = Pick<Context, 'database' | 'intake' | 'limits' | 'now'>;

/**
 * What became of a device's submission. A check that is under way is waited for, briefly; one that failed for want of
 * disk is started again, so that a sender who asks again gets on.
 * @throws CandorError `disk-full`, `disk-failed` when the check cannot be made now.
 */
export async function answerSubmission(
  context: Parts,
  device: string,
  id: string,
): Promise<SubmissionAnswer> {
  const before = await findSubmission(context.database, device, id);
  if (!before || before.state === 'uploading') return { state: 'unknown' };
  if (before.state === 'checking') await awaitCheck(context, device, id);
  const { state, acceptance, incident, problem, withdrawal } =
    (await findSubmission(context.database, device, id)) ?? before;
  if (state === 'refused') return { state, problem: appError.parse(problem) };
  if (state !== 'accepted' || incident === null) return { state: 'checking' };
  const found = await findIncident(context.database, incident);
  if (!found) throw new Error(`the incident of submission ${id} is missing`);
  const view = await viewOf(context.database, found, context.now().toISOString());
  return submissionAnswer.parse({
    state,
    acceptance,
    incident: view,
    ...(withdrawal !== null && { withdrawal }),
  });
}

/** Waits for the check of a complete upload, or until the limit; then the sender asks again. */
async function awaitCheck(context: Parts, device: string, submission: string): Promise<void> {
  const upload = await findUploadOf(context.database, { device, submission });
  if (upload) await checkWithin(context, upload.id);
}

export async function checkWithin(
  context: Pick<Context, 'intake' | 'limits'>,
  upload: string,
): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([
      context.intake.check(upload),
      wait(context.limits.checkWaitMs, undefined, { signal: timer.signal, ref: false }),
    ]);
  } finally {
    timer.abort();
  }
}
