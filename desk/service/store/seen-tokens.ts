import SqliteDatabase from 'better-sqlite3';
import { errorCodeOf } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';

export interface SeenTokens {
  /** True the first time; false when this token was used before. `untilSeconds`: when it is invalid anyway. */
  use(token: string, untilSeconds: number, nowSeconds: number): boolean;
  close(): void;
}

/**
 * Remembers the device tokens that were used, also across a killed and restarted desk, so that none works twice. Kept
 * apart from the database because it needs no fsync at each call: no token is valid long enough to outlive a power loss.
 *
 * The exclusive lock is the desk's claim on its data folder; the system releases it when the process dies.
 * @throws CandorError `conflict` when another desk has the folder.
 */
export function openSeenTokens(file: string): SeenTokens {
  const sqlite = new SqliteDatabase(file, { timeout: 0 });
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = NORMAL');
    sqlite.exec(
      'create table if not exists seen (token text primary key, until integer not null) strict, without rowid',
    );
  } catch (thrown) {
    sqlite.close();
    if (!errorCodeOf(thrown).startsWith('SQLITE_BUSY')) throw thrown;
    raise(
      'conflict',
      'Another desk is already running with this data folder. Stop it first, or choose another folder.',
      {
        detail: String(thrown),
        cause: thrown,
      },
    );
  }
  const insert = sqlite.prepare(
    'insert into seen (token, until) values (?, ?) on conflict do nothing',
  );
  const forget = sqlite.prepare('delete from seen where until < ?');
  let forgottenAt = 0;
  return {
    use(token, untilSeconds, nowSeconds) {
      if (nowSeconds - forgottenAt > 60) {
        forget.run(nowSeconds);
        forgottenAt = nowSeconds;
      }
      return insert.run(token, untilSeconds).changes === 1;
    },
    close: () => sqlite.close(),
  };
}
