import { z } from 'zod';
import type { RequestEvent, RequestKind, RequestState } from '#contract/http/request.ts';
import type { Role } from '#contract/http/roles.ts';
import type { Database } from './database.ts';
import { decrypt, encrypt } from './extract.ts';

export interface StoredRequest {
  jti: string;
  kind: RequestKind;
  state: RequestState;
  engineer: string;
  engineerName: string;
  engineerRole: Role;
  /** Null until somebody has redeemed the code. */
  device: string | null;
  incident: number | null;
  reason: string;
  /** JSON `RequestScope`; null for a reveal. */
  scope: string | null;
  /** JSON `RevealTarget`; only for a reveal. */
  reveal: string | null;
  /** As the device gets it; null until somebody has redeemed the code. */
  jws: string | null;
  number: string | null;
  /** HMAC: 37 bits would be found from a plain hash. Null once the code is spent. */
  codeHash: string | null;
  codeExpiresAt: string | null;
  redeemedAt: string | null;
  createdAt: string;
  expiresAt: string;
  /** The bundle that answers it. */
  submission: string | null;
  /** The revealed value, encrypted; deleted with its incident. */
  answer: Uint8Array | null;
  acknowledgedBy: string | null;
}

export const requestColumns = [
  'requests.jti',
  'requests.kind',
  'requests.state',
  'requests.engineer',
  'requests.engineer_name as engineerName',
  'requests.engineer_role as engineerRole',
  'requests.device',
  'requests.incident',
  'requests.reason',
  'requests.scope',
  'requests.reveal',
  'requests.jws',
  'requests.number',
  'requests.code_hash as codeHash',
  'requests.code_expires_at as codeExpiresAt',
  'requests.redeemed_at as redeemedAt',
  'requests.created_at as createdAt',
  'requests.expires_at as expiresAt',
  'requests.submission',
  'requests.answer',
  'requests.acknowledged_by as acknowledgedBy',
] as const;

const answerPlace = (jti: string): string => `${jti} answer`;

export const encryptAnswer = (key: Uint8Array, jti: string, value: string): Uint8Array =>
  encrypt(value, key, answerPlace(jti));

export const decryptAnswer = (key: Uint8Array, jti: string, answer: Uint8Array): string =>
  decrypt(z.string(), answer, key, answerPlace(jti));

export const findRequest = (database: Database, jti: string): Promise<StoredRequest | undefined> =>
  database.selectFrom('requests').select(requestColumns).where('jti', '=', jti).executeTakeFirst();

/** The request whose code has this hash, while the code can be redeemed. */
export const findRequestByCode = (
  database: Database,
  codeHash: string,
  at: string,
): Promise<StoredRequest | undefined> =>
  database
    .selectFrom('requests')
    .select(requestColumns)
    .where('code_hash', '=', codeHash)
    .where('state', '=', 'created')
    .where('code_expires_at', '>', at)
    .executeTakeFirst();

export async function insertRequest(database: Database, request: StoredRequest): Promise<void> {
  await database
    .insertInto('requests')
    .values({
      jti: request.jti,
      kind: request.kind,
      state: request.state,
      engineer: request.engineer,
      engineer_name: request.engineerName,
      engineer_role: request.engineerRole,
      device: request.device,
      incident: request.incident,
      reason: request.reason,
      scope: request.scope,
      reveal: request.reveal,
      jws: request.jws,
      number: request.number,
      code_hash: request.codeHash,
      code_expires_at: request.codeExpiresAt,
      redeemed_at: request.redeemedAt,
      created_at: request.createdAt,
      expires_at: request.expiresAt,
      submission: request.submission,
      answer: request.answer,
      acknowledged_by: request.acknowledgedBy,
    })
    .execute();
}

