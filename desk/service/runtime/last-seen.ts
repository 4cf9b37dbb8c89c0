import type { Database } from '../store/database.ts';
import { setSeen } from '../store/devices.ts';
import { inTransaction } from '../store/transaction.ts';

/** When each device last called. Held in memory and written periodically, so that a device's call costs no fsync. */
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
      // Devices seen in the meantime are written next time.
      for (const [id, at] of all) if (seen.get(id) === at) seen.delete(id);
    },
  };
}
