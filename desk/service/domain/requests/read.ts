import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { pageSize, type RequestPage, type RequestQuery } from '#contract/http/console-lists.ts';
import type { DeskRequest } from '#contract/http/console-requests.ts';
import {
  endStates,
  type RequestEvent,
  requestScope,
  revealTarget,
} from '#contract/http/request.ts';
import { leads } from '#contract/http/roles.ts';
import type { Context } from '../../context.ts';
import { cursorText, parseCursor } from '../../store/cursor.ts';
import { decrypt } from '../../store/extract.ts';
import { containsWord, searchWords } from '../../store/find.ts';
import type { RequestRow, Tables } from '../../store/tables.ts';
import type { Session } from '../auth/sessions.ts';
import { idOf, numberOf } from '../incidents/number.ts';
import { answerPlace } from './reveal.ts';
import { findRequest, requestNotFound } from './state.ts';

/** Who looks: leads and administrators see everybody's requests, engineers their own and those that belong to an incident. */
export type Viewer = Pick<Session, 'engineer' | 'scopes'>;

const isLead = ({ engineer: { role } }: Viewer): boolean => leads.includes(role);

/** Reports are few, and each waits for somebody. */
const mostReports = 200;

/** Newest first. */
export async function requestPageOf(
  context: Context,
  viewer: Viewer,
  query: RequestQuery,
): Promise<RequestPage> {
  let matching = context.database
    .selectFrom('requests')
    .leftJoin('devices', 'devices.id', 'requests.device');
  if (!isLead(viewer)) matching = matching.where((row) => isVisible(row, viewer.engineer.id));
  if (query.view === 'mine') matching = matching.where('engineer', '=', viewer.engineer.id);
  if (query.view === 'open') matching = matching.where('state', 'not in', endStates);
  if (query.view === 'ended') matching = matching.where('state', 'in', endStates);
  if (query.device !== undefined) matching = matching.where('device', '=', query.device);
  if (query.incident !== undefined) {
    const incident = idOf(query.incident);
    matching = matching.where((row) =>
      row.or([row('incident', '=', incident), answeredBy(row, incident)]),
    );
  }
  for (const word of searchWords(query.find)) {
    matching = matching.where(containsWord(word, ['reason', 'engineer_name', 'devices.name']));
  }
  const { total } = await matching
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let page = matching
    .selectAll('requests')
    .orderBy('created_at', 'desc')
    .orderBy('jti')
    .limit(pageSize + 1);
  if (query.before !== undefined) {
    const { at, id } = parseCursor(query.before);
    page = page.where((row) =>
      row.or([
        row('created_at', '<', at),
        row.and([row('created_at', '=', at), row('jti', '>', id)]),
      ]),
    );
  }
  const rows = await page.execute();
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  return {
    requests: await describeAll(context, viewer, rows.slice(0, pageSize)),
    total,
    next: last ? cursorText({ at: last.created_at, id: last.jti }) : null,
  };
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

/** What people reported as wrong and nobody has looked at. */
export async function openReports(context: Context, viewer: Viewer): Promise<DeskRequest[]> {
  const rows = await context.database
    .selectFrom('requests')
    .selectAll()
    .where('state', '=', 'reported')
    .where('acknowledged_by', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(mostReports)
    .execute();
  return describeAll(context, viewer, rows);
}

/** @throws CandorError `not-found`, also for a colleague's request that this engineer does not see. */
export async function requestOf(
  context: Context,
  viewer: Viewer,
  jti: string,
): Promise<DeskRequest> {
  const row = await findRequest(context.database, jti);
  const visible = await context.database
    .selectFrom('requests')
    .select('jti')
    .where('jti', '=', jti)
    .where((expressions) => isVisible(expressions, viewer.engineer.id))
    .executeTakeFirst();
  if (!visible && !isLead(viewer)) requestNotFound();
  const [described] = await describeAll(context, viewer, [row]);
  if (!described) throw new Error(`request ${jti} was not described`);
  return described;
}

/**
 * A revealed value is for whoever asked, whoever has the incident, and leads and administrators. A token of the command
 * line never gets one: whoever finds it could read them all.
 * @param assignee the account that has the incident, not its name: another account can come to have the same name.
 */
function maySeeAnswer(viewer: Viewer, row: RequestRow, assignee: string | null): boolean {
  if (viewer.scopes !== null) return false;
  return isLead(viewer) || row.engineer === viewer.engineer.id || assignee === viewer.engineer.id;
}

async function describeAll(
  context: Context,
  viewer: Viewer,
  rows: readonly RequestRow[],
): Promise<DeskRequest[]> {
  if (rows.length === 0) return [];
  const { database, keys } = context;
  const events = await database
    .selectFrom('request_events')
    .selectAll()
    .where(
      'request',
      'in',
      rows.map(({ jti }) => jti),
    )
    .orderBy('position')
    .execute();
  const devices = await database
    .selectFrom('devices')
    .select(['id', 'name', 'enrolled_at'])
    .where(
      'id',
      'in',
      rows.flatMap(({ device }) => device ?? []),
    )
    .execute();
  const results = await database
    .selectFrom('submissions')
    .select(['device', 'id', 'incident'])
    .where(
      'id',
      'in',
      rows.flatMap(({ submission }) => submission ?? []),
    )
    .execute();
  const incidents = await database
    .selectFrom('incidents')
    .select(['id', 'assignee_id'])
    .where(
      'id',
      'in',
      rows.flatMap(({ incident }) => incident ?? []),
    )
    .execute();
  return rows.map((row) => {
    const assignee = incidents.find(({ id }) => id === row.incident)?.assignee_id ?? null;
    const device = devices.find(({ id }) => id === row.device);
    const result =
      results.find(({ id, device: of }) => id === row.submission && of === row.device)?.incident ??
      null;
    return {
      jti: row.jti,
      kind: row.kind,
      state: row.state,
      engineer: { id: row.engineer, name: row.engineer_name, role: row.engineer_role },
      device: device
        ? { id: device.id, name: device.name, verified: device.enrolled_at !== null }
        : null,
      incident: row.incident === null ? null : numberOf(row.incident),
      reason: row.reason,
      scope: row.scope === null ? null : requestScope.parse(JSON.parse(row.scope)),
      reveal:
        row.reveal === null
          ? null
          : revealTarget
              .pick({ item: true, pseudonym: true })
              .strip()
              .parse(JSON.parse(row.reveal)),
      answer:
        row.answer === null || !maySeeAnswer(viewer, row, assignee)
          ? null
          : decrypt(z.string(), row.answer, keys.extractKey, answerPlace(row.jti)),
      call: callOf(row),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      events: events
        .filter(({ request }) => request === row.jti)
        .map(({ state, at, sentence }): RequestEvent => ({ state, at, sentence })),
      result: result === null ? null : numberOf(result),
      acknowledgedBy: row.acknowledged_by,
    };
  });
}

function callOf({ number, code_expires_at, redeemed_at }: RequestRow): DeskRequest['call'] {
  return number === null || code_expires_at === null
    ? null
    : { number, codeExpiresAt: code_expires_at, redeemedAt: redeemed_at };
}
