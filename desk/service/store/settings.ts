import { type DeskSettings, deskSettings } from '#contract/http/console-people.ts';
import type { Database } from './database.ts';
import type { SettingRow } from './tables.ts';
import { inTransaction } from './transaction.ts';

const unnamed = 'My organisation';

type SettingName = SettingRow['name'];

async function read(database: Database, name: SettingName): Promise<string | null> {
  const row = await database
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

async function write(database: Database, name: SettingName, value: string): Promise<void> {
  await database
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** The hash of the token that opens the first account; null once it is used. */
export const findSetupTokenHash = (database: Database): Promise<string | null> =>
  read(database, 'setup-token-hash');

export const saveSetupTokenHash = (database: Database, hash: string): Promise<void> =>
  write(database, 'setup-token-hash', hash);

export async function deleteSetupTokenHash(database: Database): Promise<void> {
  await database.deleteFrom('settings').where('name', '=', 'setup-token-hash').execute();
}

/** The organisation's name: the one given now, else the one given before. */
export async function organisationName(
  database: Database,
  given: string | undefined,
): Promise<string> {
  if (given === undefined) return (await read(database, 'organisation')) ?? unnamed;
  await write(database, 'organisation', given);
  return given;
}

export const firstSettings: DeskSettings = {
  unverifiedDevices: true,
  requests: {
    engineer: { presets: ['quick', 'standard', 'network', 'performance'], collectors: false },
    lead: { presets: ['quick', 'standard', 'network', 'performance', 'full'], collectors: true },
    administrator: {
      presets: ['quick', 'standard', 'network', 'performance', 'full'],
      collectors: true,
    },
  },
  securityContact: '',
};

/** What leads and administrators set; held in memory, because every call of a device reads it. */
export interface Settings {
  now(): DeskSettings;
  /** `alongside` is done in the same transaction. */
  change(
    settings: DeskSettings,
    alongside: (transaction: Database) => Promise<void>,
  ): Promise<void>;
}

export async function openSettings(database: Database): Promise<Settings> {
  const kept = await read(database, 'desk');
  let current = kept === null ? firstSettings : deskSettings.parse(JSON.parse(kept));
  return {
    now: () => current,
    async change(settings, alongside) {
      await inTransaction(database, async (transaction) => {
        await write(transaction, 'desk', JSON.stringify(settings));
        await alongside(transaction);
      });
      current = settings;
    },
  };
}
