import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect } from 'vitest';
import type { Receipt } from '#contract/bundle/receipt.ts';
import { makeBundle, type TestBundle } from './bundle.ts';
import { startTestDesk, type TestDesk } from './desk.ts';
import { decisionOf, send, type TestDevice } from './device.ts';

export const dayMs = 24 * 3_600_000;

/** A desk whose clock stands where `clock.ms` says. */
export const deskAt = (clock: { ms: number }, config: Parameters<typeof startTestDesk>[0] = {}) =>
  startTestDesk({ ...config, now: () => new Date(clock.ms) });

/** Sends a bundle and sees it accepted. */
export async function accepted(
  desk: TestDesk,
  device: TestDevice,
  receipt: Partial<Receipt> = {},
): Promise<TestBundle & { submission: string }> {
  const bundle = await makeBundle(desk, device, { receipt });
  const submission = randomUUID();
  await send(device, desk, bundle.sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  return { ...bundle, submission };
}

export const objectsOf = (folder: string) => readdirSync(join(folder, 'objects'));

interface Row {
  id: number;
  device: string;
  status: string;
  assignee: string | null;
  manifest_hash: string;
  content: number;
  lines: number;
  deleted: boolean;
}

/** What the database holds of each incident: `content` in bytes, `lines` of its timeline. */
export function rowsOf(dataFolder: string): Row[] {
  const database = new SqliteDatabase(join(dataFolder, 'desk.sqlite'), { readonly: true });
  const rows = database
    .prepare(
      `select id, device, status, assignee, manifest_hash, length(headline) + length(extract) as content,
        (select count(*) from timeline where incident = incidents.id) as lines, deleted_at is not null as deleted
        from incidents order by id`,
    )
    .all() as (Omit<Row, 'deleted'> & { deleted: number })[];
  database.close();
  return rows.map((row) => ({ ...row, deleted: row.deleted === 1 }));
}
