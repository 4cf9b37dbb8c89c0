import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDurably, syncFolder } from '#bundle/durable-file.ts';
import type { Database } from '#desk/service/store/database.ts';
import { sizeOf, syncedSize } from '#desk/service/store/file-size.ts';
import type { Folders } from '#desk/service/store/folders.ts';
import { deleteSubmission } from '#desk/service/store/submissions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import {
  deleteUpload,
  listUnfinishedUploads,
  listUploads,
  type Upload,
} from '#desk/service/store/uploads.ts';

interface Parts {
  database: Database;
  folders: Folders;
}

/**
 * Puts in order what a killed desk left: files that no row names are deleted, rows whose file is gone are forgotten, so
 * that their sender begins again. Call it only before the desk takes calls.
 * @returns the uploads that are complete and wait for their check.
 */
export async function recover({ database, folders }: Parts): Promise<string[]> {
  const rows = await listUploads(database);
  const complete: string[] = [];
  const keptUploads = new Set<string>();
  const keptObjects = new Set<string>();
  for (const row of rows) {
    if (row.state === 'accepted') {
      keptObjects.add(row.id);
      continue;
    }
    const [uploaded, moved] = [
      await syncedSize(join(folders.uploads, row.id)),
      await sizeOf(join(folders.objects, row.id)),
    ];
    if (moved === row.size) keptObjects.add(row.id);
    if (uploaded !== null) keptUploads.add(row.id);
    if (moved === row.size || uploaded === row.size) {
      complete.push(row.id);
    } else if (uploaded === null || row.state !== 'uploading') {
      keptUploads.delete(row.id);
      await forget(database, row);
    }
  }
  await keepOnly(folders.uploads, keptUploads);
  await keepOnly(folders.objects, keptObjects);
  return complete;
}

/** Deletes uploads that began before `before` and were never finished; their senders can begin again. */
export async function expireUploads({ database, folders }: Parts, before: Date): Promise<void> {
  const rows = await listUnfinishedUploads(database, before.toISOString());
  for (const row of rows) {
    await forget(database, row);
    await removeDurably(join(folders.uploads, row.id));
  }
}

/** Rows first: a file that stays behind has no row, and the next start cleans it away. */
async function forget(
  database: Database,
  upload: Pick<Upload, 'id' | 'device' | 'submission'>,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await deleteUpload(transaction, upload.id);
    await deleteSubmission(transaction, upload);
  });
}

/** Deletes an unfinished upload that its sender canceled. */
export async function cancelUpload({ database, folders }: Parts, upload: Upload): Promise<void> {
  await forget(database, upload);
  await removeDurably(join(folders.uploads, upload.id));
}

async function keepOnly(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder);
  for (const name of names)
    if (!kept.has(name)) await rm(join(folder, name), { force: true, recursive: true });
  await syncFolder(folder);
}
