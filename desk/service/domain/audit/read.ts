import { thumbprint } from '#contract/bundle/receipt.ts';
import type { AuditEntry, AuditPage, AuditQuery } from '#contract/http/console-people.ts';
import { findAuditEntries, lastAuditEntry } from '#desk/service/store/audit.ts';
import type { Database } from '#desk/service/store/database.ts';
import { deviceNames } from '#desk/service/store/devices.ts';
import { auditActions } from './audit.ts';

const pageLength = 100;

/** Newest first. */
export async function auditPageOf(
  database: Database,
  query: AuditQuery,
): Promise<Omit<AuditPage, 'verdict'>> {
  const found = await findAuditEntries(database, query, pageLength + 1);
  const entries = found.slice(0, pageLength);
  return {
    entries,
    more: found.length > pageLength,
    // Entries are counted from 1 without a gap.
    total: (await lastAuditEntry(database))?.seq ?? 0,
    deviceNames: await deviceNamesIn(database, entries),
    actions: [...auditActions],
  };
}

/** A device's key says nothing to a reader. */
async function deviceNamesIn(
  database: Database,
  entries: readonly AuditEntry[],
): Promise<Record<string, string>> {
  const ids = new Set(
    entries.flatMap(({ actor, object, detail }) => [actor.id, object, String(detail.device ?? '')]),
  );
  return deviceNames(
    database,
    [...ids].filter((id) => thumbprint.safeParse(id).success),
  );
}
