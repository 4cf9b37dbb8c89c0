import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { deleteExpired, deleteIncident } from '#desk/service/domain/incidents/retention.ts';
import type { BundleCache } from '#desk/service/runtime/bundle-cache.ts';
import { makeEventBus } from '#desk/service/runtime/event-bus.ts';
import { openRestingDesk, type RestingDesk } from './rows.ts';

const at = '2026-02-01T00:00:00.000Z';
const never = new AbortController().signal;
const later = '2026-02-01T00:00:00.001Z';
const content = ['content of', 'words-', 'reason-', 'jws-', 'answer-', 'sentence-'];

/** A desk with one incident for each last moment, each with a bundle, a conversation and a request that reveals something. */
async function deskWith(expiries: readonly (string | null)[]) {
  const desk = await openRestingDesk();
  await desk.device('device');
  for (const [index, expiresAt] of expiries.entries()) {
    const id = await desk.incident(`upload-${index + 1}`, {
      receivedAt: '2026-01-01T00:00:00.000Z',
      expiresAt,
    });
    await writeFile(join(desk.folders.objects, `upload-${id}`), 'sealed');
    const rows = [
      `insert into timeline (id, incident, at, kind, "from", text) values ('m', ${id}, '${at}', 'message', 'person', 'words-${id}.')`,
      `insert into requests (jti, kind, state, engineer, engineer_name, engineer_role, incident, reason, jws, created_at, expires_at, answer)
        values ('request-${id}', 'reveal', 'answered', 'e', 'Kim', 'engineer', ${id}, 'reason-${id}.', 'jws-${id}.', '${at}', '${at}', cast('answer-${id}.' as blob))`,
      `insert into request_events (request, state, at, sentence) values ('request-${id}', 'declined', '${at}', 'sentence-${id}.')`,
    ];
    for (const row of rows) await sql.raw(row).execute(desk.database);
  }
  const heard: string[] = [];
  const changes = makeEventBus();
  changes.subscribe(({ topic, id }) => void heard.push(`${topic} ${id}`));
  const bundleCache = {
    forget: (upload: string) => void heard.push(`forget ${upload}`),
  } as unknown as BundleCache;
  const log = {
    info: () => {},
    error: (_fields: unknown, text?: string) => void heard.push(text ?? ''),
  };
  return { desk, parts: { ...desk, bundleCache, changes, log }, heard };
}

/** Which of the texts of an incident are in any file of the database. */
function foundOf({ folders }: RestingDesk, id: number): string[] {
  const files = readdirSync(folders.data).filter((name) => name.startsWith('desk.sqlite'));
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folders.data, name))));
  return content.filter((text) =>
    bytes.includes(text === 'content of' ? `${text} upload-${id}` : `${text}${id}.`),
  );
}
const deletedOf = async ({ database }: RestingDesk) =>
  (await database.selectFrom('incidents').select(['id', 'deleted_at']).orderBy('id').execute()).map(
    ({ deleted_at }) => deleted_at,
  );

describe('an incident that is deleted', () => {
  test('leaves nothing that was in it or said about it in any file of the database, and the others stay whole', async () => {
    const { desk, parts, heard } = await deskWith([at, later, null]);
    await using _closed = desk;
    await sql`update incidents set assignee = 'Kim'`.execute(desk.database);
    await deleteExpired(parts, at, never);
    // At once: whoever asked for the deletion is answered now.
    expect(foundOf(desk, 1)).toEqual([]);
    expect(await deletedOf(desk)).toEqual([at, null, null]);
    expect([foundOf(desk, 2), foundOf(desk, 3)]).toEqual([content, content]);
    expect((await readdir(desk.folders.objects)).sort()).toEqual(['upload-2', 'upload-3']);
    const left = await desk.database
      .selectFrom('incidents')
      .select(['assignee', 'manifest_hash'])
      .where('id', '=', 1)
      .execute();
    expect(left).toEqual([{ assignee: null, manifest_hash: 'a'.repeat(64) }]);
    // That they were asked stays.
    expect(await desk.database.selectFrom('request_events').select('state').execute()).toHaveLength(
      3,
    );
    expect(heard).toEqual(['forget upload-1', 'changed INC-000001']);
    const audit = await desk.database
      .selectFrom('audit')
      .select(['action', 'object', 'actor_kind', 'at'])
      .execute();
    expect(audit).toEqual([
      { action: 'incident-deleted', object: 'INC-000001', actor_kind: 'desk', at },
    ]);
  });

  test('is deleted once', async () => {
    const { desk, parts, heard } = await deskWith([at]);
    await using _closed = desk;
    await deleteExpired(parts, at, never);
    await deleteExpired(parts, later, never);
    expect([await deletedOf(desk), heard.length]).toEqual([[at], 2]);
  });

  test('keeps its rows, and no other from being deleted, while its file cannot be', async () => {
    const { desk, parts, heard } = await deskWith([null, at]);
    await using _closed = desk;
    const stuck = await desk.incident('stuck', { receivedAt: at, expiresAt: at });
    await mkdir(join(desk.folders.objects, 'stuck', 'full'), { recursive: true });
    await deleteExpired(parts, at, never);
    expect(await deletedOf(desk)).toEqual([null, at, null]);
    expect(heard).toEqual([
      'forget upload-2',
      'changed INC-000002',
      'an expired incident could not be deleted now',
    ]);
    expect(stuck).toBe(3);
  });

  test('is the last one where the desk stops after it, and the next sweep goes on', async () => {
    const { desk, parts } = await deskWith([at, at]);
    await using _closed = desk;
    const stopping = new AbortController();
    parts.changes.subscribe(() => stopping.abort());
    await deleteExpired(parts, at, stopping.signal);
    expect(await deletedOf(desk)).toEqual([at, null]);
    await deleteExpired(parts, at, never);
    expect(await deletedOf(desk)).toEqual([at, at]);
  });

  test('keeps its rows when what belongs to the deletion cannot be written with it', async () => {
    const { desk, parts, heard } = await deskWith([at]);
    await using _closed = desk;
    const failing = async () => {
      throw new Error('the audit log is full');
    };
    await expect(deleteIncident(parts, { id: 1, upload: 'upload-1' }, at, failing)).rejects.toThrow(
      'the audit log is full',
    );
    expect([await deletedOf(desk), foundOf(desk, 1)]).toEqual([[null], content]);
    expect(heard).toEqual(['forget upload-1']);
  });
});
