import { type AppError, appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { DeskDevice, DeviceChange } from '#contract/http/console-requests.ts';
import type { DeviceRegistration } from '#contract/http/device-api.ts';
import type { Context } from '../../context.ts';
import type { Database } from '../../store/database.ts';
import type { DeviceRow } from '../../store/tables.ts';
import { deviceActor, engineerActor, record } from '../audit/audit.ts';

export const revokedProblem = (reason: string): AppError =>
  appErrorOf(
    'device-revoked',
    'Your support team has revoked this computer’s access: {reason}. Nothing can be sent or received; please call them.',
    { values: { reason } },
  );

/** @throws CandorError `device-revoked`, or `enrolment-required` where the desk takes only enrolled devices. */
export function requireAdmitted(
  { settings }: Pick<Context, 'settings'>,
  row: Pick<DeviceRow, 'enrolled_at' | 'revoked_at' | 'revoked_reason'>,
): void {
  if (row.revoked_at !== null) throw new CandorError(revokedProblem(row.revoked_reason ?? ''));
  if (row.enrolled_at === null && !settings.now().unverifiedDevices) enrolmentRequired();
}

export function enrolmentRequired(): never {
  raise(
    'enrolment-required',
    'This desk takes only computers that your IT department has enrolled. Ask them to enrol this one.',
  );
}

/** Makes a device known, or notes its new version. @returns whether it was unknown. */
export async function register(
  database: Database,
  device: string,
  { publicKey, platform, agentVersion }: DeviceRegistration,
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('devices')
    .set({ platform, agent_version: agentVersion, seen_at: at })
    .where('id', '=', device)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return false;
  await database
    .insertInto('devices')
    .values({
      id: device,
      public_key: JSON.stringify(publicKey),
      platform,
      agent_version: agentVersion,
      registered_at: at,
      seen_at: at,
      name: null,
      owner: null,
      enrolled_at: null,
      revoked_at: null,
      revoked_reason: null,
    })
    .execute();
  await record(database, {
    at,
    actor: deviceActor(device),
    action: 'device-registered',
    object: device,
    detail: { platform },
  });
  return true;
}

export async function findDevice(database: Database, id: string): Promise<DeviceRow> {
  const row = await database
    .selectFrom('devices')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? raise('not-found', 'There is no such device.');
}

export function describeDevice(
  row: DeviceRow,
  { connected, seenAt }: { connected: boolean; seenAt: string | null },
): DeskDevice {
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    platform: row.platform,
    agentVersion: row.agent_version,
    registeredAt: row.registered_at,
    seenAt: seenAt ?? row.seen_at,
    connected,
    verified: row.enrolled_at !== null,
    revoked:
      row.revoked_at === null ? null : { at: row.revoked_at, reason: row.revoked_reason ?? '' },
  };
}

export async function changeDevice(
  database: Database,
  by: Engineer,
  id: string,
  { name, owner }: DeviceChange,
  at: string,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await findDevice(transaction, id);
    await transaction.updateTable('devices').set({ name, owner }).where('id', '=', id).execute();
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-changed',
      object: id,
      detail: { name, owner },
    });
  });
}

/** Until it is let in again. @throws CandorError `conflict` when it is already. */
export async function revokeDevice(
  database: Database,
  by: Engineer,
  id: string,
  reason: string,
  at: string,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { revoked_at } = await findDevice(transaction, id);
    if (revoked_at !== null) raise('conflict', 'This device is revoked already.');
    await transaction
      .updateTable('devices')
      .set({ revoked_at: at, revoked_reason: reason })
      .where('id', '=', id)
      .execute();
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-revoked',
      object: id,
      detail: { reason },
    });
  });
}

/** Takes a revocation back; the device is what it was before. @throws CandorError `conflict` when it is not revoked. */
export async function letDeviceIn(
  database: Database,
  by: Engineer,
  id: string,
  at: string,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { revoked_at } = await findDevice(transaction, id);
    if (revoked_at === null) raise('conflict', 'This device is not revoked.');
    await transaction
      .updateTable('devices')
      .set({ revoked_at: null, revoked_reason: null })
      .where('id', '=', id)
      .execute();
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-let-in',
      object: id,
    });
  });
}
