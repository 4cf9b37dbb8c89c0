import type { Context } from '../context.ts';
import { forgetUnusedDevices } from '../domain/devices/unused.ts';
import { deleteExpired } from '../domain/incidents/retention.ts';
import { expireUploads } from '../domain/intake/recover.ts';
import { expireRequests } from '../domain/requests/state.ts';
import { every } from './interval.ts';

export interface Upkeep {
  /** Resolves when everything that was due at the start is done, or has failed and is in the log. */
  first: Promise<void>;
  /** Ends it; waits for the step under way and leaves the rest to the next start. */
  stop(): Promise<void>;
}

/** The desk's background work: it checks its audit log, deletes what has expired and ends overdue requests. */
export function startUpkeep(context: Context): Upkeep {
  const { audit, limits, log, refusedSignIns, sightings, now } = context;
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];

  const sweep = async () => {
    await expireUploads(context, new Date(now().getTime() - limits.uploadExpiryMs));
    await deleteExpired(context, now().toISOString(), stopping.signal);
    await forgetUnusedDevices(context, stopping.signal);
  };
  const lookAfterRequests = async () => {
    await expireRequests(context);
    await sightings.write();
  };
  stops.push(
    every(lookAfterRequests, limits.requestSweepMs, log),
    every(() => refusedSignIns.write(), limits.sweepMs, log),
    every(async () => void (await audit.sign()), limits.auditSignMs, log),
  );

  async function begin(): Promise<void> {
    // A long log takes seconds to check, and people need the desk now.
    await audit
      .check()
      .catch((thrown) => log.error({ err: thrown }, 'the audit log was not checked'));
    if (!stopping.signal.aborted)
      await sweep().catch((thrown) => log.error({ err: thrown }, 'the sweep failed'));
    if (!stopping.signal.aborted) stops.push(every(sweep, limits.sweepMs, log));
  }

  const first = begin();
  return {
    first,
    async stop() {
      stopping.abort();
      await first;
      for (const stop of stops) await stop();
    },
  };
}
