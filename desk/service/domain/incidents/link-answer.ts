import type { AnsweredRequest, IncidentAnswer } from '#contract/http/console-api.ts';
import type { Context } from '../../context.ts';
import type { Database } from '../../store/database.ts';
import { decrypt, encrypt, type Headline, headline } from '../../store/extract.ts';
import type { RequestRow } from '../../store/tables.ts';
import { assign } from './change.ts';
import { numberOf } from './number.ts';

/**
 * Makes the bundle that answers a request known as its answer: the engineer who asked gets the incident, and their reason
 * stands where the person's words would, because a bundle that was asked for holds none.
 */
export async function linkAnswer(
  { keys }: Pick<Context, 'keys'>,
  database: Database,
  { request, incident, at }: { request: RequestRow; incident: number; at: string },
): Promise<void> {
  const row = await database
    .selectFrom('incidents')
    .select(['status', 'upload', 'headline'])
    .where('id', '=', incident)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  // The person may have taken it back already.
  if (!row) return;
  const place = `${row.upload} headline`;
  const before = decrypt(headline, row.headline, keys.extractKey, place);
  const after: Headline =
    before.summary === '' ? { ...before, summary: firstLineOf(request.reason) } : before;
  await database
    .updateTable('incidents')
    .set({ request: request.jti, headline: encrypt(after, keys.extractKey, place) })
    .where('id', '=', incident)
    .execute();
  if (row.status === 'new')
    await assign(database, {
      incident,
      engineer: { id: request.engineer, name: request.engineer_name },
      at,
    });
}

const firstLineOf = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '').trim().slice(0, 200);

/** The request that an incident's bundle answers. */
export async function requestAnswered(
  database: Database,
  jti: string | null,
): Promise<AnsweredRequest | null> {
  if (jti === null) return null;
  const row = await database
    .selectFrom('requests')
    .select(['jti', 'engineer_name', 'reason', 'incident'])
    .where('jti', '=', jti)
    .executeTakeFirst();
  if (!row) return null;
  const incident = row.incident === null ? null : numberOf(row.incident);
  return { jti: row.jti, engineer: row.engineer_name, reason: row.reason, incident };
}

/** The bundles that came because somebody asked for them in this incident, oldest first. */
export async function answersIn(database: Database, incident: number): Promise<IncidentAnswer[]> {
  const rows = await database
    .selectFrom('requests')
    .innerJoin('incidents', 'incidents.request', 'requests.jti')
    .select(['requests.jti', 'incidents.id', 'incidents.received_at'])
    .where('requests.incident', '=', incident)
    .where('incidents.id', '!=', incident)
    .orderBy('incidents.id')
    .limit(200)
    .execute();
  return rows.map(({ jti, id, received_at }) => ({
    request: jti,
    incident: numberOf(id),
    at: received_at,
  }));
}
