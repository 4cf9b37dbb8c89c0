import { type AppError, appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { DeskDevice, DeviceChange } from '#contract/http/console-requests.ts';
import type { DeviceRegistration } from '#contract/http/device-api.ts';
import type { Context } from '#desk/service/context.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  type Admission,
  type Device,
  findDevice,
  insertDevice,
  setNameAndOwner,
  setRevoked,
  updateRegistration,
} from '#desk/service/store/devices.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
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
  { enrolledAt, revokedAt, revokedReason }: Admission,
): void {
  if (revokedAt !== null) throw new CandorError(revokedProblem(revokedReason ?? ''));
  if (enrolledAt === null && !settings.now().unverifiedDevices) enrolmentRequired();
}

export function enrolmentRequired(): never {
  raise(
    'enrolment-required',
    'This desk takes only computers that your IT department has enrolled. Ask them to enrol this one.',
  );
}

/** Registers a device, or stores its new version. @returns whether it was new. */
export async function register(
  database: Database,
  device: string,
  registration: DeviceRegistration,
  at: string,
): Promise<boolean> {
  if (await updateRegistration(database, device, registration, at)) return false;
  await insertDevice(database, device, registration, at);
  await record(database, {
    at,
    actor: deviceActor(device),
    action: 'device-registered',
    object: device,
    detail: { platform: registration.platform },
  });
  return true;
}

/** @throws CandorError `not-found`. */
export async function requireDevice(database: Database, id: string): Promise<Device> {
  return (await findDevice(database, id)) ?? raise('not-found', 'There is no such device.');
}

export function describeDevice(
  device: Device,
  { connected, seenAt }: { connected: boolean; seenAt: string | null },
): DeskDevice {
  const { enrolledAt, revokedAt, revokedReason, ...shown } = device;
  return {
    ...shown,
    seenAt: seenAt ?? device.seenAt,
    connected,
    verified: enrolledAt !== null,
    revoked: revokedAt === null ? null : { at: revokedAt, reason: revokedReason ?? '' },
  };
}

export async function changeDevice(
  database: Database,
  by: Engineer,
  id: string,
  { name, owner }: DeviceChange,
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await requireDevice(transaction, id);
    await setNameAndOwner(transaction, { id, name, owner });
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-changed',
      object: id,
      detail: { name, owner },
    });
  });
}

/** Revokes a device until it is admitted again. @throws CandorError `conflict` when it is already. */
export async function revokeDevice(
  database: Database,
  by: Engineer,
  id: string,
  reason: string,
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    const { revokedAt } = await requireDevice(transaction, id);
    if (revokedAt !== null) raise('conflict', 'This device is revoked already.');
    await setRevoked(transaction, id, { at, reason });
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-revoked',
      object: id,
      detail: { reason },
    });
  });
}

/** Withdraws a revocation; the device has its former state again. @throws CandorError `conflict` when it is not revoked. */
export async function letDeviceIn(
  database: Database,
  by: Engineer,
  id: string,
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    const { revokedAt } = await requireDevice(transaction, id);
    if (revokedAt === null) raise('conflict', 'This device is not revoked.');
    await setRevoked(transaction, id, null);
    await record(transaction, {
      at,
      actor: engineerActor(by),
      action: 'device-let-in',
      object: id,
    });
  });
}
