import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import {
  nextRequestStates,
  type RequestReport,
  type RequestStanding,
  type RequestState,
} from '#contract/http/request.ts';
import type { Context } from '#desk/service/context.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  addEvent,
  findRequest,
  lastEventOf,
  listOverdueRequests,
  listRequestsOfEngineer,
  listSignedRequests,
  type StoredRequest,
  setAcknowledged,
  setRequestState,
} from '#desk/service/store/requests.ts';
import { findSubmission } from '#desk/service/store/submissions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import {
  type Actor,
  type AuditAction,
  deskActor,
  deviceActor,
  engineerActor,
  record,
} from '../audit/audit.ts';
import { linkAnswer } from '../incidents/link-answer.ts';
import { numberOf } from '../incidents/number.ts';

type Parts = Pick<Context, 'database' | 'streams' | 'changes' | 'now'>;

/** Until the person begins, the request's own end counts; after that they get a day more to finish what they agreed to. */
export const waiting: readonly RequestState[] = ['created', 'delivered', 'seen'];
const underWay: readonly RequestState[] = ['collecting', 'in-review'];
const graceMs = 24 * 3_600_000;

const actions: Partial<Record<RequestState, AuditAction>> = {
  sent: 'request-answered',
  declined: 'request-answered',
  reported: 'request-reported',
  withdrawn: 'request-withdrawn',
  expired: 'request-expired',
};

export function requestNotFound(): never {
  raise('not-found', 'There is no such request.');
}

/** @throws CandorError `not-found`. */
export async function requireRequest(database: Database, jti: string): Promise<StoredRequest> {
  return (await findRequest(database, jti)) ?? requestNotFound();
}

/** A device's own request; another device's gets the same answer as one that does not exist. */
export async function ownRequest(
  database: Database,
  device: string,
  jti: string,
): Promise<StoredRequest> {
  const row = await requireRequest(database, jti);
  return row.device === device ? row : requestNotFound();
}

interface Step {
  state: RequestState;
  sentence: string | null;
  actor: Actor;
  at: string;
  set?: Partial<Pick<StoredRequest, 'submission' | 'answer'>>;
  /** Done in the same transaction. */
  alongside?: (transaction: Database) => Promise<void>;
}

/**
 * Moves a request to its next state, with its event and its audit entry, in one transaction.
 * @returns false when it is already in that state. @throws CandorError `conflict` for a step that the contract does not know.
 */
export async function moveRequest(
  database: Database,
  row: StoredRequest,
  step: Step,
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const { state } = await requireRequest(transaction, row.jti);
    if (state === step.state) return false;
    if (!nextRequestStates[state].includes(step.state)) {
      raise('conflict', 'This request has ended.', {
        detail: `it is ${state} and cannot become ${step.state}`,
      });
    }
    await setRequestState(transaction, row.jti, { state: step.state, ...step.set });
    await addEvent(transaction, row.jti, {
      state: step.state,
      at: step.at,
      sentence: step.sentence,
    });
    await step.alongside?.(transaction);
    const action = actions[step.state];
    if (action) {
      await record(transaction, {
        at: step.at,
        actor: step.actor,
        action,
        object: row.jti,
        detail: { state: step.state },
      });
    }
    return true;
  });
}

/** What a device says of its request. @throws CandorError `not-found`, `conflict`. */
export async function reportRequest(
  context: Pick<Context, 'database' | 'keys' | 'streams' | 'changes' | 'now'>,
  device: string,
  jti: string,
  report: RequestReport,
): Promise<RequestStanding> {
  const { database, now } = context;
  const row = await ownRequest(database, device, jti);
  const at = now().toISOString();
  if (row.kind === 'reveal' && report.state === 'sent')
    raise('conflict', 'A revealed value is sent in its own way.');
  if (isOver(row, now())) await expire(context, row, at);
  const accepted =
    report.state === 'sent' ? await acceptedSubmission(database, device, report.submission) : null;
  const moved = await moveRequest(database, row, {
    state: report.state,
    sentence: 'sentence' in report ? report.sentence : null,
    actor: deviceActor(device),
    at,
    ...(accepted !== null && {
      set: { submission: accepted.id },
      alongside: (transaction: Database) =>
        linkAnswer(context, transaction, { request: row, incident: accepted.incident, at }),
    }),
  });
  if (moved) tellOfRequest(context, row);
  if (moved && accepted !== null) context.changes.incidentChanged(numberOf(accepted.incident));
  return standingOf(database, jti);
}

