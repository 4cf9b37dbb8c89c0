import { setImmediate as othersFirst } from 'node:timers/promises';
import {
  type AuditPlace,
  auditBeginning,
  auditHashOf,
  auditProblemOf,
} from '#bundle/audit-chain.ts';
import type { AuditEntry, AuditHead } from '#contract/http/console-people.ts';
import { auditEntriesAfter, findAuditEntry, lastAuditEntry } from '#desk/service/store/audit.ts';
import type { Database } from '#desk/service/store/database.ts';

/** Entries read at once, so that a long log costs no memory and the desk answers calls in between. */
const step = 1000;

/** `entries` and `hash`: the last entry that is right. */
export interface Walk extends AuditPlace {
  /** What is wrong with the next one; null when there is none. */
  problem: string | null;
}

/** Every entry after `last`, oldest first, in pieces. */
export async function* entriesOf(database: Database, last = 0): AsyncGenerator<AuditEntry[]> {
  for (let after = last; ; ) {
    const entries = await auditEntriesAfter(database, after, step);
    if (entries.length === 0) return;
    yield entries;
    after = entries.at(-1)?.seq ?? after;
    // SQLite answers without waiting for anything: without this, no other work gets a turn until the end.
    await othersFirst();
  }
}

/**
 * Walks the whole chain and holds it against the last head that was signed. A changed or missing entry breaks the chain; a
 * log that was cut off at its end, or rewritten, does not hold the entry that the signed head names.
 * @param signal ends the walk, which then rejects with its reason.
 */
export async function walkAll(
  database: Database,
  signed: AuditHead | null,
  signal: AbortSignal,
): Promise<Walk> {
  // The head is signed at the end of each start: only a desk whose very first start was cut off has none.
  let onlyStarts = true;
  const walk = await follow(database, auditBeginning, signal, (entry) => {
    onlyStarts &&= entry.action === 'desk-started';
    return signed?.entries === entry.seq && signed.hash !== entry.hash
      ? `entry ${entry.seq} is not the signed one`
      : null;
  });
  if (walk.problem !== null) return walk;
  if (signed && signed.entries > walk.entries)
    return { ...walk, problem: cutOff(walk.entries, signed) };
  return signed === null && !onlyStarts ? { ...walk, problem: 'the signed head is missing' } : walk;
}

/** Walks what was added since the last head was signed, after a look whether that entry is still the same. */
export async function walkOn(
  database: Database,
  signed: AuditHead,
  signal: AbortSignal,
): Promise<Walk> {
  if (signed.entries > 0) {
    const entry = await findAuditEntry(database, signed.entries);
    const before = { entries: signed.entries - 1, hash: signed.hash };
    if (!entry) return { ...before, problem: cutOff(await lastSeq(database), signed) };
    if (entry.hash !== signed.hash || auditHashOf(entry) !== signed.hash) {
      return { ...before, problem: `entry ${signed.entries} is not the signed one` };
    }
  }
  return follow(database, signed, signal, () => null);
}

export async function lastSeq(database: Database): Promise<number> {
  return (await lastAuditEntry(database))?.seq ?? 0;
}

const cutOff = (end: number, signed: AuditHead) =>
  `the log ends at entry ${end}; the signed head names ${signed.entries}`;

async function follow(
  database: Database,
  from: AuditPlace,
  signal: AbortSignal,
  look: (entry: AuditEntry) => string | null,
): Promise<Walk> {
  let last: AuditPlace = { entries: from.entries, hash: from.hash };
  for await (const entries of entriesOf(database, from.entries)) {
    signal.throwIfAborted();
    for (const entry of entries) {
      const problem = auditProblemOf(entry, last) ?? look(entry);
      if (problem !== null) return { ...last, problem };
      last = { entries: entry.seq, hash: entry.hash };
    }
  }
  return { ...last, problem: null };
}
