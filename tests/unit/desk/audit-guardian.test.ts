import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuditAction, deskActor, record } from '#desk/service/domain/audit/audit.ts';
import { type Keys, openKeys } from '#desk/service/keys.ts';
import { type AuditGuardian, makeAuditGuardian } from '#desk/service/runtime/guardian.ts';
import { type Database, openDatabase } from '#desk/service/store/database.ts';
import { type Folders, openFolders } from '#desk/service/store/folders.ts';

const at = '2026-12-01T00:00:00.000Z';
let folder: string;
let folders: Folders;
let keys: Keys;
let database: Database;
let errors: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-guardian-'));
  folders = await openFolders(folder);
  keys = await openKeys(folders);
  database = await openDatabase(':memory:');
  errors = [];
});
afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true, force: true });
});

const guardian = (): Promise<AuditGuardian> => {
  const log = {
    info: () => {},
    error: (_details: unknown, message?: string) => void errors.push(message ?? ''),
  };
  return makeAuditGuardian({ database, keys, folders, log, now: () => new Date(at) });
};
const add = async (count: number, action: AuditAction = 'desk-started') => {
  for (let turn = 0; turn < count; turn += 1)
    await record(database, { at, actor: deskActor, action });
};
const headFile = () => readFile(folders.auditHead, 'utf8');

describe('the head of the audit log', () => {
  test('is due after a hundred new entries, and not after ninety-nine', async () => {
    await add(1);
    const { sign, signIfDue } = await guardian();
    const first = (await sign())?.jws;
    await add(99);
    await signIfDue();
    expect(await headFile()).toBe(first);
    await add(1);
    await signIfDue();
    expect(await headFile()).not.toBe(first);
  });

  test('is signed once more when the desk stops, and never afterwards', async () => {
    await add(1);
    const { close, signIfDue } = await guardian();
    await close();
    const last = await headFile();
    await add(100);
    await signIfDue();
    expect(await headFile()).toBe(last);
  });

  test('that cannot be read is never replaced by a new one', async () => {
    await add(2);
    await writeFile(folders.auditHead, 'damaged');
    const { sign, close } = await guardian();
    expect(await sign()).toBeNull();
    await close();
    expect(await headFile()).toBe('damaged');
  });

  test('is not signed again once a check found that an older entry was changed', async () => {
    await add(3);
    const { sign, check } = await guardian();
    const first = await sign();
    await sql`drop trigger audit_is_not_changed`.execute(database);
    await sql`update audit set actor_name = 'Somebody' where seq = 1`.execute(database);
    expect((await check()).intact).toBe(false);
    await add(1);
    expect(await sign()).toEqual(first);
    expect(await headFile()).toBe(first?.jws);
  });

  test('that is missing is not signed anew for a desk that has done more than start', async () => {
    await add(1);
    await add(1, 'desk-set-up');
    const { sign, verdict } = await guardian();
    expect(await sign()).toBeNull();
    expect(verdict()).toMatchObject({ intact: false, problem: 'the signed head is missing' });
    expect(errors).toEqual(['the audit log was altered']);
  });

  test('is read again by the next start, which signs what came after it', async () => {
    await add(3);
    const first = await (await guardian()).sign();
    await add(2, 'desk-set-up');
    const second = await (await guardian()).sign();
    expect([first?.entries, second?.entries]).toEqual([3, 5]);
  });

  test('is signed once for the same entries, however often it is asked for at once', async () => {
    await add(1);
    const { sign } = await guardian();
    const heads = await Promise.all([sign(), sign(), sign()]);
    expect(new Set(heads.map((head) => head?.jws)).size).toBe(1);
  });
});

describe('the verdict on the audit log', () => {
  test('is unknown until the whole log has been checked, also when its head is signed before', async () => {
    await add(1);
    const { sign, check, verdict } = await guardian();
    await sign();
    expect(verdict()).toBeNull();
    await check();
    expect(verdict()).toEqual({ intact: true, entries: 1, problem: null, checkedAt: at });
  });

  test('counts the entries that were checked and signed since', async () => {
    await add(1);
    const { sign, check, verdict } = await guardian();
    await check();
    await add(2);
    await sign();
    expect(verdict()).toMatchObject({ intact: true, entries: 3 });
  });

  test('is the same for two who ask at once, and new for the next one', async () => {
    await add(1);
    const { check } = await guardian();
    const first = check();
    expect(check()).toBe(first);
    await first;
    const next = check();
    expect(next).not.toBe(first);
    await next;
  });

  test('says that the signed head cannot be read', async () => {
    await add(1);
    await writeFile(folders.auditHead, 'damaged');
    const { check } = await guardian();
    expect(await check()).toEqual({
      intact: false,
      entries: 0,
      problem: 'the signed head cannot be read',
      checkedAt: at,
    });
    expect(errors).toEqual(['the audit log was altered']);
  });
});
