import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import type { DeviceRegistration } from '#contract/http/device-api.ts';
import type { Database } from './database.ts';

/** Whether a device is enrolled or revoked. */
export interface Admission {
  /** When it came with an enrolment token; null: unverified. */
  enrolledAt: string | null;
  revokedAt: string | null;
  revokedReason: string | null;
}

export interface Device extends Admission {
  /** Thumbprint of its public key. */
  id: string;
  platform: string;
  agentVersion: string;
  registeredAt: string;
  seenAt: string;
  name: string | null;
  owner: string | null;
}

const admissionColumns = [
  'enrolled_at as enrolledAt',
  'revoked_at as revokedAt',
  'revoked_reason as revokedReason',
] as const;

export const deviceColumns = [
  'id',
  'platform',
  'agent_version as agentVersion',
  'registered_at as registeredAt',
  'seen_at as seenAt',
  'name',
  'owner',
  ...admissionColumns,
] as const;

export const findDevice = (database: Database, id: string): Promise<Device | undefined> =>
  database.selectFrom('devices').select(deviceColumns).where('id', '=', id).executeTakeFirst();

/** What a call of a device is checked against. */
export async function findDeviceKey(
  database: Database,
  id: string,
): Promise<(Admission & { publicKey: PublicKey }) | undefined> {
  const row = await database
    .selectFrom('devices')
    .select(['public_key', ...admissionColumns])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { public_key, ...admission } = row;
  return { ...admission, publicKey: publicKey.parse(JSON.parse(public_key)) };
}

/** @returns false when the device is not registered. */
export async function updateRegistration(
  database: Database,
  id: string,
  { platform, agentVersion }: Pick<DeviceRegistration, 'platform' | 'agentVersion'>,
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('devices')
    .set({ platform, agent_version: agentVersion, seen_at: at })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function insertDevice(
  database: Database,
  id: string,
  { publicKey: key, platform, agentVersion }: DeviceRegistration,
  at: string,
): Promise<void> {
  await database
    .insertInto('devices')
    .values({
      id,
      public_key: JSON.stringify(key),
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
}

export async function setNameAndOwner(
  database: Database,
  { id, name, owner }: Pick<Device, 'id' | 'name' | 'owner'>,
): Promise<void> {
  await database.updateTable('devices').set({ name, owner }).where('id', '=', id).execute();
}

export async function setEnrolled(
  database: Database,
  { id, name, owner }: Pick<Device, 'id' | 'name' | 'owner'>,
  at: string,
): Promise<void> {
  await database
    .updateTable('devices')
    .set({ enrolled_at: at, name, owner })
    .where('id', '=', id)
    .execute();
}

/** @param revocation null lets the device in again. */
export async function setRevoked(
  database: Database,
  id: string,
  revocation: { at: string; reason: string } | null,
): Promise<void> {
  await database
    .updateTable('devices')
    .set({ revoked_at: revocation?.at ?? null, revoked_reason: revocation?.reason ?? null })
    .where('id', '=', id)
    .execute();
}

export async function setSeen(database: Database, id: string, at: string): Promise<void> {
  await database.updateTable('devices').set({ seen_at: at }).where('id', '=', id).execute();
}

export async function listUnverifiedDevices(database: Database): Promise<string[]> {
  const rows = await database
    .selectFrom('devices')
    .select('id')
    .where('enrolled_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

const nameColumns = ['id', 'name', 'enrolled_at as enrolledAt'] as const;

/** What is shown of a device wherever something of it is listed. */
export const listNamedDevices = (database: Database) =>
  database.selectFrom('devices').select(nameColumns).execute();

export const findNamedDevice = (database: Database, id: string) =>
  database.selectFrom('devices').select(nameColumns).where('id', '=', id).executeTakeFirst();

export const findNamedDevices = (database: Database, ids: readonly string[]) =>
  database.selectFrom('devices').select(nameColumns).where('id', 'in', ids).execute();

/** The names of those of these devices that have one, by id. */
export async function deviceNames(
  database: Database,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const devices = await database
    .selectFrom('devices')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  return Object.fromEntries(devices.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
}

/** Unverified devices with an id above `after` that sent nothing, answered no request and were not seen since `seenBefore`. */
export async function listUnusedDevices(
  database: Database,
  { after, seenBefore, limit }: { after: string; seenBefore: string; limit: number },
): Promise<string[]> {
  const rows = await database
    .selectFrom('devices')
    .select('id')
    .where('enrolled_at', 'is', null)
    // A revoked one has to stay revoked.
    .where('revoked_at', 'is', null)
    .where('seen_at', '<', seenBefore)
    .where('id', '>', after)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('submissions').select('id').whereRef('submissions.device', '=', 'devices.id'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('requests').select('jti').whereRef('requests.device', '=', 'devices.id')),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function deleteDevices(database: Database, ids: readonly string[]): Promise<void> {
  await database.deleteFrom('devices').where('id', 'in', ids).execute();
}
