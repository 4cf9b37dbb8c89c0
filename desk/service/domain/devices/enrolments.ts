import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { CreateEnrolment, EnrolmentToken } from '#contract/http/console-requests.ts';
import type { DeviceEnrolment } from '#contract/http/device-api.ts';
import type { Database } from '../../store/database.ts';
import type { EnrolmentRow } from '../../store/tables.ts';
import { deviceActor, engineerActor, record } from '../audit/audit.ts';
import { hashSecret, makeSecret } from '../auth/secrets.ts';
import { findDevice, register } from './devices.ts';

const prefix = 'enrol_';
const dayMs = 24 * 3_600_000;

function stateOf(
  { uses_left, expires_at, revoked_at }: EnrolmentRow,
  at: string,
): EnrolmentToken['state'] {
  if (revoked_at !== null) return 'revoked';
  if (expires_at <= at) return 'expired';
  return uses_left > 0 ? 'good' : 'spent';
}

const enrolmentOf = (row: EnrolmentRow, at: string): EnrolmentToken => ({
  id: row.id,
  label: row.label,
  uses: row.uses,
  usesLeft: row.uses_left,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  state: stateOf(row, at),
});

export async function enrolmentsOf(database: Database, at: string): Promise<EnrolmentToken[]> {
  const rows = await database
    .selectFrom('enrolments')
    .selectAll()
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute();
  return rows.map((row) => enrolmentOf(row, at));
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
  const row: EnrolmentRow = {
    id: randomUUID(),
    label,
    token_hash: hashSecret(token),
    uses,
    uses_left: uses,
    created_at: at,
    created_by: by.name,
    expires_at: new Date(now.getTime() + days * dayMs).toISOString(),
    revoked_at: null,
  };
  await database.transaction().execute(async (transaction) => {
    await transaction.insertInto('enrolments').values(row).execute();
    await record(transaction, {
      ...{ at, actor: engineerActor(by), action: 'enrolment-made', object: row.id },
      detail: { label, uses, expires: row.expires_at },
    });
  });
  return { token, enrolment: enrolmentOf(row, at) };
}

export async function revokeEnrolment(
  database: Database,
  by: Engineer,
  id: string,
  at: string,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('enrolments')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) raise('not-found', 'There is no such enrolment token.');
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
  enrolment: DeviceEnrolment,
  at: string,
): Promise<void> {
  const { token, name, owner, publicKey, platform, agentVersion } = enrolment;
  await database.transaction().execute(async (transaction) => {
    await register(transaction, device, { publicKey, platform, agentVersion }, at);
    const known = await findDevice(transaction, device);
    if (known.enrolled_at !== null) return;
    const row = await transaction
      .selectFrom('enrolments')
      .selectAll()
      .where('token_hash', '=', hashSecret(token))
      .executeTakeFirst();
    if (!row || stateOf(row, at) !== 'good') {
      raise(
        'enrolment-invalid',
        'The enrolment token of this computer is used up or too old. Ask your IT department for a new one.',
      );
    }
    await transaction
      .updateTable('enrolments')
      .set({ uses_left: row.uses_left - 1 })
      .where('id', '=', row.id)
      .execute();
    await transaction
      .updateTable('devices')
      .set({ enrolled_at: at, name: name ?? known.name, owner: owner ?? known.owner })
      .where('id', '=', device)
      .execute();
    await record(transaction, {
      ...{ at, actor: deviceActor(device), action: 'device-enrolled', object: device },
      detail: { enrolment: row.label },
    });
  });
}
