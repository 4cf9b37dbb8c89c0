import { type SqlBool, sql } from 'kysely';
import { type DevicePage, type DeviceQuery, pageSize } from '#contract/http/console-lists.ts';
import type { DeskDevice } from '#contract/http/console-requests.ts';
import type { Context } from '../../context.ts';
import { cursorText, parseCursor } from '../../store/cursor.ts';
import { containsWord, searchWords } from '../../store/find.ts';
import { describeDevice, findDevice } from './devices.ts';

const searched = ['name', 'owner', 'platform', 'agent_version', 'id'];

/** Last seen first, as the database knows it; what was seen since the last writing shows when it is written. */
export async function devicePageOf(
  context: Context,
  { view, find, before }: DeviceQuery,
): Promise<DevicePage> {
  const { database } = context;
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
  let page = matching
    .selectAll()
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .limit(pageSize + 1);
  if (before !== undefined) {
    const { at, id } = parseCursor(before);
    page = page.where((row) =>
      row.or([row('seen_at', '<', at), row.and([row('seen_at', '=', at), row('id', '>', id)])]),
    );
  }
  const rows = await page.execute();
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  return {
    devices: rows.slice(0, pageSize).map((row) => shown(context, row)),
    total,
    counts: await countsOf(context),
    next: last ? cursorText({ at: last.seen_at, id: last.id }) : null,
  };
}

/** @throws CandorError `not-found`. */
export async function deviceOf(context: Context, id: string): Promise<DeskDevice> {
  return shown(context, await findDevice(context.database, id));
}

const shown = (
  { streams, sightings }: Context,
  row: Parameters<typeof describeDevice>[0],
): DeskDevice =>
  describeDevice(row, { connected: streams.has(row.id), seenAt: sightings.last(row.id) });

async function countsOf({ database }: Context): Promise<DevicePage['counts']> {
  const count = (condition: ReturnType<typeof sql<SqlBool>>) =>
    sql<number>`count(*) filter (where ${condition})`;
  const counts = await database
    .selectFrom('devices')
    .select([
      sql<number>`count(*)`.as('all'),
      count(sql`revoked_at is null and enrolled_at is not null`).as('verified'),
      count(sql`revoked_at is null and enrolled_at is null`).as('unverified'),
      count(sql`revoked_at is not null`).as('revoked'),
    ])
    .executeTakeFirstOrThrow();
  return counts;
}
