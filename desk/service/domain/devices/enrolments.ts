import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { CreateEnrolment, EnrolmentToken } from '#contract/http/console-requests.ts';
import type { DeviceEnrolment } from '#contract/http/device-api.ts';
import type { Database } from '#desk/service/store/database.ts';
import { setEnrolled } from '#desk/service/store/devices.ts';
import {
  type Enrolment,
  findEnrolment,
  insertEnrolment,
  listEnrolments,
  setEnrolmentRevoked,
  setUsesLeft,
} from '#desk/service/store/enrolments.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { deviceActor, engineerActor, record } from '../audit/audit.ts';
import { hashSecret, makeSecret } from '../auth/secrets.ts';
import { register, requireDevice } from './devices.ts';

const prefix = 'enrol_';
const dayMs = 24 * 3_600_000;

function stateOf(
  { usesLeft, expiresAt, revokedAt }: Enrolment,
  at: string,
): EnrolmentToken['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= at) return 'expired';
  return usesLeft > 0 ? 'good' : 'spent';
}

const shown = (enrolment: Enrolment, at: string): EnrolmentToken => {
  const { revokedAt: _revokedAt, ...token } = enrolment;
  return { ...token, state: stateOf(enrolment, at) };
};

const mostListed = 500;

export async function enrolmentsOf(database: Database, at: string): Promise<EnrolmentToken[]> {
  const enrolments = await listEnrolments(database, mostListed);
  return enrolments.map((enrolment) => shown(enrolment, at));
}

/** @returns also the token itself, which exists nowhere else. */
export async function makeEnrolment(
  database: Database,
  by: Engineer,
  { label, uses, days }: CreateEnrolment,
  now: Date,
): Promise<{ token: string; enrolment: EnrolmentToken }> {
  const token = `${prefix}${makeSecret()}`;
  const at = now.toISOString();
  const enrolment: Enrolment = {
    id: randomUUID(),
    label,
    uses,
    usesLeft: uses,
    createdAt: at,
    createdBy: by.name,
    expiresAt: new Date(now.getTime() + days * dayMs).toISOString(),
    revokedAt: null,
  };
  await inTransaction(database, async (transaction) => {
    await insertEnrolment(transaction, enrolment, hashSecret(token));
    await record(transaction, {
      ...{ at, actor: engineerActor(by), action: 'enrolment-made', object: enrolment.id },
      detail: { label, uses, expires: enrolment.expiresAt },
    });
  });
  return { token, enrolment: shown(enrolment, at) };
}

export async function revokeEnrolment(
  database: Database,
  by: Engineer,
  id: string,
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    if (!(await setEnrolmentRevoked(transaction, id, at)))
      raise('not-found', 'There is no such enrolment token.');
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'enrolment-revoked',
      object: id,
    });
  });
}

/**
 * Makes a device known and verified, and spends one use of the token; a device that is verified already spends none.
 * @throws CandorError `enrolment-invalid`, alike for every reason: who guesses learns nothing.
 */
export async function enrol(
  database: Database,
  device: string,
  request: DeviceEnrolment,
  at: string,
): Promise<void> {
  const { token, name, owner, publicKey, platform, agentVersion } = request;
  await inTransaction(database, async (transaction) => {
    await register(transaction, device, { publicKey, platform, agentVersion }, at);
    const known = await requireDevice(transaction, device);
    if (known.enrolledAt !== null) return;
    const enrolment = await findEnrolment(transaction, hashSecret(token));
    if (!enrolment || stateOf(enrolment, at) !== 'good') {
      raise(
        'enrolment-invalid',
        'The enrolment token of this computer is used up or too old. Ask your IT department for a new one.',
      );
    }
    await setUsesLeft(transaction, enrolment.id, enrolment.usesLeft - 1);
    const named = { id: device, name: name ?? known.name, owner: owner ?? known.owner };
    await setEnrolled(transaction, named, at);
    await record(transaction, {
      ...{ at, actor: deviceActor(device), action: 'device-enrolled', object: device },
      detail: { enrolment: enrolment.label },
    });
  });
}
