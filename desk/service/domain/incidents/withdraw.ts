import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import { type Withdrawal, type Withdrawn, withdrawalType } from '#contract/http/device-api.ts';
import type { Context } from '#desk/service/context.ts';
import { emptyLog, setDeletedBy } from '#desk/service/store/incident-deletion.ts';
import {
  findDeletion,
  findIncident,
  listIncidentsOfDevice,
} from '#desk/service/store/incidents.ts';
import { findSubmission, setWithdrawal } from '#desk/service/store/submissions.ts';
import { deviceActor, engineerActor, type Happening, record } from '../audit/audit.ts';
import { idOf, numberOf } from './number.ts';
import { type DeletionParts, deleteIncident, requireKept } from './retention.ts';

type Parts = DeletionParts & Pick<Context, 'keys' | 'now'>;

/**
 * The person takes their bundle back: the desk deletes it and everything that was read out of it, as at the end of its
 * time, and signs that it did. Asked again, the answer is the same.
 * @throws CandorError `not-found` when the desk has no such bundle, `conflict` while it is still being checked.
 */
export async function withdrawSubmission(
  context: Parts,
  device: string,
  id: string,
): Promise<Withdrawn> {
  const submission = await findSubmission(context.database, device, id);
  if (submission?.withdrawal) return { withdrawal: submission.withdrawal };
  if (submission?.state === 'checking')
    raise('conflict', 'The desk is checking this bundle. Try again in a moment.');
  if (submission?.state !== 'accepted' || submission.incident === null)
    raise('not-found', 'The desk has no such bundle.');
  const incident = await findIncident(context.database, submission.incident);
  const at = incident?.deletedAt ?? context.now().toISOString();
  const object = numberOf(submission.incident);
  const happening = {
    at,
    actor: deviceActor(device),
    action: 'incident-withdrawn' as const,
    object,
  };
  const withdrawal = await deleteSigned(context, submission.incident, happening);
  context.log.info({ incident: object }, 'incident deleted: the person took their bundle back');
  return { withdrawal };
}

/**
 * A lead or an administrator deletes an incident before its time. The desk signs it for the device, as when the person
 * takes their bundle back.
 * @throws CandorError `not-found`.
 */
export async function deleteByEngineer(
  context: Parts,
  engineer: Engineer,
  number: string,
  reason: string,
): Promise<void> {
  const { database, now } = context;
  const at = now().toISOString();
  const found = await findIncident(database, idOf(number));
  const { id } = requireKept(found, at);
  const happening = {
    at,
    actor: engineerActor(engineer),
    action: 'incident-deleted' as const,
    object: number,
    detail: { reason },
  };
  await deleteSigned(context, id, happening, { name: engineer.name, reason });
  context.log.info({ incident: number }, 'incident deleted by an engineer');
}

/** Deletes everything that a device sent. @returns how many incidents that were. */
export async function deleteAllOf(
  context: Parts,
  engineer: Engineer,
  device: string,
  reason: string,
): Promise<number> {
  const at = context.now().toISOString();
  const incidents = await listIncidentsOfDevice(context.database, device, at);
  for (const id of incidents) await deleteByEngineer(context, engineer, numberOf(id), reason);
  return incidents.length;
}

/** @returns the confirmation, signed by the organisation. */
async function deleteSigned(
  context: Parts,
  id: number,
  happening: Happening,
  by: { name: string; reason: string } | null = null,
): Promise<string> {
  const { database, keys } = context;
  const incident = await findDeletion(database, id);
  const confirmation: Withdrawal = {
    submission: incident.submission,
    device: incident.device,
    manifestHash: incident.manifestHash,
    incident: numberOf(id),
    deletedAt: happening.at,
  };
  const withdrawal = await keys.sign(withdrawalType, confirmation);
  await deleteIncident(context, incident, happening.at, async (transaction) => {
    await setWithdrawal(transaction, incident, withdrawal);
    if (by) await setDeletedBy(transaction, id, by);
    await record(transaction, happening);
  });
  // Before the desk says that it is gone, it is gone from the database's log as well.
  await emptyLog(database);
  return withdrawal;
}
