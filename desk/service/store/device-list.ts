import { type SqlBool, sql } from 'kysely';
import type { DevicePage, DeviceQuery } from '#contract/http/console-lists.ts';
import type { Cursor } from './cursor.ts';
import type { Database } from './database.ts';
import { type Device, deviceColumns } from './devices.ts';
import { containsWord, searchWords } from './find.ts';

const searched = ['name', 'owner', 'platform', 'agent_version', 'id'];

/** The device last seen first, as the database knows it. */
export async function listDevices(
  database: Database,
  { view, find }: Pick<DeviceQuery, 'view' | 'find'>,
  { after, limit }: { after: Cursor | null; limit: number },
): Promise<{ devices: Device[]; total: number }> {
  let matching = database.selectFrom('devices');
  if (view === 'revoked') matching = matching.where('revoked_at', 'is not', null);
  if (view === 'verified')
    matching = matching.where('revoked_at', 'is', null).where('enrolled_at', 'is not', null);
  if (view === 'unverified')
    matching = matching.where('revoked_at', 'is', null).where('enrolled_at', 'is', null);
  for (const word of searchWords(find)) matching = matching.where(containsWord(word, searched));

  const { total } = await matching
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let page = matching.select(deviceColumns).orderBy('seen_at', 'desc').orderBy('id').limit(limit);
  if (after) {
    const { at, id } = after;
    page = page.where((row) =>
      row.or([row('seen_at', '<', at), row.and([row('seen_at', '=', at), row('id', '>', id)])]),
    );
  }
  return { devices: await page.execute(), total };
}

export async function countDevices(database: Database): Promise<DevicePage['counts']> {
  const count = (condition: ReturnType<typeof sql<SqlBool>>) =>
    sql<number>`count(*) filter (where ${condition})`;
  return database
    .selectFrom('devices')
    .select([
      sql<number>`count(*)`.as('all'),
      count(sql`revoked_at is null and enrolled_at is not null`).as('verified'),
      count(sql`revoked_at is null and enrolled_at is null`).as('unverified'),
      count(sql`revoked_at is not null`).as('revoked'),
    ])
    .executeTakeFirstOrThrow();
}
