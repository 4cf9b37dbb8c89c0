import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { errorCodeOf, syncFolder } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';
import { type Folders, foldersOf } from './folders.ts';

export interface Backup {
  incidents: number;
  /** Numbers of incidents whose bundle was deleted while the backup was made; theirs is not in it. */
  gone: number[];
}

/**
 * Copies a desk's data into an empty or new folder from which a desk can be started; the desk may run meanwhile. A plain copy
 * of the folder is not sound: the database and its log are two files, and a bundle that arrives or goes between them is missing.
 *
 * The order matters. The signed head of the audit log comes first, because the log may be longer than it says but not
 * shorter. Then comes one consistent state of the database, then the bundles that it names: each is in its place before the
 * database names it. Uploads that were not accepted are left out; their senders still have them and begin again.
 * @throws CandorError `invalid-arguments` without a desk in `data`, or when `target` is not empty.
 */
export async function backUp(data: string, target: string): Promise<Backup> {
  const [from, to] = [foldersOf(data), foldersOf(target)];
  requireDesk(from);
  requireEmpty(target);
  for (const folder of [to.uploads, to.objects])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of ['organisationKey', 'identity', 'agentPolicy', 'auditHead'] as const)
    await copyIfThere(from[name], to[name]);
  copyDatabase(from.database, to.database);
  await syncFile(to.database);
  const backup = await copyBundles(from, to);
  for (const folder of [to.objects, target]) await syncFolder(folder);
  return backup;
}

function requireDesk({ data, database }: Folders): void {
  if (statSync(database, { throwIfNoEntry: false })?.isFile()) return;
  raise(
    'invalid-arguments',
    'There is no desk in {data}. Name the folder with which the desk was started.',
    {
      values: { data },
    },
  );
}

function requireEmpty(target: string): void {
  try {
    if (readdirSync(target).length === 0) return;
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return;
    if (errorCodeOf(thrown) !== 'ENOTDIR') throw thrown;
  }
  raise(
    'invalid-arguments',
    'The backup cannot be written to {target}: it is not an empty folder. Name a new one.',
    {
      values: { target },
    },
  );
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
  chmodSync(to, 0o600);
  await syncFile(to);
  return true;
}

/** `VACUUM INTO` reads one transaction, whatever the desk writes meanwhile (https://sqlite.org/lang_vacuum.html). */
function copyDatabase(from: string, to: string): void {
  const sqlite = new SqliteDatabase(from, { fileMustExist: true });
  try {
    sqlite.prepare('vacuum into ?').run(to);
  } finally {
    sqlite.close();
  }
  chmodSync(to, 0o600);
}

async function copyBundles(from: Folders, to: Folders): Promise<Backup> {
  const sqlite = new SqliteDatabase(to.database, { readonly: true });
  const rows = sqlite
    .prepare('select id, upload from incidents where deleted_at is null')
    .all() as {
    id: number;
    upload: string;
  }[];
  sqlite.close();
  const gone: number[] = [];
  for (const { id, upload } of rows) {
    const copied = await copyIfThere(join(from.objects, upload), join(to.objects, upload));
    if (!copied) gone.push(id);
  }
  return { incidents: rows.length, gone };
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
