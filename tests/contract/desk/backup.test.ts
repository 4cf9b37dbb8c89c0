import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { makeBundle, noiseItem } from './bundle.ts';
import { firstEngineer, registeredDevice, signInAs, startTestDesk, type TestDesk } from './desk.ts';
import { send, submissionOf } from './device.ts';
import { incidentsOf } from './lists.ts';
import { accepted } from './retention.ts';

const program = join(import.meta.dirname, '../../../desk/service/backup.ts');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-backup-'));
  folders.push(folder);
  return folder;
}

/** As an operator does it: a process of its own, beside the desk that runs. */
async function backUp(
  desk: TestDesk,
  target: string,
): Promise<{ incidents: number; deletedMeanwhile: string[] }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    '--data',
    desk.dataFolder,
    '--to',
    target,
  ]);
  return JSON.parse(stdout) as { incidents: number; deletedMeanwhile: string[] };
}

const failure = (words: string[]): Promise<{ code: number; stderr: string }> =>
  promisify(execFile)(process.execPath, [program, ...words]).then(
    () => expect.fail('it succeeded'),
    (thrown: { code: number; stderr: string }) => thrown,
  );

/** Starts a desk on a backup and reads an item of every incident in it. @returns how many there are. */
async function readAll(folder: string): Promise<number> {
  await using desk = await startTestDesk({ dataFolder: folder });
  expect(desk.lines.join('')).not.toContain('was altered');
  const engineer = await signInAs(desk, 'Erika Example');
  for (let before: string | null = ''; before !== null; ) {
    const page = await incidentsOf(engineer, { view: 'all', ...(before && { before }) });
    for (const { number } of page.incidents) {
      expect(
        (await engineer.call('GET', `/api/incidents/${number}/items/logs/system.log`)).status,
        number,
      ).toBe(200);
    }
    before = page.next;
    if (before === null) return page.total;
  }
  throw new Error('there is always a last page');
}

test('a backup made while bundles come in holds every incident that it names, with all items', async () => {
  await using desk = await startTestDesk({ limits: { bundlesPerDay: 1000 } });
  await firstEngineer(desk);
  const device = await registeredDevice(desk);
  await accepted(desk, device);
  const { sealed } = await makeBundle(desk, device, { extra: noiseItem(200_000) });
  let over = false;
  const submissions: string[] = [];
  const incoming = (async () => {
    while (!over) {
      const submission = randomUUID();
      await send(device, desk, sealed, { submission });
      submissions.push(submission);
    }
  })();

  const parent = makeFolder();
  const counts: number[] = [];
  for (const name of ['first', 'second', 'third']) {
    const arrived = submissions.length;
    const { incidents, deletedMeanwhile } = await backUp(desk, join(parent, name));
    // The backup takes long enough for more to arrive: the copies are made in the middle of it.
    await expect.poll(() => submissions.length).toBeGreaterThan(arrived);
    expect(deletedMeanwhile).toEqual([]);
    counts.push(incidents);
  }
  over = true;
  await incoming;
  for (const submission of submissions)
    expect((await submissionOf(device, desk, submission)).state).toBe('accepted');

  for (const [at, name] of ['first', 'second', 'third'].entries())
    expect(await readAll(join(parent, name))).toBe(counts[at]);
});

test('a backup is for its owner alone, and holds no upload that was not accepted', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  await accepted(desk, device);
  const target = join(makeFolder(), 'backup');
  expect(await backUp(desk, target)).toEqual({ incidents: 1, deletedMeanwhile: [] });
  for (const name of readdirSync(target))
    expect(statSync(join(target, name)).mode & 0o077, name).toBe(0);
  expect(readdirSync(join(target, 'uploads'))).toEqual([]);
});

test('a backup of a folder without a desk, into one that is not empty, or without words is refused', async () => {
  const [empty, full] = [makeFolder(), makeFolder()];
  writeFileSync(join(full, 'file'), '');
  await using desk = await startTestDesk();
  expect(await failure(['--data', empty, '--to', join(empty, 'backup')])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`There is no desk in ${empty}.`),
  });
  expect(await failure(['--data', desk.dataFolder, '--to', full])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${full}: it is not an empty folder`),
  });
  expect(await failure(['--data', desk.dataFolder])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Usage:'),
  });
});
