import { pageSize, type RequestPage, type RequestQuery } from '#contract/http/console-lists.ts';
import type { DeskRequest } from '#contract/http/console-requests.ts';
import { type RequestEvent, requestScope, revealTarget } from '#contract/http/request.ts';
import { leads } from '#contract/http/roles.ts';
import type { Context } from '#desk/service/context.ts';
import { cursorText, parseCursor } from '#desk/service/store/cursor.ts';
import { findNamedDevices } from '#desk/service/store/devices.ts';
import { assigneesOfIncidents } from '#desk/service/store/incidents.ts';
import { isRequestVisible, listRequests } from '#desk/service/store/request-list.ts';
import {
  decryptAnswer,
  eventsOf,
  listOpenReports,
  type StoredRequest,
} from '#desk/service/store/requests.ts';
import { incidentsOfSubmissions } from '#desk/service/store/submissions.ts';
import type { Session } from '../auth/sessions.ts';
import { idOf, numberOf } from '../incidents/number.ts';
import { requestNotFound, requireRequest } from './state.ts';

type Parts = Pick<Context, 'database' | 'keys'>;

/** The reader: leads and administrators see everybody's requests, engineers their own and those that belong to an incident. */
export type Viewer = Pick<Session, 'engineer' | 'scopes'>;

const isLead = ({ engineer: { role } }: Viewer): boolean => leads.includes(role);

/** Reports are few, and each waits for somebody. */
const mostReports = 200;

/** Newest first. */
export async function requestPageOf(
  context: Parts,
  viewer: Viewer,
  query: RequestQuery,
): Promise<RequestPage> {
  const { view, find, device, incident, before } = query;
  const { requests, total } = await listRequests(context.database, {
    view,
    find,
    device,
    engineer: viewer.engineer.id,
    onlyVisible: !isLead(viewer),
    incident: incident === undefined ? undefined : idOf(incident),
    after: before === undefined ? null : parseCursor(before),
    limit: pageSize + 1,
  });
  const last = requests.length > pageSize ? requests[pageSize - 1] : undefined;
  return {
    requests: await describeAll(context, viewer, requests.slice(0, pageSize)),
    total,
    next: last ? cursorText({ at: last.createdAt, id: last.jti }) : null,
  };
}

/** Requests that people reported and no engineer has acknowledged. */
export async function openReports(context: Parts, viewer: Viewer): Promise<DeskRequest[]> {
  const rows = await listOpenReports(context.database, mostReports);
  return describeAll(context, viewer, rows);
}

/** @throws CandorError `not-found`, also for a colleague's request that this engineer does not see. */
export async function requestOf(context: Parts, viewer: Viewer, jti: string): Promise<DeskRequest> {
  const row = await requireRequest(context.database, jti);
  if (!isLead(viewer) && !(await isRequestVisible(context.database, jti, viewer.engineer.id)))
    requestNotFound();
  const [described] = await describeAll(context, viewer, [row]);
  if (!described) throw new Error(`request ${jti} was not described`);
  return described;
}

/**
 * A revealed value is for whoever asked, whoever has the incident, and leads and administrators. A token of the command
 * line never gets one: whoever finds it could read them all.
 * @param assignee the account that has the incident, not its name: another account can come to have the same name.
 */
function maySeeAnswer(viewer: Viewer, row: StoredRequest, assignee: string | null): boolean {
  if (viewer.scopes !== null) return false;
  return isLead(viewer) || row.engineer === viewer.engineer.id || assignee === viewer.engineer.id;
}

async function describeAll(
  context: Parts,
  viewer: Viewer,
  rows: readonly StoredRequest[],
): Promise<DeskRequest[]> {
  if (rows.length === 0) return [];
  const { database, keys } = context;
  const events = await eventsOf(
    database,
    rows.map(({ jti }) => jti),
  );
  const devices = await findNamedDevices(
    database,
    rows.flatMap(({ device }) => device ?? []),
  );
  const results = await incidentsOfSubmissions(
    database,
    rows.flatMap(({ submission }) => submission ?? []),
  );
  const incidents = await assigneesOfIncidents(
    database,
    rows.flatMap(({ incident }) => incident ?? []),
  );
  return rows.map((row) => {
    const assignee = incidents.find(({ id }) => id === row.incident)?.assigneeId ?? null;
    const device = devices.find(({ id }) => id === row.device);
    const result =
      results.find(({ id, device: of }) => id === row.submission && of === row.device)?.incident ??
      null;
    return {
      jti: row.jti,
      kind: row.kind,
      state: row.state,
      engineer: { id: row.engineer, name: row.engineerName, role: row.engineerRole },
      device: device
        ? { id: device.id, name: device.name, verified: device.enrolledAt !== null }
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
          : decryptAnswer(keys.extractKey, row.jti, row.answer),
      call: callOf(row),
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      events: events
        .filter(({ request }) => request === row.jti)
        .map(({ state, at, sentence }): RequestEvent => ({ state, at, sentence })),
      result: result === null ? null : numberOf(result),
      acknowledgedBy: row.acknowledgedBy,
    };
  });
}

function callOf({ number, codeExpiresAt, redeemedAt }: StoredRequest): DeskRequest['call'] {
  return number === null || codeExpiresAt === null ? null : { number, codeExpiresAt, redeemedAt };
}
