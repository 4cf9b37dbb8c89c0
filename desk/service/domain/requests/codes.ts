import { createHmac } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { CodeRedemption } from '#contract/http/device-api.ts';
import type { Context } from '#desk/service/context.ts';
import type { Keys } from '#desk/service/keys.ts';
import type { CodeGuard } from '#desk/service/runtime/code-guard.ts';
import type { Database } from '#desk/service/store/database.ts';
import { findDevice } from '#desk/service/store/devices.ts';
import { findIncident } from '#desk/service/store/incidents.ts';
import {
  addEvent,
  findRequestByCode,
  type StoredRequest,
  setRedeemed,
} from '#desk/service/store/requests.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { deviceActor, record } from '../audit/audit.ts';
import { tooMany } from '../auth/engineers.ts';
import { signRequest } from './sign.ts';

type Parts = Pick<Context, 'database' | 'keys' | 'organisation' | 'codeGuard' | 'changes' | 'now'>;

/** How long the person has for what follows, from the moment the code was typed. */
const lifeAfterRedemptionMs = 2 * 3_600_000;

export const codeHashOf = ({ codeKey }: Pick<Keys, 'codeKey'>, code: string): string =>
  createHmac('sha256', codeKey).update(code).digest('hex');

/**
 * Spends a short code: the request becomes this device's, is signed for it, and the engineer sees who typed it.
 * @returns the signed request.
 * @throws CandorError `code-wrong` for a code that is wrong, used or over, alike; `too-many-attempts` with the seconds.
 */
export async function redeemCode(
  context: Parts,
  device: string,
  address: string,
  { code, nonce }: CodeRedemption,
): Promise<string> {
  const { database, keys, now, codeGuard } = context;
  const verified = await isVerified(context, device);
  requireTurn(codeGuard, { device, address, verified, nowMs: now().getTime() });
  const at = now().toISOString();
  const signed = await inTransaction(database, async (transaction) => {
    const found = await findRequestByCode(transaction, codeHashOf(keys, code), at);
    if (!found) {
      await record(transaction, {
        at,
        actor: deviceActor(device),
        action: 'code-refused',
        detail: { address },
      });
      return null;
    }
    if (found.incident !== null) await requireItsComputer(transaction, found.incident, device);
    const redeemed: StoredRequest = {
      ...found,
      device,
      codeHash: null,
      redeemedAt: at,
      state: 'delivered',
      expiresAt: new Date(now().getTime() + lifeAfterRedemptionMs).toISOString(),
    };
    const jws = await signRequest(context, redeemed, nonce);
    const { jti, state } = redeemed;
    await setRedeemed(transaction, { ...redeemed, jws });
    await addEvent(transaction, jti, { state, at, sentence: null });
    await record(transaction, {
      at,
      actor: deviceActor(device),
      action: 'request-redeemed',
      object: jti,
      detail: { address },
    });
    return { jti, jws };
  });
  if (!signed) {
    raise(
      'code-wrong',
      'This code is not right, was used already, or is older than ten minutes. Ask for a new one.',
    );
  }
  codeGuard.byDevice.succeed(device);
  context.changes.publish('requests', signed.jti);
  return signed.jws;
}

/** What is asked for because of an incident is asked of the computer that sent it. The code stays open for that one. */
async function requireItsComputer(
  database: Database,
  incident: number,
  device: string,
): Promise<void> {
  if ((await findIncident(database, incident))?.device === device) return;
  raise('code-wrong', 'This code is for another computer. Enter it there, or ask for a new one.');
}

/** Counts the try before its answer is known, so that many at the same moment count too. */
function requireTurn(
  { byDevice, byAddress, ofAll }: CodeGuard,
  {
    device,
    address,
    verified,
    nowMs,
  }: { device: string; address: string; verified: boolean; nowMs: number },
): void {
  const wait = byDevice.waitMs(device, nowMs);
  if (wait > 0) tooMany(Math.ceil(wait / 1000));
  byDevice.fail(device, nowMs);
  const crowded =
    byAddress.take(address, nowMs) || ofAll.take(verified ? 'verified' : 'unverified', nowMs);
  if (crowded > 0) tooMany(crowded);
}

async function isVerified(
  { database }: Pick<Context, 'database'>,
  device: string,
): Promise<boolean> {
  const found = await findDevice(database, device);
  return found !== undefined && found.enrolledAt !== null;
}
