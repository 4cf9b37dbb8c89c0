import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { removeDurably, syncFolder } from '#bundle/durable-file.ts';
import type { Context } from '#desk/service/context.ts';
import { rethrowDiskError } from '#desk/service/store/disk-error.ts';
import { syncedSize } from '#desk/service/store/file-size.ts';
import { findUpload } from '#desk/service/store/uploads.ts';
import { requireRoom } from './begin-upload.ts';

/** Bytes that an upload may write before the disk is looked at again. */
const roomStepBytes = 8 * 1024 * 1024;

/**
 * Where tus keeps what arrives: a file for each upload, and what is known of it in the desk's database. In place of
 * @tus/file-store, which syncs nothing, takes a full disk for a sender that went away, and ends the process when it cannot
 * make its folder. Every offset sent to a sender survives a power loss.
 */
export function makeUploadStore(
  context: Pick<Context, 'folders' | 'database' | 'limits' | 'intake'>,
): DataStore {
  const { folders, database, intake } = context;
  const store = new DataStore();
  store.extensions = ['creation', 'creation-with-upload'];

  store.create = async (upload) => {
    try {
      // `beginUpload` has written the row.
      await (await open(join(folders.uploads, upload.id), 'wx', 0o600)).close();
      await syncFolder(folders.uploads);
    } catch (thrown) {
      rethrowDiskError(thrown);
    }
    // The upload was begun again meanwhile: the call that replaced the row may have looked for the file before it existed.
    if (!(await findUpload(database, upload.id))) {
      await removeDurably(join(folders.uploads, upload.id));
      throw ERRORS.FILE_NO_LONGER_EXISTS;
    }
    return upload;
  };

  store.getUpload = async (id) => {
    const row = await findUpload(database, id);
    if (!row) throw ERRORS.FILE_NOT_FOUND;
    const offset = await syncedSize(join(folders.uploads, id));
    if (offset === null) throw ERRORS.FILE_NO_LONGER_EXISTS;
    // The connection broke after the last byte: no PATCH follows that would say so.
    if (offset === row.size) await noteReceived(id);
    const metadata = { submission: row.submission, sha256: row.sha256 };
    return new Upload({ id, size: row.size, offset, metadata, creation_date: row.createdAt });
  };

  store.write = async (readable, id, offset) => {
    const file = createWriteStream(join(folders.uploads, id), {
      flags: 'r+',
      start: offset,
      flush: true,
    });
    try {
      await pipeline(
        readable,
        (chunks: AsyncIterable<Uint8Array>) => withinRoom(context, chunks),
        file,
      );
    } catch (thrown) {
      rethrowDiskError(thrown);
    }
    const end = offset + file.bytesWritten;
    const row = await findUpload(database, id);
    // Before the sender hears of it: whatever happens next, this bundle is not sent again.
    if (end === row?.size) await noteReceived(id);
    return end;
  };

  async function noteReceived(id: string): Promise<void> {
    const known = await intake.received(id).catch(rethrowDiskError);
    if (!known) throw ERRORS.FILE_NO_LONGER_EXISTS;
  }
  return store;
}

/** Many uploads that each had room when they began can fill the disk together; what the database needs is left to it. */
async function* withinRoom(
  context: Pick<Context, 'folders' | 'limits'>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let unchecked = roomStepBytes;
  for await (const chunk of chunks) {
    unchecked += chunk.length;
    if (unchecked >= roomStepBytes) {
      await requireRoom(context, chunk.length);
      unchecked = 0;
    }
    yield chunk;
  }
}
