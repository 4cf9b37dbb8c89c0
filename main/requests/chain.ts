import { createHash } from 'node:crypto';
import {
  type ActivityEntry,
  type ActivityFacts,
  type ActivityKind,
  type ActivityView,
  activityEntry,
} from '#contract/ipc/activity-log.ts';

const zeros = '0'.repeat(64);

/** The last entry, stored separately: without it, a cut-off end would go unnoticed. */
export interface Head {
  count: number;
  hash: string;
}
export const emptyHead: Head = { count: 0, hash: zeros };

/** The entry after `head`. `at`: ISO 8601. */
export function nextEntry(
  head: Head,
  at: string,
  kind: ActivityKind,
  facts: ActivityFacts,
): ActivityEntry {
  const entry = { number: head.count + 1, at, kind, facts, previous: head.hash };
  return { ...entry, hash: hashOf(entry) };
}

/** SHA-256 over the entry as JSON, with the keys in the contract's order and the facts in alphabetical order. */
function hashOf({ number, at, kind, facts, previous }: Omit<ActivityEntry, 'hash'>): string {
  const sorted = Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(JSON.stringify({ number, at, kind, facts: sorted, previous }))
    .digest('hex');
}

export interface Checked {
  entries: ActivityEntry[];
  fault: ActivityView['fault'];
}

/**
 * Reads the lines of the log and finds the first inconsistency, by the number of the entry expected there. Never throws;
 * unreadable lines are skipped.
 * @param head as stored; null if it is lost, which alone says nothing about the entries.
 */
export function checkChain(lines: readonly string[], head: Head | null): Checked {
  const entries: ActivityEntry[] = [];
  let fault: ActivityView['fault'] = null;
  let expected: Head = emptyHead;
  for (const line of lines) {
    const entry = entryIn(line);
    const number = expected.count + 1;
    if (!entry) {
      fault ??= { number, why: 'unreadable' };
      continue;
    }
    if (entry.hash !== hashOf(entry)) fault ??= { number, why: 'changed' };
    else if (entry.number !== number || entry.previous !== expected.hash)
      fault ??= { number, why: 'missing' };
    entries.push(entry);
    expected = { count: entry.number, hash: entry.hash };
  }
  const atHead =
    head && head.count > 0 ? entries.find(({ number }) => number === head.count) : undefined;
  if (head && head.count > 0 && atHead?.hash !== head.hash) {
    fault ??= {
      number: Math.min(head.count, entries.length + 1),
      why: atHead ? 'changed' : 'shortened',
    };
  }
  return { entries, fault };
}

function entryIn(line: string): ActivityEntry | null {
  try {
    return activityEntry.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
