import { randomInt, randomUUID } from 'node:crypto';
import {
  isRequestable,
  requestableCollectors,
} from '#contract/collector/requestable-collectors.ts';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { CreateRequest } from '#contract/http/console-requests.ts';
import {
  codeAlphabet,
  codeLength,
  codeLifeMs,
  type RequestScope,
  type RevealTarget,
} from '#contract/http/request.ts';
import type { Allowance, Role } from '#contract/http/roles.ts';
import type { Context } from '#desk/service/context.ts';
import type { Database } from '#desk/service/store/database.ts';
import { findIncident, submissionOfIncident } from '#desk/service/store/incidents.ts';
import {
  addEvent,
  countOpenCodes,
  countRequestsOfDevice,
  insertRequest,
  type StoredRequest,
} from '#desk/service/store/requests.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { tooMany } from '../auth/engineers.ts';
import { requireDevice } from '../devices/devices.ts';
import { idOf } from '../incidents/number.ts';
import { contentOf, readBundleFile } from '../incidents/read.ts';
import { requireKept } from '../incidents/retention.ts';
import { codeHashOf } from './codes.ts';
import { holdsPseudonym } from './holds-pseudonym.ts';
import { signRequest } from './sign.ts';
import { waiting } from './state.ts';

type Parts = Pick<
  Context,
  | 'database'
  | 'keys'
  | 'organisation'
  | 'settings'
  | 'requestBudget'
  | 'bundleCache'
  | 'streams'
  | 'changes'
  | 'now'
>;

/** Open requests that one device may have, and open codes that one engineer may have. */
const mostOpenOfDevice = 20;
const mostOpenCodes = 5;
const revealLifeMs = 7 * 24 * 3_600_000;

export interface Made {
  row: StoredRequest;
  /** What the engineer reads out; it is not stored. */
  code: string | null;
}

/**
 * Makes an engineer's request. One to a machine is signed now and reaches it at once if it listens; one by phone is signed
 * when its code is redeemed, for the device that redeems it.
 * @throws CandorError `forbidden` when the role may not ask for that, `not-found`, `conflict`, `too-many-attempts`.
 */
export async function makeRequest(
  context: Parts,
  engineer: Engineer,
  wish: CreateRequest,
): Promise<Made> {
  const wait = context.requestBudget.take(engineer.id, context.now().getTime());
  if (wait > 0) tooMany(wait);
  if (wish.kind !== 'reveal') {
    requireAllowed(context, engineer, wish.scope);
    requireKnown(wish.scope);
  }
  switch (wish.kind) {
    case 'machine':
      return { row: await toMachine(context, engineer, wish), code: null };
    case 'phone':
      return byPhone(context, engineer, wish);
    case 'reveal':
      return { row: await reveal(context, engineer, wish), code: null };
  }
}

/** The desk's settings say what each role may ask for. Auditors may ask for nothing. */
export function allowanceOf({ settings }: Pick<Context, 'settings'>, role: Role): Allowance | null {
  return role === 'auditor' ? null : settings.now().requests[role];
}

function requireAllowed(context: Parts, { role }: Engineer, scope: RequestScope): void {
  const allowance = allowanceOf(context, role);
  if (
    allowance &&
    ('preset' in scope ? allowance.presets.includes(scope.preset) : allowance.collectors)
  )
    return;
  const asked = 'preset' in scope ? scope.preset : scope.collectors.join(', ');
  raise(
    'forbidden',
    'Your role may not ask for “{asked}” at this desk. Check the name, choose a smaller preset, or ask a lead.',
    {
      values: { asked },
      detail:
        'preset' in scope
          ? `preset ${scope.preset}, role ${role}`
          : `single collectors, role ${role}`,
    },
  );
}

/** Refuses a mistyped name at once: the person's computer would silently collect nothing for it. */
function requireKnown(scope: RequestScope): void {
  if ('preset' in scope) return;
  const unknown = scope.collectors.filter((id) => !isRequestable(id));
  if (unknown.length === 0) return;
  raise(
    'invalid-arguments',
    'You cannot ask for {names}: there is no such collector. Choose from: {known}.',
    {
      values: {
        names: unknown.map((id) => `“${id}”`).join(', '),
        known: requestableCollectors.join(', '),
      },
    },
  );
}

async function toMachine(
  context: Parts,
  engineer: Engineer,
  wish: Extract<CreateRequest, { kind: 'machine' }>,
): Promise<StoredRequest> {
  const { database } = context;
  const { revokedAt } = await requireDevice(database, wish.device);
  if (revokedAt !== null) raise('conflict', 'This device is revoked; it takes no requests.');
  const incident = await requireIncident(context, wish.incident, wish.device);
  const expires = new Date(context.now().getTime() + wish.minutes * 60_000);
  const row = rowOf(context, engineer, {
    kind: 'machine',
    device: wish.device,
    incident,
    reason: wish.reason,
    expires,
  });
  row.scope = JSON.stringify(wish.scope);
  row.jws = await signRequest(context, row);
  return insert(context, engineer, row);
}

