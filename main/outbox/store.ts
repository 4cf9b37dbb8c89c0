import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeDurably, syncFolder } from '#bundle/durable-file.ts';
import { type SignedReceipt, signedReceipt } from '#contract/bundle/receipt.ts';
import { type AppError, appErrorOf, raise, toAppError } from '#contract/errors/result.ts';
import type { SentCopyState, Submission } from '#contract/ipc/submission.ts';
import { type Draft, draft } from '#contract/text/description.ts';
import { diskError, writeFileDurably } from '../storage/durable-file.ts';
import { damagedSubmission, type Entry, entry, type NewEntry, newEntry } from './entry.ts';

/** Bytes of content, before compression. A larger bundle is sent, but no copy of it is stored. */
export const largestCopy = 64 * 1024 * 1024;

/** Writes the sealed bundle to `file`; `bytes` and `sha256` are those of the sealed file. */
export type BundleWriter = (
  file: string,
  signal: AbortSignal,
) => Promise<{ bytes: number; sha256: string }>;

export interface OutboxStore {
  entries(): Entry[];
  find(id: string): Entry | undefined;
  /** Submissions whose record cannot be read; they are shown and otherwise not touched. */
  damaged: readonly Submission[];
  /** Durable when it resolves; leaves nothing behind when it rejects. */
  create(given: NewEntry, write: BundleWriter, signal: AbortSignal): Promise<Entry>;
  /** Changes memory at once; resolves when the change is durable. A failed write is reported, never thrown: memory stays right. */
  update(id: string, change: (kept: Entry) => Entry): Promise<void>;
  /** Changes memory only: the desk knows the progress after a crash. */
  noteProgress(id: string, sentBytes: number): void;
  bundleFile(id: string): string;
  removeBundle(id: string): Promise<void>;
  /** What the person wrote; null if it is no longer stored. */
  words(id: string): Promise<Draft | null>;
  removeWords(id: string): Promise<void>;
  /** The readable copy of what was sent; it exists only if `entry.copy` is `kept`. */
  copyFile(id: string): string;
  /** Removes the copy and stores why. @throws CandorError `disk-failed`; the copy then still exists, and the entry says so. */
  removeCopy(id: string, why: SentCopyState): Promise<void>;
  receipt(id: string): Promise<SignedReceipt>;
  /** Resolves when all changes so far are written. */
  settled(): Promise<void>;
}

/**
 * Opens `folder`: `<id>/entry.json`; `<id>/bundle.age` and `<id>/words.json` until the bundle is accepted; `<id>/sent.zip`
 * for as long as the organisation stores the bundle; `<id>/receipt.json` for ever.
 * `entry.json` is written last: a folder without it was never confirmed to the person, and is removed.
 */
