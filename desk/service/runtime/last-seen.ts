import type { Database } from '../store/database.ts';
import { setSeen } from '../store/devices.ts';
import { inTransaction } from '../store/transaction.ts';

/** When each device was last heard of. Kept in memory and written now and then: no call of a device should cost an fsync. */
export interface LastSeen {
  see(device: string): void;
  /** ISO 8601; null when the database knows it best. */
  last(device: string): string | null;
  write(): Promise<void>;
}

export function makeLastSeen(database: Database, now: () => Date): LastSeen {
  const seen = new Map<string, string>();
  return {
    see: (device) => void seen.set(device, now().toISOString()),
    last: (device) => seen.get(device) ?? null,
    async write() {
      const all = [...seen];
      await inTransaction(database, async (transaction) => {
        for (const [id, at] of all) await setSeen(transaction, id, at);
      });
      // What was seen in the meantime stays for the next time.
      for (const [id, at] of all) if (seen.get(id) === at) seen.delete(id);
    },
  };
}
