import { signHead, verifyAudit } from './audit/verify.ts';
import type { Context } from './context.ts';
import { forgetUnusedDevices } from './devices/unused.ts';
import { deleteExpired } from './incidents/retention.ts';
import { expireUploads } from './intake/recover.ts';
import { expireRequests } from './requests/state.ts';
import { repeat } from './sweep.ts';

export interface Upkeep {
  /** Resolves when everything that was due at the start is done, or has failed and is in the log. */
  first: Promise<void>;
  /** Ends it; waits for the step under way and leaves the rest to the next start. */
  stop(): Promise<void>;
}

/** What the desk does by itself while it serves: it checks its log, deletes what has expired and ends requests. */
export function startUpkeep(context: Context): Upkeep {
  const { limits, log, sightings, now } = context;
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
  stops.push(repeat(lookAfterRequests, limits.requestSweepMs, log));

  async function begin(): Promise<void> {
    await context.auditChecked;
    if (!stopping.signal.aborted) await sweep().catch((thrown) => log.error({ err: thrown }, 'the sweep failed'));
    if (!stopping.signal.aborted) stops.push(repeat(sweep, limits.sweepMs, log));
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

/**
 * Walks the audit log and signs its head when it is sound. Never rejects: until a check has found the log intact, it counts
 * as not intact and its head is not signed.
 */
export async function checkAudit(context: Context): Promise<void> {
  const { log, now } = context;
  try {
    context.auditVerdict = await verifyAudit(context, now().toISOString());
    if (context.auditVerdict.intact) await signHead(context, now().toISOString());
    else log.error({ problem: context.auditVerdict.problem }, 'the audit log was altered');
  } catch (thrown) {
    log.error({ err: thrown }, 'the audit log could not be checked or its head not be signed');
  }
}