export async function openStore(
  folder: string,
  report: (error: AppError) => void,
): Promise<OutboxStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  const entries = new Map<string, Entry>();
  const damaged: Submission[] = [];
  const writes = new Map<string, Promise<void>>();
  const place = (id: string, name: string) => join(folder, id, name);

  for (const id of await readdir(folder)) {
    if (!z.uuid().safeParse(id).success) continue;
    const read = await readEntry(place(id, 'entry.json'), id);
    if (read.kind === 'absent') await rm(join(folder, id), { recursive: true, force: true });
    else if (read.kind === 'found') entries.set(id, read.entry);
    else await addDamaged(id, read.detail);
  }

  async function addDamaged(id: string, detail: string): Promise<void> {
    report(
      appErrorOf('disk-failed', 'A record in Candor’s outbox cannot be read.', {
        detail: `${id}: ${detail}`,
      }),
    );
    const shown = await readReceipt(id)
      .then((receipt) => damagedSubmission(id, receipt, detail))
      .catch(() => null);
    if (shown) damaged.push(shown);
  }

  async function readReceipt(id: string): Promise<SignedReceipt> {
    return signedReceipt.parse(JSON.parse(await readFile(place(id, 'receipt.json'), 'utf8')));
  }

  const remove = (id: string, name: string) =>
    rm(place(id, name), { force: true }).catch((thrown: unknown) =>
      report(toAppError(diskError(thrown))),
    );

  /** Without a copy the person cannot look back at what they sent, but they must still get help. */
  async function writeCopy(
    { writeCopy: write, contentBytes = null }: NewEntry,
    file: string,
  ): Promise<SentCopyState> {
    if (!write) return 'none';
    if (contentBytes !== null && contentBytes > largestCopy) return 'too-large';
    try {
      await write(file);
      return 'kept';
    } catch (thrown) {
      report(toAppError(diskError(thrown)));
      await rm(file, { force: true }).catch(() => {});
      return 'failed';
    }
  }

  function save(id: string): Promise<void> {
    // One write at a time for each entry; it writes the newest state when its turn comes.
    const write = (writes.get(id) ?? Promise.resolve())
      .then(() => writeFileDurably(place(id, 'entry.json'), JSON.stringify(entries.get(id))))
      .catch((thrown: unknown) => report(toAppError(thrown)));
    writes.set(id, write);
    return write;
  }

  function update(id: string, change: (kept: Entry) => Entry): Promise<void> {
    const kept = entries.get(id);
    if (!kept) return Promise.resolve();
    const changed = change(kept);
    if (changed === kept) return writes.get(id) ?? Promise.resolve();
    entries.set(id, changed);
    return save(id);
  }

  /** Writes the entry and its copy; only the entry if the disk has no room for both. */
  async function writeEntry(
    given: NewEntry,
    written: { bytes: number; sha256: string },
  ): Promise<Entry> {
    const copyFile = place(given.id, 'sent.zip');
    const write = async (copy: SentCopyState): Promise<Entry> => {
      const made = entry.parse(newEntry(given, copy, written));
      await writeFileDurably(place(given.id, 'entry.json'), JSON.stringify(made));
      return made;
    };
    const copy = await writeCopy(given, copyFile);
    if (copy !== 'kept') return write(copy);
    return write(copy).catch(async () => {
      await rm(copyFile, { force: true });
      return write('failed');
    });
  }

  return {
    entries: () => [...entries.values()],
    find: (id) => entries.get(id),
    damaged,
    async create(given, write, signal) {
      const { id } = given;
      if (entries.has(id) || damaged.some((shown) => shown.id === id)) {
        raise('conflict', 'This bundle is already being sent.', { detail: id });
      }
      z.uuid().parse(id);
      // Outside the clean-up below: an existing folder must not be removed.
      await mkdir(join(folder, id), { mode: 0o700 }).catch((thrown: unknown) => {
        throw diskError(thrown);
      });
      try {
        const written = await write(place(id, 'bundle.age.new'), signal);
        signal.throwIfAborted();
        await commitBundle(place(id, 'bundle.age.new'), place(id, 'bundle.age'), written.bytes);
        await writeFileDurably(place(id, 'receipt.json'), JSON.stringify(given.receipt));
        if (given.words)
          await writeFileDurably(place(id, 'words.json'), JSON.stringify(given.words));
        const made = await writeEntry(given, written);
        await syncFolder(folder);
        entries.set(id, made);
        return made;
      } catch (thrown) {
        await rm(join(folder, id), { recursive: true, force: true }).catch(() => {});
        throw isDiskFault(thrown) ? diskError(thrown) : thrown;
      }
    },
    update,
    noteProgress(id, sentBytes) {
      const kept = entries.get(id);
      if (kept) entries.set(id, { ...kept, sentBytes });
    },
    bundleFile: (id) => place(id, 'bundle.age'),
    removeBundle: (id) => remove(id, 'bundle.age'),
    async words(id) {
      const text = await readFile(place(id, 'words.json'), 'utf8').catch(() => 'null');
      return draft.nullable().catch(null).parse(parseJson(text));
    },
    removeWords: (id) => remove(id, 'words.json'),
    copyFile: (id) => place(id, 'sent.zip'),
    async removeCopy(id, why) {
      if (entries.get(id)?.copy !== 'kept') return;
      // The file first: after a crash, nothing may be called removed that still exists.
      await removeDurably(place(id, 'sent.zip')).catch((thrown: unknown) => {
        throw diskError(thrown);
      });
      await update(id, (kept) => ({ ...kept, copy: why }));
    },
    async receipt(id) {
      return readReceipt(id).catch((thrown: unknown) => {
        raise('disk-failed', 'The receipt of this bundle cannot be read from the disk.', {
          detail: String(thrown),
          cause: thrown,
        });
      });
    },
    async settled() {
      await Promise.all(writes.values());
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readEntry(
  file: string,
  id: string,
): Promise<
  { kind: 'absent' } | { kind: 'found'; entry: Entry } | { kind: 'damaged'; detail: string }
> {
  try {
    const parsed = entry.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) return { kind: 'damaged', detail: z.prettifyError(parsed.error) };
    if (parsed.data.id !== id)
      return { kind: 'damaged', detail: `it is the entry of ${parsed.data.id}` };
    return { kind: 'found', entry: parsed.data };
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'ENOENT'
      ? { kind: 'absent' }
      : { kind: 'damaged', detail: String(thrown) };
  }
}

/** Flushes what the writer may not have flushed, and checks the size that it reported. */
async function commitBundle(temporary: string, file: string, bytes: number): Promise<void> {
  const handle = await open(temporary, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const { size } = await stat(temporary);
  if (size !== bytes) {
    raise('disk-failed', 'Candor could not write to the disk. Nothing was sent. Try again.', {
      detail: `${size} of ${bytes} bytes were written`,
    });
  }
  await rename(temporary, file);
}

function isDiskFault(thrown: unknown): boolean {
  const { code, syscall } = (thrown ?? {}) as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string';
}
