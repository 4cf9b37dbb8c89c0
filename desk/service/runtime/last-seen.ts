import type { Database } from '../store/database.ts';

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
      await database.transaction().execute(async (transaction) => {
        for (const [id, seen_at] of all)
          await transaction.updateTable('devices').set({ seen_at }).where('id', '=', id).execute();
      });
      // What was seen in the meantime stays for the next time.
      for (const [id, at] of all) if (seen.get(id) === at) seen.delete(id);
    },
  };
}
