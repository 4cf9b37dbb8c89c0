import { type IncidentDetail, type IncidentSummary, incidentDetail } from '../../../contract/console-api.ts';
import type { TimelineEntry } from '../../../contract/incident.ts';
import type { Context } from '../context.ts';
import type { BundleFile } from './bundle-shelf.ts';
import { extract, headline, unlock } from './extract.ts';
import { answersIn, requestAnswered } from './link-answer.ts';
import { idOf, numberOf } from './number.ts';
import { requireKept } from './retention.ts';
import { timelineOf } from './timeline.ts';

/** The newest incidents, newest first. */
export async function summaries({ database, keys, limits, now }: Context): Promise<IncidentSummary[]> {
  const rows = await database
    .selectFrom('incidents')
    .innerJoin('devices', 'devices.id', 'incidents.device')
    .select([
      'incidents.id',
      'device',
      'devices.name as device_name',
      'enrolled_at',
      'received_at',
      'status',
      'assignee',
      'upload',
      'headline',
      'request',
    ])
    .select((row) =>
      row
        .selectFrom('timeline')
        .select('timeline.from')
        .whereRef('timeline.incident', '=', 'incidents.id')
        .where('timeline.kind', '=', 'message')
        .orderBy('timeline.position', 'desc')
        .limit(1)
        .as('last_from'),
    )
    .where('deleted_at', 'is', null)
    .where('expires_at', '>', now().toISOString())
    .orderBy('incidents.id', 'desc')
    .limit(limits.listedIncidents)
    .execute();
  return rows.map((row) => ({
    number: numberOf(row.id),
    status: row.status,
    receivedAt: row.received_at,
    device: row.device,
    deviceName: row.device_name,
    deviceVerified: row.enrolled_at !== null,
    assignee: row.assignee,
    awaitsAnswer: awaitsAnswer(row, row.last_from),
    ...unlock(headline, row.headline, keys.extractKey, `${row.upload} headline`),
  }));
}

/** @throws CandorError `not-found`. */
export async function detailOf({ database, keys, now }: Context, number: string): Promise<IncidentDetail> {
  const found = await database.selectFrom('incidents').selectAll().where('id', '=', idOf(number)).executeTakeFirst();
  const row = requireKept(found, now().toISOString());
  const timeline = await timelineOf(database, row.id);
  const { enrolled_at, name } = await database
    .selectFrom('devices')
    .select(['enrolled_at', 'name'])
    .where('id', '=', row.device)
    .executeTakeFirstOrThrow();
  const last = timeline.findLast((entry: TimelineEntry) => entry.kind === 'message');
  return incidentDetail.parse({
    number,
    status: row.status,
    receivedAt: row.received_at,
    device: row.device,
    deviceName: name,
    deviceVerified: enrolled_at !== null,
    assignee: row.assignee,
    awaitsAnswer: awaitsAnswer(row, last?.from ?? null),
    manifestHash: row.manifest_hash,
    timeline,
    request: await requestAnswered(database, row.request),
    answers: await answersIn(database, row.id),
    ...unlock(headline, row.headline, keys.extractKey, `${row.upload} headline`),
    ...unlock(extract, row.extract, keys.extractKey, `${row.upload} extract`),
  });
}

/**
 * @throws CandorError `not-found` when there is no such incident, `unknown-item` when its bundle has no such file,
 * `bundle-invalid` when it is a picture that the desk does not hand out.
 */
export async function readBundleFile({ database, shelf, now }: Context, number: string, id: string): Promise<BundleFile> {
  const uploadOf = async () => {
    const query = database.selectFrom('incidents').select(['upload', 'expires_at', 'deleted_at']).where('id', '=', idOf(number));
    return requireKept(await query.executeTakeFirst(), now().toISOString()).upload;
  };
  const upload = await uploadOf();
  try {
    return await shelf.read(upload, id);
  } catch (thrown) {
    // It may have been deleted in the meantime; then that is the answer.
    await uploadOf();
    throw thrown;
  }
}

/** Before the first answer what the person described is their last word; a bundle that was asked for is itself an answer. */
function awaitsAnswer(
  { status, request }: { status: IncidentSummary['status']; request: string | null },
  lastMessageFrom: 'engineer' | 'person' | null,
): boolean {
  if (lastMessageFrom !== null) return lastMessageFrom === 'person';
  return request === null && status !== 'resolved' && status !== 'closed';
}
