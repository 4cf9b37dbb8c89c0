import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/**
 * Opens the desk's database and brings it to the newest shape. A commit that has returned survives a power loss:
 * in WAL mode only synchronous=FULL syncs the log at each commit (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export async function openDatabase(file: string): Promise<Database> {
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // Deleted rows hold what people wrote; overwrite them instead of leaving them in free pages.
  sqlite.pragma('secure_delete = ON');
  const connection = {
    close: () => sqlite.close(),
    // On a full disk SQLite has rolled back by itself (https://sqlite.org/lang_transaction.html, section 3); Kysely's own
    // rollback would then fail and hide why.
    prepare: (query: string) => sqlite.prepare(query === 'rollback' && !sqlite.inTransaction ? 'select 1' : query),
  };
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await database.destroy();
    throw error;
  }
  return database;
}
