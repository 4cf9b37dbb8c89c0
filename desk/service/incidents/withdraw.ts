import { type Withdrawal, type Withdrawn, withdrawalType } from '../../../contract/device-api.ts';
import { raise } from '../../../contract/result.ts';
import { deviceActor, record } from '../audit/audit.ts';
import type { Context } from '../context.ts';
import { findSubmission } from '../intake/submission.ts';
import { numberOf } from './number.ts';
import { deleteIncident, emptyLog } from './retention.ts';

/**
 * The person takes their bundle back: the desk deletes it and everything that was read out of it, as at the end of its
 * time, and signs that it did. Asked again, the answer is the same.
 * @throws CandorError `not-found` when the desk has no such bundle, `conflict` while it is still being checked.
 */
export async function withdrawSubmission(context: Context, device: string, id: string): Promise<Withdrawn> {
  const { database, keys, now } = context;
  const submission = await findSubmission(context, device, id);
  if (submission?.withdrawal) return { withdrawal: submission.withdrawal };
  if (submission?.state === 'checking') raise('conflict', 'The desk is checking this bundle. Try again in a moment.');
  if (submission?.state !== 'accepted' || submission.incident === null) raise('not-found', 'The desk has no such bundle.');
  const incident = await database
    .selectFrom('incidents')
    .select(['id', 'upload', 'manifest_hash', 'deleted_at'])
    .where('id', '=', submission.incident)
    .executeTakeFirstOrThrow();
  const deletedAt = incident.deleted_at ?? now().toISOString();
  const number = numberOf(incident.id);
  const confirmation: Withdrawal = {
    submission: submission.id,
    device,
    manifestHash: incident.manifest_hash,
    incident: number,
    deletedAt,
  };
  const withdrawal = await keys.sign(withdrawalType, confirmation);
  await deleteIncident(context, incident, deletedAt, async (transaction) => {
    await transaction
      .updateTable('submissions')
      .set({ withdrawal })
      .where('device', '=', device)
      .where('id', '=', submission.id)
      .execute();
    await record(transaction, { at: deletedAt, actor: deviceActor(device), action: 'incident-withdrawn', object: number });
  });
  // Before the desk says that it is gone, it is gone from the database's log as well.
  await emptyLog(database);
  context.log.info({ incident: number }, 'incident deleted: the person took their bundle back');
  return { withdrawal };
}
