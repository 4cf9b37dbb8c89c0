import { z } from 'zod';
import type { DeskRequest } from '../../../contract/console-requests.ts';
import { type RequestEvent, requestScope, revealTarget } from '../../../contract/request.ts';
import type { Context } from '../context.ts';
import { unlock } from '../incidents/extract.ts';
import { idOf, numberOf } from '../incidents/number.ts';
import type { RequestRow } from '../store/tables.ts';
import { answerPlace } from './reveal.ts';
import { findRequest } from './state.ts';

const listed = 200;

/** Newest first. */
export async function requestsOf(context: Context, filter: { device?: string; incident?: string }): Promise<DeskRequest[]> {
  let query = context.database.selectFrom('requests').selectAll().orderBy('created_at', 'desc').limit(listed);
  if (filter.device !== undefined) query = query.where('device', '=', filter.device);
  if (filter.incident !== undefined) {
    const incident = idOf(filter.incident);
    // Also the one that the bundle of the incident answers: it was made before there was an incident.
    query = query.where((row) =>
      row.or([
        row('incident', '=', incident),
        row.exists(
          row
            .selectFrom('submissions')
            .select('submissions.id')
            .whereRef('submissions.id', '=', 'requests.submission')
            .whereRef('submissions.device', '=', 'requests.device')
            .where('submissions.incident', '=', incident),
        ),
      ]),
    );
  }
  return describeAll(context, await query.execute());
}

/** What people reported as wrong and nobody has looked at. */
export async function openReports(context: Context): Promise<DeskRequest[]> {
  const rows = await context.database
    .selectFrom('requests')
    .selectAll()
    .where('state', '=', 'reported')
    .where('acknowledged_by', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(listed)
    .execute();
  return describeAll(context, rows);
}

/** @throws CandorError `not-found`. */
export async function requestOf(context: Context, jti: string): Promise<DeskRequest> {
  const [described] = await describeAll(context, [await findRequest(context.database, jti)]);
  if (!described) throw new Error(`request ${jti} was not described`);
  return described;
}

async function describeAll(context: Context, rows: readonly RequestRow[]): Promise<DeskRequest[]> {
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
  return rows.map((row) => {
    const device = devices.find(({ id }) => id === row.device);
    const result = results.find(({ id, device: of }) => id === row.submission && of === row.device)?.incident ?? null;
    return {
      jti: row.jti,
      kind: row.kind,
      state: row.state,
      engineer: { id: row.engineer, name: row.engineer_name, role: row.engineer_role },
      device: device ? { id: device.id, name: device.name, verified: device.enrolled_at !== null } : null,
      incident: row.incident === null ? null : numberOf(row.incident),
      reason: row.reason,
      scope: row.scope === null ? null : requestScope.parse(JSON.parse(row.scope)),
      reveal:
        row.reveal === null ? null : revealTarget.pick({ item: true, pseudonym: true }).strip().parse(JSON.parse(row.reveal)),
      answer: row.answer === null ? null : unlock(z.string(), row.answer, keys.extractKey, answerPlace(row.jti)),
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
  return number === null || code_expires_at === null ? null : { number, codeExpiresAt: code_expires_at, redeemedAt: redeemed_at };
}
