import type { Database } from './database.ts';

/** Runs `work` in one transaction; inside a transaction, `work` becomes part of it. */
export function inTransaction<T>(
  database: Database,
  work: (transaction: Database) => Promise<T>,
): Promise<T> {
  return database.isTransaction ? work(database) : database.transaction().execute(work);
}
