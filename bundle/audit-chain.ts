import { type AuditEntry, auditText } from '#contract/http/console-people.ts';
import { sha256Hex } from './hash.ts';

/** The place of an entry in the desk's audit log. */
export interface AuditPlace {
  entries: number;
  hash: string;
}

/** The place before the first entry. */
export const auditBeginning: AuditPlace = { entries: 0, hash: '0'.repeat(64) };

export const auditHashOf = (entry: Omit<AuditEntry, 'hash'>): string => sha256Hex(auditText(entry));

/** Why `entry` is not the unchanged successor of the entry at `before`; null when it is. */
export function auditProblemOf(entry: AuditEntry, before: AuditPlace): string | null {
  if (entry.seq !== before.entries + 1) return `entry ${before.entries + 1} is missing`;
  if (entry.previous !== before.hash) return `entry ${entry.seq} does not follow the one before`;
  return auditHashOf(entry) === entry.hash ? null : `entry ${entry.seq} was changed`;
}
