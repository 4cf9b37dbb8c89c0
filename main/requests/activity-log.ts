import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '#bundle/durable-file.ts';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import { sha256 } from '#contract/collector/collector.ts';
import {
  type ActivityFacts,
  type ActivityKind,
  type ActivityView,
  shownEntries,
} from '#contract/ipc/activity-log.ts';
import { diskError } from '../storage/durable-file.ts';
import { jsonFile } from '../storage/json-file.ts';
import { checkChain, emptyHead, type Head, nextEntry } from './chain.ts';

/** What happened between the desk and the person, stored only on this machine. */
export interface ActivityLog {
  /** Durable when it resolves. @throws CandorError `disk-full`, `disk-failed`. */
  add(kind: ActivityKind, facts?: ActivityFacts): Promise<void>;
  /** The newest entries, after checking the whole log. */
  read(): Promise<ActivityView>;
  /** All entries with the result of the check, for a file that the person can share. */
  export(): Promise<string>;
}

const headFile = z.strictObject({ count: z.number().int().nonnegative(), hash: sha256 });

/**
 * Opens `<file>` (one entry a line, append-only) and `<file>.head`. A line that a crash left half written was never
 * confirmed, and is cut off; any other inconsistency stays as it is, and a `damaged` entry is added, so that later entries
 * do not hide it.
 */
export async function openActivityLog(
  file: string,
  now: () => Date = () => new Date(),
): Promise<ActivityLog> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  let head = await begin(file);
  // One entry at a time: each holds the hash of the previous one.
  const queue = createSerialQueue();

  async function append(kind: ActivityKind, facts: ActivityFacts): Promise<void> {
    const entry = nextEntry(head, now().toISOString(), kind, facts);
    await appendDurably(file, `${JSON.stringify(entry)}\n`);
    head = { count: entry.number, hash: entry.hash };
    await jsonFile(`${file}.head`, headFile).write(head);
  }

  const check = async () => checkChain(linesOf(await textOf(file)), head);

  const { fault } = checkChain(linesOf(await textOf(file)), await keptHead(file));
  const { entries } = await check();
  // Noted once for each damage, not at every start.
  if (fault && entries.at(-1)?.kind !== 'damaged')
    await append('damaged', { place: fault.number, how: fault.why });

  return {
    add: (kind, facts = {}) => queue.run(() => append(kind, shortened(facts))),
    read: () =>
      queue.run(async () => {
        const checked = await check();
        // After a `damaged` entry, a shortened log looks like one with a gap, or consistent again; the first finding
        // still counts.
        const damage = checked.entries.find(({ kind }) => kind === 'damaged');
        const first = damage
          ? { number: placeOf(damage.facts.place), why: whyOf(damage.facts.how) }
          : null;
        const fault =
          checked.fault && checked.fault.number !== first?.number ? checked.fault : first;
        return {
          entries: checked.entries.slice(-shownEntries).reverse(),
          count: checked.entries.length,
          fault,
        };
      }),
    export: () =>
      queue.run(async () => {
        const checked = await check();
        return `${JSON.stringify({ format: 'candor-journal', version: 1, exportedAt: now().toISOString(), fault: checked.fault, head, entries: checked.entries }, null, 2)}\n`;
      }),
  };
}

const placeOf = (place: unknown) => z.number().int().positive().catch(1).parse(place);
const whyOf = (how: unknown) =>
  z.enum(['changed', 'missing', 'shortened', 'unreadable']).catch('changed').parse(how);

/** Other people's sentences are cut, not refused: a long one must not keep an event out of the log. */
const shortened = (facts: ActivityFacts): ActivityFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, 2000) : value,
    ]),
  );

/** Cuts off a half-written last line and finds where to continue. */
async function begin(file: string): Promise<Head> {
  const text = await textOf(file);
  const whole = text.lastIndexOf('\n') + 1;
  const torn = text.slice(whole);
  const { entries } = checkChain(linesOf(text.slice(0, whole)), null);
  const head = await keptHead(file);
  // Not yet in the head: an append crashed. Already in the head: somebody cut the line.
  if (torn !== '' && (head === null || entries.length >= head.count))
    await cut(file, Buffer.byteLength(text.slice(0, whole)));
  else if (torn !== '') await appendDurably(file, '\n');
  const found = entries.at(-1);
  const reached = found ? { count: found.number, hash: found.hash } : emptyHead;
  return head && head.count > reached.count ? { count: head.count, hash: reached.hash } : reached;
}

async function cut(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function appendDurably(file: string, text: string): Promise<void> {
  try {
    const handle = await open(
      file,
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0),
      0o600,
    );
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  } catch (thrown) {
    throw diskError(thrown);
  }
}

async function keptHead(file: string): Promise<Head | null> {
  // A damaged head stays until the next entry replaces it: the chain itself shows what is missing.
  const found = await jsonFile(`${file}.head`, headFile).read();
  return found.state === 'read' ? found.value : null;
}

const textOf = (file: string) =>
  readFile(file, 'utf8').catch((thrown: unknown) => {
    if ((thrown as { code?: string }).code === 'ENOENT') return '';
    throw diskError(thrown);
  });

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
