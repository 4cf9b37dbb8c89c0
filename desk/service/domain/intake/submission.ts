import { setTimeout as wait } from 'node:timers/promises';
import { appError } from '#contract/errors/result.ts';
import { type SubmissionAnswer, submissionAnswer } from '#contract/http/device-api.ts';
import type { Context } from '../../context.ts';
import type { SubmissionRow } from '../../store/tables.ts';
import { viewOf } from '../incidents/timeline.ts';

/**
 * What became of a device's submission. A check that is under way is waited for, briefly; one that failed for want of
 * disk is started again, so that a sender who asks again gets on.
 * @throws CandorError `disk-full`, `disk-failed` when the check cannot be made now.
 */
export async function answerSubmission(
  context: Context,
  device: string,
  id: string,
): Promise<SubmissionAnswer> {
  const before = await findSubmission(context, device, id);
  if (!before || before.state === 'uploading') return { state: 'unknown' };
  if (before.state === 'checking') await awaitCheck(context, device, id);
  const { state, acceptance, incident, problem, withdrawal } =
    (await findSubmission(context, device, id)) ?? before;
  if (state === 'refused') return { state, problem: appError.parse(JSON.parse(problem ?? 'null')) };
  if (state !== 'accepted' || incident === null) return { state: 'checking' };
  const row = await context.database
    .selectFrom('incidents')
    .select(['id', 'status', 'expires_at', 'deleted_at'])
    .where('id', '=', incident)
    .executeTakeFirstOrThrow();
  const view = await viewOf(context.database, row, context.now().toISOString());
  return submissionAnswer.parse({
    state,
    acceptance,
    incident: view,
    ...(withdrawal !== null && { withdrawal }),
  });
}

export async function findSubmission(
  { database }: Context,
  device: string,
  id: string,
): Promise<SubmissionRow | undefined> {
  return database
    .selectFrom('submissions')
    .selectAll()
    .where('device', '=', device)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Waits for the check of a complete upload, or until the limit; then the sender asks again. */
async function awaitCheck(context: Context, device: string, submission: string): Promise<void> {
  const upload = await context.database
    .selectFrom('uploads')
    .select('id')
    .where('device', '=', device)
    .where('submission', '=', submission)
    .executeTakeFirst();
  if (upload) await checkWithin(context, upload.id);
}

export async function checkWithin(context: Context, upload: string): Promise<void> {
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
