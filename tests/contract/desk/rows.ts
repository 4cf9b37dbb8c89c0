import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '#desk/service/store/database.ts';
import { type Folders, openFolders } from '#desk/service/store/folders.ts';
import type { SubmissionRow } from '#desk/service/store/tables.ts';

/** The folders and the database of a desk that does not run, for what is decided by rows and files alone. */
export interface RestingDesk {
  folders: Folders;
  database: Database;
  device(id: string): Promise<void>;
  /** An upload and its submission, which has the same id. */
  upload(
    id: string,
    change?: { device?: string; size?: number; state?: SubmissionRow['state']; at?: string },
  ): Promise<void>;
  /** An accepted upload with its incident. @returns the incident's id. */
  incident(
    upload: string,
    change: { device?: string; size?: number; receivedAt: string; expiresAt?: string | null },
  ): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openRestingDesk(): Promise<RestingDesk> {
  const data = await mkdtemp(join(tmpdir(), 'candor-rows-'));
  const folders = await openFolders(data);
  const database = await openDatabase(folders.database);
  const desk: RestingDesk = {
    folders,
    database,
    async device(id) {
      const at = '2026-01-01T00:00:00.000Z';
      await database
        .insertInto('devices')
        .values({
          ...{
            id,
            public_key: '{}',
            platform: 'linux',
            agent_version: '0.1.0',
            registered_at: at,
            seen_at: at,
          },
          ...{ name: null, owner: null, enrolled_at: null, revoked_at: null, revoked_reason: null },
        })
        .execute();
    },
    async upload(
      id,
      { device = 'device', size = 10, state = 'uploading', at = '2026-01-01T00:00:00.000Z' } = {},
    ) {
      const submission = {
        device,
        id,
        state,
        updated_at: at,
        acceptance: null,
        incident: null,
        problem: null,
        withdrawal: null,
      };
      await database.insertInto('submissions').values(submission).execute();
      await database
        .insertInto('uploads')
        .values({ id, device, submission: id, sha256: 'a'.repeat(64), size, created_at: at })
        .execute();
    },
    async incident(upload, { device = 'device', size = 10, receivedAt, expiresAt = null }) {
      await desk.upload(upload, { device, size, state: 'accepted', at: receivedAt });
      const content = Buffer.from(`content of ${upload}`);
      const { id } = await database
        .insertInto('incidents')
        .values({
          ...{
            device,
            received_at: receivedAt,
            status: 'new',
            assignee: null,
            upload,
            manifest_hash: 'a'.repeat(64),
          },
          ...{
            headline: content,
            extract: content,
            expires_at: expiresAt,
            deleted_at: null,
            request: null,
          },
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await database
        .updateTable('submissions')
        .set({ incident: id })
        .where('id', '=', upload)
        .execute();
      return id;
    },
    async [Symbol.asyncDispose]() {
      await database.destroy();
      await rm(data, { recursive: true, force: true });
    },
  };
  return desk;
}
