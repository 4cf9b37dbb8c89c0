import { deskActor, record } from '../domain/audit/audit.ts';
import type { Database } from '../store/database.ts';

/** Counts events that anybody on the network can cause without limit, and writes one audit entry for all of them. */
export interface Tally {
  add(): void;
  write(): Promise<void>;
}

export function makeTally(database: Database, now: () => Date): Tally {
  let count = 0;
  return {
    add() {
      count += 1;
    },
    async write() {
      if (count === 0) return;
      const counted = count;
      const detail = { why: 'oidc', count: counted };
      await record(database, {
        at: now().toISOString(),
        actor: deskActor,
        action: 'sign-in-failed',
        detail,
      });
      count -= counted;
    },
  };
}
