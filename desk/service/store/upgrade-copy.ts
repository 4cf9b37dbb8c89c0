import { chmodSync, statfsSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { moveDurably } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';

const copyName = /^desk-before-[\w-]+\.sqlite$/;
const copyOf = (file: string, step: string): string =>
  join(dirname(file), `desk-before-${step}.sqlite`);

/** Bytes that an upgrade writes besides the copy: its log and the new indexes. */
const upgradeBytes = 4 * 1024 * 1024;

/**
 * Copies the database as it is, before its schema changes. The copy is whole or not there; it stays until the next upgrade
 * has succeeded, so that a new version which turns out to be unusable can be taken back.
 * @throws CandorError `disk-full` when there is no room for it; then nothing has changed.
 */
export async function copyBeforeUpgrade(
  sqlite: SqliteDatabase.Database,
  file: string,
  step: string,
): Promise<void> {
  requireRoomFor(sqlite, file);
  const copy = copyOf(file, step);
  const unfinished = `${copy}.new`;
  for (const left of [unfinished, `${unfinished}-journal`]) await rm(left, { force: true });
  sqlite.prepare('vacuum into ?').run(unfinished);
  chmodSync(unfinished, 0o600);
  const handle = await open(unfinished, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveDurably(unfinished, copy);
}

function requireRoomFor(sqlite: SqliteDatabase.Database, file: string): void {
  const pages = Number(sqlite.pragma('page_count', { simple: true }));
  const needed = pages * Number(sqlite.pragma('page_size', { simple: true })) + upgradeBytes;
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize >= needed) return;
  raise(
    'disk-full',
    'The database {file} cannot be upgraded: that needs {needed} bytes of free disk, and there are {free}. Free some space, then start the desk again.',
    { values: { file, needed, free: bavail * bsize } },
  );
}

/** After an upgrade has succeeded only the copy from before it is needed. */
export async function removeOlderCopies(file: string, step: string): Promise<void> {
  for (const copy of await copiesBeside(file))
    if (copy !== copyOf(file, step)) await rm(copy, { force: true });
}

async function copiesBeside(file: string): Promise<string[]> {
  const names = await readdir(dirname(file));
  return names.filter((name) => copyName.test(name)).map((name) => join(dirname(file), name));
}

/** An incident that is deleted is deleted in the copies too: they must not keep what people were promised is gone. */
export async function deleteInCopies(file: string, incident: number): Promise<void> {
  for (const copy of await copiesBeside(file)) {
    const sqlite = new SqliteDatabase(copy);
    try {
      sqlite.pragma('secure_delete = ON');
      sqlite.transaction(() => deleteContent(sqlite, incident))();
    } finally {
      sqlite.close();
    }
  }
}

/** The tables of an older schema, which the queries of today's may not fit. */
function deleteContent(sqlite: SqliteDatabase.Database, incident: number): void {
  sqlite.prepare('delete from timeline where incident = ?').run(incident);
  sqlite.prepare("update incidents set headline = x'', extract = x'' where id = ?").run(incident);
  if (sqlite.prepare("select 1 from sqlite_master where name = 'requests'").get() === undefined)
    return;
  const requests = 'select jti from requests where incident = ?';
  sqlite
    .prepare(`update request_events set sentence = null where request in (${requests})`)
    .run(incident);
  sqlite
    .prepare("update requests set answer = null, reason = '–', jws = null where incident = ?")
    .run(incident);
}
