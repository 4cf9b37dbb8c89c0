import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { startDesk } from '#desk/service/start.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice } from './desk.ts';
import { decisionOf, send } from './device.ts';
import { accepted, dayMs, deskAt, objectsOf, rowsOf } from './retention.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-desk-'));
  folders.push(folder);
  return folder;
}

test('a bundle whose file went but whose rows did not is deleted to the end', async () => {
  const clock = { ms: Date.now() };
  const dataFolder = makeFolder();
  await using desk = await deskAt(clock, { dataFolder });
  await accepted(desk, await registeredDevice(desk));
  await desk.stop();
  for (const name of objectsOf(dataFolder)) rmSync(join(dataFolder, 'objects', name));
  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  await later.stop();
  expect(rowsOf(dataFolder)).toMatchObject([{ deleted: true, content: 0, lines: 0 }]);
});

test('a bundle whose file cannot be deleted keeps its rows, hinders no other, and goes when it can', async () => {
  const clock = { ms: Date.now() };
  const dataFolder = makeFolder();
  await using desk = await deskAt(clock, { dataFolder });
  const device = await registeredDevice(desk);
  await accepted(desk, device);
  const [stuck = ''] = objectsOf(dataFolder);
  await accepted(desk, device);
  await desk.stop();
  // A folder in the file's place: no system deletes that as a file.
  const file = join(dataFolder, 'objects', stuck);
  renameSync(file, join(dataFolder, 'aside'));
  mkdirSync(file);

  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  expect(rowsOf(dataFolder).map(({ deleted }) => deleted)).toEqual([false, true]);
  expect(objectsOf(dataFolder)).toEqual([stuck]);
  expect(later.lines.join('')).toContain('could not be deleted now');
  await later.stop();

  rmSync(file, { recursive: true });
  renameSync(join(dataFolder, 'aside'), file);
  await using last = await deskAt(clock, { dataFolder });
  await last.stop();
  expect(rowsOf(dataFolder).map(({ deleted }) => deleted)).toEqual([true, true]);
  expect(objectsOf(dataFolder)).toEqual([]);
});

test('a desk that is killed while it deletes leaves no bundle without its row, and its next start deletes the rest', async () => {
  const count = 12;
  const clock = { ms: Date.now() };
  const dataFolder = makeFolder();
  await using desk = await deskAt(clock, { dataFolder });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device);
  const submissions = Array.from({ length: count }, () => randomUUID());
  for (const submission of submissions) await send(device, desk, sealed, { submission });
  for (const submission of submissions)
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  await desk.stop();
  expect(objectsOf(dataFolder)).toHaveLength(count);

  const child = diesDeleting(dataFolder, 31);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

  const left = objectsOf(dataFolder);
  expect(left).toHaveLength(count - 1);
  const named = rowsOf(dataFolder).filter(({ deleted }) => !deleted);
  expect(named.length).toBeGreaterThanOrEqual(left.length);
  for (const row of rowsOf(dataFolder))
    expect([row.content > 0, row.lines > 0]).toEqual([!row.deleted, !row.deleted]);

  clock.ms += 31 * dayMs;
  await using later = await deskAt(clock, { dataFolder });
  await later.stop();
  expect(objectsOf(dataFolder)).toEqual([]);
  expect(
    rowsOf(dataFolder).map(({ deleted, content, lines }) => ({ deleted, content, lines })),
  ).toEqual(Array.from({ length: count }, () => ({ deleted: true, content: 0, lines: 0 })));
});

/** A desk in a process of its own, in which it is so many days later. It is killed between the first file that it deletes and its rows. */
function diesDeleting(dataFolder: string, days: number): ChildProcess {
  const start = new URL('../../../desk/service/start.ts', import.meta.url).href;
  const program = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    for (const name of ['rm', 'unlink']) {
      const remove = fs[name];
      fs[name] = async (file, ...rest) => {
        await remove(file, ...rest);
        if (String(file).startsWith(${JSON.stringify(join(dataFolder, 'objects'))})) process.kill(process.pid, 'SIGKILL');
      };
    }
    syncBuiltinESMExports();
    const { startDesk } = await import(${JSON.stringify(start)});
    await startDesk({ dataFolder: ${JSON.stringify(dataFolder)}, host: '127.0.0.1', port: 0,
      now: () => new Date(Date.now() + ${days * dayMs}) });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

describe('a desk that starts with many expired incidents', () => {
  const count = 300;

  /** As after a long time without the desk. The rows name bundles whose files are gone already. */
  async function makeExpired(): Promise<{
    dataFolder: string;
    config: Parameters<typeof startDesk>[0];
  }> {
    const clock = { ms: Date.now() };
    const dataFolder = makeFolder();
    await using desk = await deskAt(clock, { dataFolder });
    await accepted(desk, await registeredDevice(desk));
    await desk.stop();
    const database = new SqliteDatabase(join(dataFolder, 'desk.sqlite'));
    const copy =
      database.prepare(`insert into incidents (device, received_at, status, upload, manifest_hash, headline, extract,
      expires_at) select device, received_at, status, ?, manifest_hash, headline, extract, expires_at from incidents where id = 1`);
    database.transaction(() => {
      for (let made = 1; made < count; made += 1) copy.run(`upload-${made}`);
    })();
    database.close();
    clock.ms += 31 * dayMs;
    return {
      dataFolder,
      config: { dataFolder, host: '127.0.0.1', port: 0, now: () => new Date(clock.ms) },
    };
  }

  const leftOf = (dataFolder: string) =>
    rowsOf(dataFolder).filter(({ deleted }) => !deleted).length;

  test('answers before they are deleted, and while they are', async () => {
    const { dataFolder, config } = await makeExpired();
    const desk = await startDesk(config);
    expect(leftOf(dataFolder)).toBeGreaterThan(0);
    expect((await fetch(`${desk.address}/v1/desk`)).status).toBe(200);
    expect(leftOf(dataFolder)).toBeGreaterThan(0);
    await desk.upkeep;
    expect(leftOf(dataFolder)).toBe(0);
    await desk.stop();
  });

  test('stops without deleting all of them first, and its next start deletes the rest', async () => {
    const { dataFolder, config } = await makeExpired();
    await (await startDesk(config)).stop();
    expect(leftOf(dataFolder)).toBeGreaterThan(0);
    const desk = await startDesk(config);
    await desk.upkeep;
    await desk.stop();
    expect(leftOf(dataFolder)).toBe(0);
  });
});