async function byPhone(
  context: Parts,
  engineer: Engineer,
  wish: Extract<CreateRequest, { kind: 'phone' }>,
): Promise<Made> {
  const { database, keys, now } = context;
  const at = now().toISOString();
  const count = await countOpenCodes(database, engineer.id, at);
  if (count >= mostOpenCodes) {
    raise(
      'conflict',
      'You have {count} codes that nobody has typed yet. Withdraw one, or wait until it ends.',
      {
        values: { count },
      },
    );
  }
  // The device that will redeem the code is not known yet.
  const incident = await requireIncident(context, wish.incident, null);
  const expires = new Date(now().getTime() + codeLifeMs);
  const code = Array.from(
    { length: codeLength },
    () => codeAlphabet[randomInt(codeAlphabet.length)],
  ).join('');
  const row = rowOf(context, engineer, {
    kind: 'phone',
    device: null,
    incident,
    reason: wish.reason,
    expires,
  });
  row.scope = JSON.stringify(wish.scope);
  row.number = String(randomInt(100)).padStart(2, '0');
  row.codeHash = codeHashOf(keys, code);
  row.codeExpiresAt = expires.toISOString();
  return { row: await insert(context, engineer, row), code };
}

async function reveal(
  context: Parts,
  engineer: Engineer,
  wish: Extract<CreateRequest, { kind: 'reveal' }>,
): Promise<StoredRequest> {
  const { database, now } = context;
  const content = await contentOf(context, wish.incident);
  if (!content.items.some(({ id }) => id === wish.item))
    raise('unknown-item', 'This bundle has no such item.');
  const { stream } = await readBundleFile(context, wish.incident, wish.item, (size) => ({
    start: 0,
    end: size - 1,
  }));
  if (!(await holdsPseudonym(stream, wish.pseudonym).finally(() => stream.destroy()))) {
    raise(
      'invalid-arguments',
      '{item} does not contain “{pseudonym}”. Check the name, and choose the item in which you saw it.',
      {
        values: { item: wish.item, pseudonym: wish.pseudonym },
      },
    );
  }
  const incident = idOf(wish.incident);
  const target: RevealTarget = {
    submission: await submissionOfIncident(database, incident),
    manifestHash: content.manifestHash,
    item: wish.item,
    pseudonym: wish.pseudonym,
  };
  const expires = new Date(now().getTime() + revealLifeMs);
  const row = rowOf(context, engineer, {
    kind: 'reveal',
    device: content.device,
    incident,
    reason: wish.reason,
    expires,
  });
  row.reveal = JSON.stringify(target);
  row.jws = await signRequest(context, row);
  return insert(context, engineer, row);
}

/** @param device asked in this incident; null while it is not known. */
async function requireIncident(
  { database, now }: Parts,
  number: string | null,
  device: string | null,
): Promise<number | null> {
  if (number === null) return null;
  const found = await findIncident(database, idOf(number));
  const incident = requireKept(found, now().toISOString());
  if (device !== null && incident.device !== device) {
    raise(
      'conflict',
      '{incident} came from another computer. Ask that computer, or ask this one without an incident.',
      {
        values: { incident: number },
        detail: `asked ${device}, incident of ${incident.device}`,
      },
    );
  }
  return incident.id;
}

function rowOf(
  { now }: Parts,
  { id, name, role }: Engineer,
  wish: Pick<StoredRequest, 'kind' | 'device' | 'incident' | 'reason'> & { expires: Date },
): StoredRequest {
  const { expires, ...rest } = wish;
  return {
    ...rest,
    jti: randomUUID(),
    state: 'created',
    engineer: id,
    engineerName: name,
    engineerRole: role,
    scope: null,
    reveal: null,
    jws: null,
    number: null,
    codeHash: null,
    codeExpiresAt: null,
    redeemedAt: null,
    createdAt: now().toISOString(),
    expiresAt: expires.toISOString(),
    submission: null,
    answer: null,
    acknowledgedBy: null,
  };
}

async function insert(
  context: Parts,
  engineer: Engineer,
  row: StoredRequest,
): Promise<StoredRequest> {
  const { database, changes, streams } = context;
  await inTransaction(database, async (transaction) => {
    if (row.device !== null) await refuseMore(transaction, row.device);
    await insertRequest(transaction, row);
    await addEvent(transaction, row.jti, { state: 'created', at: row.createdAt, sentence: null });
    await record(transaction, {
      ...{
        at: row.createdAt,
        actor: engineerActor(engineer),
        action: 'request-made',
        object: row.jti,
      },
      detail: { kind: row.kind, device: row.device, scope: row.scope, incident: row.incident },
    });
  });
  if (row.device !== null && row.jws !== null)
    streams.tell(row.device, 'request', { jws: row.jws });
  changes.publish('requests', row.jti);
  return row;
}

async function refuseMore(database: Database, device: string): Promise<void> {
  const count = await countRequestsOfDevice(database, device, waiting);
  if (count < mostOpenOfDevice) return;
  raise(
    'conflict',
    'This device has {count} open requests. Withdraw one that is no longer needed.',
    { values: { count } },
  );
}