/** Gives the request to the device that redeemed its code; the code cannot be used again. */
export async function setRedeemed(
  database: Database,
  request: Pick<StoredRequest, 'jti' | 'device' | 'redeemedAt' | 'state' | 'expiresAt' | 'jws'>,
): Promise<void> {
  const { jti, device, redeemedAt, state, expiresAt, jws } = request;
  await database
    .updateTable('requests')
    .set({
      device,
      code_hash: null,
      redeemed_at: redeemedAt,
      state,
      expires_at: expiresAt,
      jws,
    })
    .where('jti', '=', jti)
    .execute();
}

/** A code that was not redeemed cannot be redeemed afterwards. */
export async function setRequestState(
  database: Database,
  jti: string,
  values: Pick<StoredRequest, 'state'> & Partial<Pick<StoredRequest, 'submission' | 'answer'>>,
): Promise<void> {
  await database
    .updateTable('requests')
    .set({ ...values, code_hash: null })
    .where('jti', '=', jti)
    .execute();
}

/** @param by the name of the engineer who has read the report. */
export async function setAcknowledged(database: Database, jti: string, by: string): Promise<void> {
  await database
    .updateTable('requests')
    .set({ acknowledged_by: by })
    .where('jti', '=', jti)
    .execute();
}

export async function addEvent(
  database: Database,
  request: string,
  { state, at, sentence }: RequestEvent,
): Promise<void> {
  await database.insertInto('request_events').values({ request, state, at, sentence }).execute();
}

/** The events of these requests, oldest first. */
export const eventsOf = (database: Database, requests: readonly string[]) =>
  database
    .selectFrom('request_events')
    .select(['request', 'state', 'at', 'sentence'])
    .where('request', 'in', requests)
    .orderBy('position')
    .execute();

export const lastEventOf = (database: Database, request: string) =>
  database
    .selectFrom('request_events')
    .select(['state', 'at'])
    .where('request', '=', request)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();

/** The engineer's codes that nobody has typed yet. */
export async function countOpenCodes(
  database: Database,
  engineer: string,
  at: string,
): Promise<number> {
  const { count } = await database
    .selectFrom('requests')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('engineer', '=', engineer)
    .where('kind', '=', 'phone')
    .where('state', '=', 'created')
    .where('code_expires_at', '>', at)
    .executeTakeFirstOrThrow();
  return count;
}

export async function countRequestsOfDevice(
  database: Database,
  device: string,
  states: readonly RequestState[],
): Promise<number> {
  const { count } = await database
    .selectFrom('requests')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('device', '=', device)
    .where('state', 'in', states)
    .executeTakeFirstOrThrow();
  return count;
}

export const listRequestsOfEngineer = (
  database: Database,
  engineer: string,
  states: readonly RequestState[],
): Promise<StoredRequest[]> =>
  database
    .selectFrom('requests')
    .select(requestColumns)
    .where('engineer', '=', engineer)
    .where('state', 'in', states)
    .execute();

/** Requests in one of these states whose time has passed. */
export const listOverdueRequests = (
  database: Database,
  states: readonly RequestState[],
  at: string,
): Promise<StoredRequest[]> =>
  database
    .selectFrom('requests')
    .select(requestColumns)
    .where('state', 'in', states)
    .where('expires_at', '<=', at)
    .execute();

/** The signed requests of a device in one of these states whose time has not passed, oldest first. */
export async function listSignedRequests(
  database: Database,
  device: string,
  states: readonly RequestState[],
  at: string,
): Promise<string[]> {
  const rows = await database
    .selectFrom('requests')
    .select('jws')
    .where('device', '=', device)
    .where('state', 'in', states)
    .where('expires_at', '>', at)
    .orderBy('created_at')
    .execute();
  return rows.flatMap(({ jws }) => (jws === null ? [] : [jws]));
}

/** What people reported as wrong and no engineer has acknowledged, newest first. */
export const listOpenReports = (database: Database, most: number): Promise<StoredRequest[]> =>
  database
    .selectFrom('requests')
    .select(requestColumns)
    .where('state', '=', 'reported')
    .where('acknowledged_by', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute();
