import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { removeDurably } from '#bundle/durable-file.ts';
import type { Receipt } from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import { policy } from '#contract/policy/policy.ts';
import type { Keys } from '#desk/service/keys.ts';
import type { Limits } from '#desk/service/limits.ts';
import type { BundleCache } from '#desk/service/runtime/bundle-cache.ts';
import type { EventBus } from '#desk/service/runtime/event-bus.ts';
import type { Database } from '#desk/service/store/database.ts';
import type { Folders } from '#desk/service/store/folders.ts';
import { deleteIncidentContent, emptyLog } from '#desk/service/store/incident-deletion.ts';
import {
  type Incident,
  listExpired,
  listUndated,
  setExpiry,
  type Term,
} from '#desk/service/store/incidents.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { deleteInCopies } from '#desk/service/store/upgrade-copy.ts';
import { deskActor, record } from '../audit/audit.ts';
import { incidentNotFound, numberOf } from './number.ts';

const dayMs = 24 * 3_600_000;

/** Days for which the person let the desk keep the bundle; null when the receipt names none, or more than a policy can. */
export function agreedDays({ retentionDays }: Pick<Receipt, 'retentionDays'>): number | null {
  const days = policy.shape.retentionDays.safeParse(retentionDays ?? null);
  return days.success ? days.data : null;
}

/**
 * When the time that the person agreed to is over, ISO 8601. Counted from their consent, as they were told; a computer whose
 * clock is ahead does not make it later than if it were counted from the bundle's arrival.
 */
export function agreedUntil(
  receipt: Pick<Receipt, 'agreedAt' | 'retentionDays'>,
  receivedAt: string,
): string {
  const standardDays = policy.shape.retentionDays.parse(undefined);
  const from = Math.min(Date.parse(receipt.agreedAt), Date.parse(receivedAt));
  return new Date(from + (agreedDays(receipt) ?? standardDays) * dayMs).toISOString();
}

/** When an incident has to be gone: what the person agreed to, or what the desk keeps at most, whichever ends first. */
export function expiryOf(
  receipt: Pick<Receipt, 'agreedAt' | 'retentionDays'>,
  receivedAt: string,
  { retentionDays }: Pick<Limits, 'retentionDays'>,
): string {
  const keptUntil = Date.parse(receivedAt) + retentionDays * dayMs;
  return new Date(Math.min(Date.parse(agreedUntil(receipt, receivedAt)), keptUntil)).toISOString();
}

/** After its last moment an incident is not shown, even before the sweep deletes it. */
export function isKept(
  { expiresAt, deletedAt }: Pick<Term, 'expiresAt' | 'deletedAt'>,
  at: string,
): boolean {
  return deletedAt === null && (expiresAt === null || expiresAt > at);
}

/** @throws CandorError `not-found`, in other words for an incident that was deleted than for one that never was. */
export function requireKept<T extends Term>(incident: T | undefined, at: string): T {
  if (!incident) incidentNotFound();
  if (isKept(incident, at)) return incident;
  if (incident.deletedBy !== null) {
    raise('not-found', 'This incident was deleted by {name}: {reason}', {
      values: { name: incident.deletedBy, reason: incident.deletedReason ?? '' },
    });
  }
  if (
    incident.deletedAt !== null &&
    incident.expiresAt !== null &&
    incident.deletedAt < incident.expiresAt
  ) {
    raise('not-found', 'This incident was deleted: the person took their bundle back.');
  }
  raise(
    'not-found',
    'This incident was deleted when the time for which the desk may keep it had passed.',
  );
}

/** Gives a last moment to the incidents of an older desk, which knew none. */
export async function dateIncidents({
  database,
  keys,
  limits,
}: {
  database: Database;
  keys: Keys;
  limits: Limits;
}): Promise<void> {
  for (const { id, receivedAt, receipt } of await listUndated(database, keys.extractKey))
    await setExpiry(database, id, expiryOf(receipt, receivedAt, limits));
}

export interface DeletionParts {
  database: Database;
  folders: Folders;
  bundleCache: BundleCache;
  changes: EventBus;
  log: Pick<FastifyBaseLogger, 'info' | 'error'>;
}

/**
 * Deletes each incident whose last moment is past: the sealed bundle, what memory holds of it, all that was read out of it
 * and the conversation. Number, device, times, status and manifest hash stay, so that it can be shown what was there and
 * that it is gone; the upload's row stays, so that a sender who asks again is not taken for a new one.
 *
 * The file goes first: until the rows have changed they name it, so that the next sweep ends what a killed one began.
 * Each incident is one short transaction, and calls are answered between them.
 * @param signal ends it after the deletion under way; the next sweep goes on.
 */
export async function deleteExpired(
  parts: DeletionParts,
  at: string,
  signal: AbortSignal,
): Promise<void> {
  for (const incident of await listExpired(parts.database, at)) {
    if (signal.aborted) return;
    try {
      const number = numberOf(incident.id);
      await deleteIncident(parts, incident, at, (transaction) =>
        record(transaction, { at, actor: deskActor, action: 'incident-deleted', object: number }),
      );
      parts.log.info({ incident: number }, 'incident deleted: the agreed time has passed');
    } catch (thrown) {
      // One that cannot be deleted now must not keep the others; the next sweep tries it again.
      parts.log.error(
        { err: thrown, incident: numberOf(incident.id) },
        'an expired incident could not be deleted now',
      );
    }
  }
  // Also without a deletion: the sweep before may have been killed just here.
  await emptyLog(parts.database);
}

/** @param alongside done in the transaction that empties the rows. */
export async function deleteIncident(
  parts: DeletionParts,
  { id, upload }: Pick<Incident, 'id' | 'upload'>,
  at: string,
  alongside: (transaction: Database) => Promise<void> = async () => {},
): Promise<void> {
  const { database, folders, bundleCache, changes } = parts;
  await removeDurably(join(folders.objects, upload));
  // After the file: the cache cannot load it again.
  bundleCache.forget(upload);
  await deleteInCopies(folders.database, id);
  await inTransaction(database, async (transaction) => {
    await deleteIncidentContent(transaction, id, at);
    await alongside(transaction);
  });
  changes.incidentChanged(numberOf(id));
}
