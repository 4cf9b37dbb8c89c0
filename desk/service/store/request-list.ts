import type { ExpressionBuilder } from 'kysely';
import type { RequestQuery } from '#contract/http/console-lists.ts';
import { endStates } from '#contract/http/request.ts';
import type { Cursor } from './cursor.ts';
import type { Database } from './database.ts';
import { containsWord, searchWords } from './find.ts';
import { requestColumns, type StoredRequest } from './requests.ts';
import type { Tables } from './tables.ts';

const searched = ['reason', 'engineer_name', 'devices.name'];

export interface RequestListing extends Pick<RequestQuery, 'view' | 'find' | 'device'> {
  engineer: string;
  /** Lists only the engineer's own requests and those that belong to an incident. */
  onlyVisible: boolean;
  /** Lists only requests of this incident, or answered in it. */
  incident: number | undefined;
  after: Cursor | null;
  limit: number;
}

/** Newest first. */
export async function listRequests(
  database: Database,
  listing: RequestListing,
): Promise<{ requests: StoredRequest[]; total: number }> {
  const matching = matchingRequests(database, listing);
  const { total } = await matching
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let page = matching
    .select(requestColumns)
    .orderBy('created_at', 'desc')
    .orderBy('jti')
    .limit(listing.limit);
  if (listing.after) {
    const { at, id } = listing.after;
    page = page.where((row) =>
      row.or([
        row('created_at', '<', at),
        row.and([row('created_at', '=', at), row('jti', '>', id)]),
      ]),
    );
  }
  return { requests: await page.execute(), total };
}

function matchingRequests(
  database: Database,
  { engineer, onlyVisible, view, device, incident, find }: RequestListing,
) {
  let matching = database
    .selectFrom('requests')
    .leftJoin('devices', 'devices.id', 'requests.device');
  if (onlyVisible) matching = matching.where((row) => isVisible(row, engineer));
  if (view === 'mine') matching = matching.where('engineer', '=', engineer);
  if (view === 'open') matching = matching.where('state', 'not in', endStates);
  if (view === 'ended') matching = matching.where('state', 'in', endStates);
  if (device !== undefined) matching = matching.where('device', '=', device);
  if (incident !== undefined) {
    matching = matching.where((row) =>
      row.or([row('incident', '=', incident), answeredBy(row, incident)]),
    );
  }
  for (const word of searchWords(find)) matching = matching.where(containsWord(word, searched));
  return matching;
}

/** Whether the request is the engineer's own or belongs to an incident. */
export async function isRequestVisible(
  database: Database,
  jti: string,
  engineer: string,
): Promise<boolean> {
  const row = await database
    .selectFrom('requests')
    .select('jti')
    .where('jti', '=', jti)
    .where((expressions) => isVisible(expressions, engineer))
    .executeTakeFirst();
  return row !== undefined;
}

type RequestExpressions = ExpressionBuilder<Tables, 'requests'>;

function isVisible(row: RequestExpressions, engineer: string) {
  return row.or([
    row('engineer', '=', engineer),
    row('requests.incident', 'is not', null),
    answeredBy(row, null),
  ]);
}

/** The bundle that answers the request is in this incident, or with null in any: the request was made before there was one. */
function answeredBy(row: RequestExpressions, incident: number | null) {
  const submission = row
    .selectFrom('submissions')
    .select('submissions.id')
    .whereRef('submissions.id', '=', 'requests.submission')
    .whereRef('submissions.device', '=', 'requests.device');
  return row.exists(
    incident === null
      ? submission.where('submissions.incident', 'is not', null)
      : submission.where('submissions.incident', '=', incident),
  );
}
