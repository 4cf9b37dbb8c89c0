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

/** What happened between the desk and the person, kept on this machine and nowhere else. */
export interface ActivityLog {
  /** Durable when it resolves. @throws CandorError `disk-full`, `disk-failed`. */
  add(kind: ActivityKind, facts?: ActivityFacts): Promise<void>;
  /** All of it, checked from the beginning. */
  read(): Promise<ActivityView>;
  /** The lines themselves with what the check says of them: for a file that the person hands on. */
  export(): Promise<string>;
}

const headFile = z.strictObject({ count: z.number().int().nonnegative(), hash: sha256 });

/**
 * Opens `<file>` (one entry a line, only ever appended to) and `<file>.head`. A line that a crash left half written was
 * promised to nobody and is cut off; anything else that does not fit together stays as it is, and a `damaged` entry is
 * added, so that going on does not cover it.
 */
export async function openActivityLog(
  file: string,
  now: () => Date = () => new Date(),
): Promise<ActivityLog> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  let head = await begin(file);
  // One entry after the other: each holds the hash of the one before.
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
  // Said once for each damage, not at every start.
  if (fault && entries.at(-1)?.kind !== 'damaged')
    await append('damaged', { place: fault.number, how: fault.why });

  return {
    add: (kind, facts = {}) => queue.run(() => append(kind, shortened(facts))),
    read: () =>
      queue.run(async () => {
        const checked = await check();
        // Once a `damaged` entry follows, a shortened journal looks like one with a gap, or fits together again; what was
        // found first still holds.
        const told = checked.entries.find(({ kind }) => kind === 'damaged');
        const first = told
          ? { number: placeOf(told.facts.place), why: whyOf(told.facts.how) }
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

/** Sentences of others are cut rather than refused: a long one must not keep an event out of the journal. */
const shortened = (facts: ActivityFacts): ActivityFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, 2000) : value,
    ]),
  );

/** Cuts off a half-written last line and finds where to go on. */
async function begin(file: string): Promise<Head> {
  const text = await textOf(file);
  const whole = text.lastIndexOf('\n') + 1;
  const torn = text.slice(whole);
  const { entries } = checkChain(linesOf(text.slice(0, whole)), null);
  const head = await keptHead(file);
  // Torn before it was ever in the head: the crash of an append. In the head already: somebody cut it.
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
  // A damaged one stays where it is and is replaced by the next entry: the chain itself says what is missing.
  const found = await jsonFile(`${file}.head`, headFile).read();
  return found.state === 'read' ? found.value : null;
}

const textOf = (file: string) =>
  readFile(file, 'utf8').catch((thrown: unknown) => {
    if ((thrown as { code?: string }).code === 'ENOENT') return '';
    throw diskError(thrown);
  });

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
