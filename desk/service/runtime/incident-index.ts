import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import type { IncidentSummary } from '#contract/http/console-api.ts';
import {
  type IncidentEvent,
  type IncidentPage,
  type IncidentQuery,
  type IncidentView,
  incidentViews,
  isInView,
  matcherOf,
  pageSize,
  searchLineOf,
} from '#contract/http/console-lists.ts';
import { awaitsAnswer } from '../domain/incidents/awaits-answer.ts';
import { idOf, numberOf } from '../domain/incidents/number.ts';
import type { Keys } from '../keys.ts';
import type { Database } from '../store/database.ts';
import { findNamedDevice, listNamedDevices } from '../store/devices.ts';
import { findListed, incidentIdsAfter } from '../store/incident-list.ts';
import { decryptHeadline } from '../store/incidents.ts';
import type { Change, EventBus } from './event-bus.ts';

/**
 * Every incident's row of the list, in memory. The headlines are encrypted in the database, because they come out of
 * sealed bundles; there they can be neither searched nor counted. The desk is the only process that writes them, so it
 * reads and decrypts them once, and then again each one that changes. About 0.5 kB for an incident.
 */
export interface IncidentIndex {
  /** One page, newest first, as the engineer with this account sees it. Waits until every change that was announced before is in it. */
  page(query: IncidentQuery, engineer: string): Promise<IncidentPage>;
  /** Calls the listener with each row before and after a change. @returns a function that unsubscribes. */
  listen(listener: (event: IncidentEvent) => void): () => void;
  /** Starts to read every incident; a second call waits for the same reading. */
  load(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  id: number;
  summary: IncidentSummary;
  /** What a search looks through. */
  line: string;
  device: IndexedDevice;
  expiresAt: string | null;
}

/** Shared by all incidents of the device, so that a new name needs to be written once. */
interface IndexedDevice {
  name: string | null;
  verified: boolean;
}

/** Rows that are read and decrypted without giving other work a turn: about 10 ms. */
const rowsPerTurn = 250;

interface Parts {
  database: Database;
  keys: Keys;
  changes: EventBus;
  log: Pick<FastifyBaseLogger, 'error'>;
  now(): Date;
}

export function makeIncidentIndex({ database, keys, changes, log, now }: Parts): IncidentIndex {
  const devices = new Map<string, IndexedDevice>();
  // By number, the oldest first: numbers only grow, so new ones go to the end.
  const entries: Entry[] = [];
  const listeners = new Set<(event: IncidentEvent) => void>();
  let closed = false;
  let version = 0;
  /** By engineer, until something changes. */
  const counted = new Map<string, { counts: Record<IncidentView, number>; until: string }>();
  let loading: Promise<void> | null = null;
  // One after the other: two readings of one row must not overtake each other.
  const queue = createSerialQueue();

  const stopListening = changes.subscribe((change) => {
    // What changes before everything is read will be read as it is then.
    if (loading === null) return;
    queue
      .run(() => follow(change))
      .catch((thrown) => {
        loading = null;
        if (!closed)
          log.error(
            { err: thrown },
            'an incident could not be read; the list is read again when it is asked for',
          );
      });
  });

  function load(): Promise<void> {
    loading ??= queue.run(readAll).catch((thrown) => {
      loading = null;
      throw thrown;
    });
    return loading;
  }

  async function readAll(): Promise<void> {
    devices.clear();
    entries.length = 0;
    counted.clear();
    for (const { id, name, enrolledAt } of await listNamedDevices(database)) {
      devices.set(id, { name, verified: enrolledAt !== null });
    }
    for (let last = 0; !closed; ) {
      const ids = await incidentIdsAfter(database, last, rowsPerTurn);
      if (ids.length === 0) return;
      await readRows(ids);
      last = ids.at(-1) ?? last;
      await nextTurn();
    }
  }

  async function readRows(ids: number[]): Promise<void> {
    for (const row of await findListed(database, ids)) {
      const device = devices.get(row.device) ?? (await readDevice(row.device));
      const summary: IncidentSummary = {
        number: numberOf(row.id),
        status: row.status,
        receivedAt: row.receivedAt,
        device: row.device,
        deviceName: device.name,
        deviceVerified: device.verified,
        assignee: row.assignee,
        assigneeId: row.assigneeId,
        awaitsAnswer: awaitsAnswer(row, row.lastFrom),
        ...decryptHeadline(keys.extractKey, row),
      };
      put({ id: row.id, summary, line: searchLineOf(summary), device, expiresAt: row.expiresAt });
    }
  }

  function put(entry: Entry): void {
    const at = placeOf(entries, entry.id);
    entries.splice(at, entries[at]?.id === entry.id ? 1 : 0, entry);
  }

  /** Takes an entry out. */
  function take(id: number): Entry | undefined {
    const at = placeOf(entries, id);
    return entries[at]?.id === id ? entries.splice(at, 1)[0] : undefined;
  }

  async function readDevice(id: string): Promise<IndexedDevice> {
    const row = await findNamedDevice(database, id);
    const device = devices.get(id) ?? { name: null, verified: false };
    device.name = row?.name ?? null;
    device.verified = row !== undefined && row.enrolledAt !== null;
    devices.set(id, device);
    return device;
  }

  /** The counts change with an incident or a device, and when the next incident expires. */
  function countsFor(engineer: string, at: string): Record<IncidentView, number> {
    const known = counted.get(engineer);
    if (known && known.until > at) return known.counts;
    const until = entries.reduce(
      (first, { expiresAt }) =>
        expiresAt !== null && expiresAt > at && expiresAt < first ? expiresAt : first,
      '9999',
    );
    const counts = countsOf(entries, engineer, at);
    counted.set(engineer, { counts, until });
    return counts;
  }

  async function follow({ topic, id }: Change): Promise<void> {
    if (closed) return;
    if (topic !== 'requests') counted.clear();
    if (topic === 'devices') await readDevice(id);
    if (topic !== 'changed') return;
    const incident = idOf(id);
    const before = take(incident);
    await readRows([incident]);
    const after = entries[placeOf(entries, incident)];
    version += 1;
    const event: IncidentEvent = {
      version,
      number: id,
      before: before ? standingOf(refreshed(before).summary) : null,
      after: after?.id === incident ? refreshed(after).summary : null,
    };
    for (const listener of listeners) listener(event);
  }

  return {
    load,
    async page(query, engineer) {
      await load();
      await queue.idle();
      const at = now().toISOString();
      return {
        ...pageOf({ entries, counts: countsFor(engineer, at), engineer, at }, query),
        version,
      };
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      stopListening();
      await queue.idle();
    },
  };
}

/** Where the entry is, or belongs. */
function placeOf(entries: readonly Entry[], id: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entry, with what its device is called now. */
function refreshed(entry: Entry): Entry {
  const { summary, device } = entry;
  if (summary.deviceName !== device.name || summary.deviceVerified !== device.verified) {
    entry.summary = { ...summary, deviceName: device.name, deviceVerified: device.verified };
    entry.line = searchLineOf(entry.summary);
  }
  return entry;
}

function standingOf({
  status,
  assignee,
  assigneeId,
  awaitsAnswer,
  deviceVerified,
}: IncidentSummary): IncidentEvent['before'] {
  return { status, assignee, assigneeId, awaitsAnswer, deviceVerified };
}

/** What a page is made from; `counts` are of the whole list. */
interface Listing {
  entries: readonly Entry[];
  counts: Readonly<Record<IncidentView, number>>;
  engineer: string;
  at: string;
}

/** A list that is not narrowed ends at its page; a search looks at every entry, and counts what it finds in each view. */
function pageOf(
  { entries, counts, engineer, at }: Listing,
  query: IncidentQuery,
): Omit<IncidentPage, 'version'> {
  const isNarrowed =
    query.find !== '' || [query.sender, query.device, query.status, query.assignee].some(Boolean);
  const matches = matcherOf(query);
  const before = query.before === undefined ? Number.POSITIVE_INFINITY : idOf(query.before);
  const found = isNarrowed ? noneOfEach() : counts;
  const incidents: IncidentSummary[] = [];
  let more = false;
  const start =
    isNarrowed || query.before === undefined ? entries.length : placeOf(entries, before);
  for (let index = start - 1; index >= 0 && (isNarrowed || !more); index -= 1) {
    const entry = entries[index];
    if (!entry || isOver(entry, at)) continue;
    const { summary, line, id } = refreshed(entry);
    if (isNarrowed) {
      if (!matches(summary, line)) continue;
      addTo(found, summary, engineer);
    }
    if (id >= before || !isInView(summary, query.view, engineer)) continue;
    if (incidents.length < pageSize) incidents.push(summary);
    else more = true;
  }
  return {
    incidents,
    total: found[query.view],
    found,
    counts,
    next: more ? (incidents.at(-1)?.number ?? null) : null,
  };
}

const isOver = ({ expiresAt }: Entry, at: string): boolean => expiresAt !== null && expiresAt <= at;

function countsOf(
  entries: readonly Entry[],
  engineer: string,
  at: string,
): Record<IncidentView, number> {
  const counts = noneOfEach();
  for (const entry of entries)
    if (!isOver(entry, at)) addTo(counts, refreshed(entry).summary, engineer);
  return counts;
}

function addTo(
  counts: Record<IncidentView, number>,
  summary: IncidentSummary,
  engineer: string,
): void {
  for (const view of incidentViews) if (isInView(summary, view, engineer)) counts[view] += 1;
}

const noneOfEach = (): Record<IncidentView, number> => ({
  open: 0,
  mine: 0,
  awaiting: 0,
  ended: 0,
  unverified: 0,
  all: 0,
});