async function acceptedSubmission(
  database: Database,
  device: string,
  id: string,
): Promise<{ id: string; incident: number }> {
  const row = await findSubmission(database, device, id.toLowerCase());
  if (row?.state !== 'accepted' || row.incident === null)
    raise('conflict', 'The desk has not accepted this bundle yet. Say it again when it has.');
  return { id: row.id, incident: row.incident };
}

export async function standingOf(database: Database, jti: string): Promise<RequestStanding> {
  const { state, at } = await lastEventOf(database, jti);
  return { jti, state, at };
}

/** An engineer has read what a person reported. @throws CandorError `conflict` when the person reported nothing. */
export async function acknowledgeReport(
  { database, changes, now }: Pick<Context, 'database' | 'changes' | 'now'>,
  by: Engineer,
  jti: string,
): Promise<void> {
  const { state } = await requireRequest(database, jti);
  if (state !== 'reported') raise('conflict', 'Nobody has reported this request.');
  await inTransaction(database, async (transaction) => {
    await setAcknowledged(transaction, jti, by.name);
    await record(transaction, {
      at: now().toISOString(),
      actor: engineerActor(by),
      action: 'report-acknowledged',
      object: jti,
    });
  });
  changes.publish('requests', jti);
}

/** An engineer withdraws their own request; a lead can withdraw any. */
export async function withdrawRequest(
  context: Parts,
  by: Engineer,
  jti: string,
  sentence: string | null,
): Promise<void> {
  const row = await requireRequest(context.database, jti);
  if (row.engineer !== by.id && by.role !== 'lead' && by.role !== 'administrator') {
    raise('forbidden', 'This is a colleague’s request. They, or a lead, can withdraw it.');
  }
  await withdraw(context, row, engineerActor(by), sentence);
}

async function withdraw(
  context: Parts,
  row: StoredRequest,
  actor: Actor,
  sentence: string | null,
): Promise<void> {
  const at = context.now().toISOString();
  if (await moveRequest(context.database, row, { state: 'withdrawn', sentence, actor, at }))
    await tellEnd(context, row);
}

/** Withdraws the requests of an engineer whose account was disabled. */
export async function withdrawAllOf(context: Parts, engineer: string): Promise<void> {
  const states = [...waiting, ...underWay];
  const rows = await listRequestsOfEngineer(context.database, engineer, states);
  for (const row of rows) await withdraw(context, row, deskActor, null);
}

function isOver({ state, expiresAt }: StoredRequest, now: Date): boolean {
  if (waiting.includes(state)) return expiresAt <= now.toISOString();
  return underWay.includes(state) && expiresAt <= new Date(now.getTime() - graceMs).toISOString();
}

/** Ends requests that were not answered in time. */
export async function expireRequests(context: Parts): Promise<void> {
  const now = context.now();
  const states = [...waiting, ...underWay];
  const rows = await listOverdueRequests(context.database, states, now.toISOString());
  for (const row of rows) if (isOver(row, now)) await expire(context, row, now.toISOString());
}

async function expire(context: Parts, row: StoredRequest, at: string): Promise<void> {
  await moveRequest(context.database, row, {
    state: 'expired',
    sentence: null,
    actor: deskActor,
    at,
  });
  await tellEnd(context, row);
}

async function tellEnd(context: Parts, row: StoredRequest): Promise<void> {
  if (row.device !== null)
    context.streams.tell(row.device, 'request-ended', await standingOf(context.database, row.jti));
  tellOfRequest(context, row);
}

export function tellOfRequest({ changes }: Pick<Context, 'changes'>, row: StoredRequest): void {
  changes.publish('requests', row.jti);
  if (row.incident !== null) changes.incidentChanged(numberOf(row.incident));
}

/** The signed requests that the device must show: neither ended nor expired. */
export function openRequestsOf(
  { database, now }: Pick<Context, 'database' | 'now'>,
  device: string,
): Promise<string[]> {
  const states = [...waiting, ...underWay];
  return listSignedRequests(database, device, states, now().toISOString());
}
