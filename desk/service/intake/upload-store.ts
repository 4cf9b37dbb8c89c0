import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Configstore, FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import type { Context } from '../context.ts';
import { rethrowDiskError } from '../store/durable-file.ts';

/**
 * tus' file store, with the two things it lacks: every byte it acknowledges has been synced to disk, and a full disk is
 * told from a sender that went away. What it knows of an upload stands in the desk's database.
 */
export function makeUploadStore({ folders, database }: Pick<Context, 'folders' | 'database'>): FileStore {
  const configstore: Configstore = {
    async get(id) {
      const row = await database.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const metadata = JSON.parse(row.metadata) as Record<string, string>;
      return new Upload({ id, size: row.size, offset: 0, metadata, creation_date: row.created_at });
    },
    // `beginUpload` has written the row before the store makes the file.
    set: async () => {},
    delete: async (id) => {
      await database.deleteFrom('uploads').where('id', '=', id).execute();
    },
  };
  const store = new FileStore({ directory: folders.uploads, configstore });
  store.write = async (readable, id, offset) => {
    const file = createWriteStream(join(folders.uploads, id), { flags: 'r+', start: offset, flush: true });
    try {
      await pipeline(readable, file);
    } catch (thrown) {
      rethrowDiskError(thrown);
    }
    return offset + file.bytesWritten;
  };
  return store;
}
