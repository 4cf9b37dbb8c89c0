import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { errorCodeOf } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';
import { copyBeforeUpgrade, removeOlderCopies } from './upgrade-copy.ts';

export type Database = Kysely<Tables>;

/**
 * Opens the desk's database and brings it to the newest schema, or leaves it exactly as it was: all steps of an upgrade are
 * one transaction, and the database is copied before. A commit that has returned survives a power loss: in WAL mode only
 * synchronous=FULL syncs the log at each commit (https://sqlite.org/pragma.html#pragma_synchronous).
 * @param steps the migrations that this desk knows; tests name fewer to make the database of an older one.
 * @throws CandorError `conflict` for the database of a newer desk, `disk-full` without room for the copy, `disk-failed` for
 * a file that is not a sound database.
 */
export async function openDatabase(
  file: string,
  steps: Record<string, Migration> = migrations,
): Promise<Database> {
  const sqlite = openSqlite(file);
  try {
    const pending = pendingSteps(sqlite, file, Object.keys(steps).sort());
    if (pending.upgradeTo !== null) await copyBeforeUpgrade(sqlite, file, pending.upgradeTo);
    const database = new Kysely<Tables>({
      dialect: new TransactionalSqlite({ database: connectionTo(sqlite) }),
    });
    const migrator = new Migrator({ db: database, provider: { getMigrations: async () => steps } });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
    if (pending.upgradeTo !== null) await removeOlderCopies(file, pending.upgradeTo);
    return database;
  } catch (thrown) {
    sqlite.close();
    throw thrown;
  }
}

function openSqlite(file: string): SqliteDatabase.Database {
  const sqlite = new SqliteDatabase(file);
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // Deleted rows hold what people wrote; overwrite them instead of leaving them in free pages.
    sqlite.pragma('secure_delete = ON');
    return sqlite;
  } catch (thrown) {
    sqlite.close();
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(errorCodeOf(thrown))) throw thrown;
    raise(
      'disk-failed',
      'The database {file} is damaged or not a database. Restore it from a backup.',
      {
        values: { file },
        detail: String(thrown),
        cause: thrown,
      },
    );
  }
}

const connectionTo = (sqlite: SqliteDatabase.Database) => ({
  close: () => sqlite.close(),
  // On a full disk SQLite has already rolled back (https://sqlite.org/lang_transaction.html, section 3); Kysely's own
  // rollback would then fail and hide why.
  prepare: (query: string) =>
    sqlite.prepare(query === 'rollback' && !sqlite.inTransaction ? 'select 1' : query),
});

/**
 * SQLite takes changes of the schema into a transaction (https://sqlite.org/lang_transaction.html), but Kysely's adapter
 * says that it does not. Without this each statement of a migration commits alone, and a desk that is killed between two of
 * them never starts again.
 */
class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** @returns `upgradeTo`: the newest step, when an older database lacks it; null for a new or current one. */
function pendingSteps(
  sqlite: SqliteDatabase.Database,
  file: string,
  known: string[],
): { upgradeTo: string | null } {
  const newest = known.at(-1) ?? '';
  const done = doneSteps(sqlite);
  const unknown = done.findLast((name) => !known.includes(name));
  if (unknown !== undefined) {
    raise(
      'conflict',
      'The database {file} has version {found}, and this desk knows only up to version {known}. A newer desk has used it: start that one, or restore the copy from before its upgrade.',
      { values: { file, found: unknown, known: newest } },
    );
  }
  return { upgradeTo: done.length > 0 && !done.includes(newest) ? newest : null };
}

/** The names that Kysely has written down, oldest first. */
function doneSteps(sqlite: SqliteDatabase.Database): string[] {
  const table = sqlite
    .prepare("select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'")
    .get();
  if (table === undefined) return [];
  return (
    sqlite.prepare('select name from kysely_migration order by name').all() as { name: string }[]
  ).map(({ name }) => name);
}
