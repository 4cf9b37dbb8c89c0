import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Intake, makeIntake } from '#desk/service/domain/intake/intake.ts';
import { openKeys } from '#desk/service/keys.ts';
import { defaultLimits } from '#desk/service/limits.ts';
import { makeEventBus } from '#desk/service/runtime/event-bus.ts';
import { type Database, openDatabase } from '#desk/service/store/database.ts';
import { type Folders, openFolders } from '#desk/service/store/folders.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk } from './desk.ts';
import { send } from './device.ts';

let dataFolder: string;
let folders: Folders;
let database: Database;
let intake: Intake;
let upload: string;
/** When the desk looked at its clock, which it does as a check begins and as a bundle is accepted, and what it accepted. */
let events: string[];

/** A desk that took a bundle and never checked it; it has stopped, and what it left is checked here. */
async function receive(
  change: (sealed: Uint8Array) => Uint8Array = (sealed) => sealed,
  senders = 1,
): Promise<void> {
  const limits = { checkProcesses: 0, checkProcessesForVerified: 0, checkWaitMs: 0 };
  const desk = await startTestDesk({ dataFolder, limits });
  for (let sender = 0; sender < senders; sender += 1) {
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device);
    await send(device, desk, change(sealed), { submission: randomUUID() });
  }
  await desk.stop();
  folders = await openFolders(dataFolder);
  database = await openDatabase(folders.database);
  upload = (await database.selectFrom('uploads').select('id').executeTakeFirstOrThrow()).id;
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  events = [];
  const changes = makeEventBus();
  changes.subscribe(({ id }) => void events.push(id));
  const now = () => {
    events.push('clock');
    return new Date();
  };
  const oneAtOnce = { ...defaultLimits, checkProcesses: 1, checkProcessesForVerified: 0 };
  intake = makeIntake({
    database,
    folders,
    keys: await openKeys(folders),
    limits: oneAtOnce,
    changes,
    now,
    log,
  });
}
const state = async () =>
  (await database.selectFrom('submissions').select('state').executeTakeFirstOrThrow()).state;
const incidents = () => database.selectFrom('incidents').select('id').execute();

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'candor-check-'));
});
afterEach(async () => {
  await intake.close();
  await database.destroy();
  await rm(dataFolder, { recursive: true, force: true });
});

test('a bundle that was accepted and is checked once more stays one incident', async () => {
  await receive();
  await intake.check(upload);
  await intake.check(upload);
  expect(await intake.received(upload)).toBe(true);
  await intake.close();
  expect([await state(), (await incidents()).length]).toEqual(['accepted', 1]);
});

test('two who ask at once for the check of a bundle wait for the same one', async () => {
  await receive();
  const first = intake.check(upload);
  expect(intake.check(upload)).toBe(first);
  await first;
  expect(await incidents()).toHaveLength(1);
});

test('where one check may run at once, the next one begins when it has ended', async () => {
  await receive((sealed) => sealed, 2);
  const uploads = await database.selectFrom('uploads').select('id').execute();
  await Promise.all(uploads.map(({ id }) => intake.check(id)));
  expect(events).toEqual(['clock', 'clock', 'INC-000001', 'clock', 'clock', 'INC-000002']);
});

test('a bundle that cannot be reached on the disk just now is not refused, and is accepted when it can', async () => {
  await receive();
  const file = join(folders.uploads, upload);
  await rename(file, join(dataFolder, 'elsewhere'));
  // A link to itself is neither a file nor missing.
  await symlink(file, file);
  await expect(intake.check(upload)).rejects.toMatchObject({ code: 'ELOOP' });
  expect(await state()).toBe('checking');
  await rm(file);
  await rename(join(dataFolder, 'elsewhere'), file);
  await intake.check(upload);
  expect(await state()).toBe('accepted');
});

test('a refusal that cannot be written down changes nothing, and is made at the next check', async () => {
  await receive((sealed) => sealed.subarray(0, sealed.length - 100));
  const trigger = "create trigger full before update on submissions when new.state = 'refused'";
  await sql.raw(`${trigger} begin select raise(abort, 'no space'); end`).execute(database);
  await expect(intake.check(upload)).rejects.toThrow();
  expect(await state()).toBe('checking');
  expect(await readdir(folders.uploads)).toEqual([upload]);
  await sql.raw('drop trigger full').execute(database);
  await intake.check(upload);
  expect(await state()).toBe('refused');
  expect(await readdir(folders.uploads)).toEqual([]);
});

test('an upload that nobody knows is not received', async () => {
  await receive();
  expect(await intake.received(randomUUID())).toBe(false);
});

test('a closed intake checks nothing more', async () => {
  await receive();
  await intake.close();
  await intake.check(upload);
  expect(await state()).toBe('checking');
});
