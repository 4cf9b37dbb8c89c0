import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startDesk } from '#desk/service/start.ts';
import type { Person } from '#scripts/drive/person.ts';
import { agentCommand, projectRoot } from '#scripts/launch-agent.ts';
import { readAgentLog, test } from './fixtures.ts';
import { bytesAt, slowLine, uploadsAt } from './slow-line.ts';

async function reviewOf(person: Person) {
  const session = await person.session();
  if (session.phase !== 'review') throw new Error(`expected a review, found ${session.phase}`);
  return session.review;
}

async function toReview(person: Person): Promise<void> {
  await person.describe('No sound at all');
  await person.look();
  await person.untilReview();
}

async function flipByte(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 100);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, 100);
  await handle.close();
}

test.describe('after the app was killed or quit', () => {
  test('keeps the description, sends nothing and deletes what was found when killed while collecting', async ({
    startAgent,
    userData,
  }) => {
    const first = await startAgent();
    await first.person.describe('No sound since the update');
    await first.person.look();
    // The first row appears only when the description is safely on disk; a kill before that has nothing to restore.
    await first.page.locator('li[data-state]').first().waitFor();
    await first.kill();

    const { page } = await startAgent();
    await expect(page.getByText('Nothing was sent. Your words are still here.')).toBeVisible();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('textbox', { name: /What happened/ })).toHaveValue(
      'No sound since the update',
    );
    expect(await readdir(join(userData, 'review')).catch(() => [])).toEqual([]);
  });

  test('keeps the description, sends nothing and deletes what was found when killed during the review', async ({
    startAgent,
    userData,
  }) => {
    const first = await startAgent();
    await toReview(first.person);
    await first.kill();

    const { page, person } = await startAgent();
    await expect(page.getByText('Nothing was sent. Your words are still here.')).toBeVisible();
    expect(await readdir(join(userData, 'review')).catch(() => [])).toEqual([]);
    expect(await person.submissions()).toEqual([]);
  });

  test('removes what was found and hidden at once, and keeps the description, when the person quits during a review', async ({
    startAgent,
    userData,
  }) => {
    const first = await startAgent();
    await toReview(first.person);
    await first.page.evaluate(() => window.candor.call('review.hide', { text: 'sound' }));
    const [bundle = ''] = await readdir(join(userData, 'review'));
    expect(await readdir(join(userData, 'review', bundle, 'collected'))).not.toEqual([]);
    const closed = first.app.waitForEvent('close');
    await first.app.evaluate(({ app }) => setImmediate(() => app.quit()));
    await closed;
    expect(await readdir(join(userData, 'review')).catch(() => [])).toEqual([]);

    const { page } = await startAgent();
    await expect(page.getByText('Nothing was sent. Your words are still here.')).toBeVisible();
  });

  test('resumes an interrupted upload where it stopped, and delivers the bundle once', async ({
    desk,
    folder,
    startAgent,
  }) => {
    const deskFolder = join(folder, 'desk');
    const line = await slowLine(desk);
    const first = await startAgent({ policy: line.policy });
    await toReview(first.person);
    line.slow();
    await first.person.agreeAndSend();
    await expect
      .poll(async () => (await first.person.submissions())[0]?.sentBytes)
      .toBeGreaterThan(0);
    expect((await first.person.submissions())[0]?.state).toBe('uploading');
    await first.kill();
    const begun = await uploadsAt(deskFolder);
    expect(begun).toHaveLength(1);
    line.quick();

    const { page, person } = await startAgent({ policy: line.policy });
    await expect
      .poll(async () => (await person.submissions()).map(({ state }) => state))
      .toEqual(['sent']);
    await page.getByRole('button', { name: 'History' }).click();
    await expect(page.getByText('INC-000001').first()).toBeVisible();
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(join(deskFolder, 'desk.sqlite'), { readonly: true });
    const uploads = database.prepare('select id from uploads').all() as { id: string }[];
    expect(uploads.map(({ id }) => join(deskFolder, 'uploads', id))).toEqual(begun);
    database.close();
    expect(await readdir(join(deskFolder, 'objects'))).toHaveLength(1);
    await line.stop();
  });

  test('delivers a bundle that was waiting for the desk, once', async ({
    desk,
    folder,
    startAgent,
  }) => {
    const policy = desk.policy();
    await desk.stop();
    const first = await startAgent({ policy });
    await toReview(first.person);
    await first.person.agreeAndSend();
    await first.page.getByRole('heading', { name: 'Not sent yet' }).waitFor();
    await first.kill();

    const port = Number(new URL(policy.desk.address).port);
    const again = await startDesk({ dataFolder: join(folder, 'desk'), host: '127.0.0.1', port });
    try {
      const { page, person } = await startAgent({ policy });
      await expect
        .poll(async () => (await person.submissions()).map(({ state }) => state))
        .toEqual(['sent']);
      await page.getByRole('button', { name: 'History' }).click();
      await expect(page.getByText('INC-000001').first()).toBeVisible();
      expect(await readdir(join(folder, 'desk', 'objects'))).toHaveLength(1);
    } finally {
      await again.stop();
    }
  });
});

test('shows a waiting bundle while the desk is down, and delivers it once the desk is back', async ({
  desk,
  folder,
  startAgent,
}) => {
  const policy = desk.policy();
  await desk.stop();
  const { page, person } = await startAgent({ policy });
  await toReview(person);
  await person.agreeAndSend();
  await page.getByRole('heading', { name: 'Not sent yet' }).waitFor();
  await expect(page.getByText(/will try again|automatically/).first()).toBeVisible();

  const again = await startDesk({
    dataFolder: join(folder, 'desk'),
    host: '127.0.0.1',
    port: Number(new URL(policy.desk.address).port),
  });
  try {
    expect(await person.untilSent()).toBe('INC-000001');
  } finally {
    await again.stop();
  }
});

test('names the address and sends nothing when it does not belong to a support desk', async ({
  desk,
  startAgent,
}) => {
  const asked: string[] = [];
  const stranger = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Welcome</h1>');
  });
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const address = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const { page, person } = await startAgent({ policy: { ...desk.policy(), desk: { address } } });
  await toReview(person);
  await person.agreeAndSend();
  await expect(page.getByRole('heading', { level: 1, name: 'Not sent yet' })).toBeVisible();
  await expect(
    page.getByText(`The server at ${address} is not a support desk.`, { exact: false }),
  ).toBeVisible();
  expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([]);
  stranger.close();
});

test('lets the person send a bundle again that the desk found damaged', async ({
  desk,
  folder,
  startAgent,
}) => {
  const line = await slowLine(desk);
  const { page, person } = await startAgent({ policy: line.policy });
  await toReview(person);
  line.slow();
  await person.agreeAndSend();
  await expect.poll(() => bytesAt(join(folder, 'desk'))).toBeGreaterThan(1000);
  const [upload = ''] = await uploadsAt(join(folder, 'desk'));
  await flipByte(upload);
  line.quick();
  await page
    .getByRole('heading', { level: 1, name: 'This could not be delivered to Northwind Support' })
    .waitFor();
  await expect(
    page.getByText('The bundle changed on its way to the desk. Please send it again.'),
  ).toBeVisible();
  await expect(page.getByText('Kept until')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send it again' }).click();
  expect(await person.untilSent()).toBe('INC-000001');
  await line.stop();
});

test('sends nothing of a waiting bundle that was changed on disk, and puts the description back into the form', async ({
  desk,
  folder,
  startAgent,
  userData,
}) => {
  const policy = desk.policy();
  await desk.stop();
  const { page, person } = await startAgent({ policy });
  await toReview(person);
  await person.agreeAndSend();
  await page.getByRole('heading', { name: 'Not sent yet' }).waitFor();
  const [submission] = await person.submissions();
  await flipByte(join(userData, 'outbox', submission?.id ?? '', 'bundle.age'));
  const port = Number(new URL(policy.desk.address).port);
  const again = await startDesk({ dataFolder: join(folder, 'desk'), host: '127.0.0.1', port });
  try {
    await page
      .getByRole('heading', { level: 1, name: 'This could not be delivered to Northwind Support' })
      .waitFor();
    await expect(
      page.getByText('was changed on this computer after you agreed to it', { exact: false }),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send it again' })).toHaveCount(0);
    expect(await uploadsAt(join(folder, 'desk'))).toEqual([]);
    await page.getByRole('button', { name: 'Get help again' }).click();
    await expect(page.getByRole('textbox', { name: /What happened/ })).toHaveValue(
      'No sound at all',
    );
  } finally {
    await again.stop();
  }
});

test('sends nothing to another organisation at the desk’s address', async ({
  desk,
  folder,
  startAgent,
}) => {
  const other = await startDesk({ dataFolder: join(folder, 'other'), host: '127.0.0.1', port: 0 });
  const { person } = await startAgent({
    policy: { ...desk.policy(), desk: { address: other.address } },
  });
  await toReview(person);
  await person.agreeAndSend();
  await expect
    .poll(async () => (await person.submissions())[0]?.problem?.code)
    .toBe('desk-untrusted');
  expect(await readdir(join(folder, 'other', 'uploads'))).toEqual([]);
  await other.stop();
});

test('keeps the review when the disk is full, and sends it once there is room', async ({
  startAgent,
  userData,
}) => {
  test.skip(
    process.platform !== 'linux' || process.getuid?.() !== 0,
    'a small file system needs root on Linux',
  );
  const outbox = join(userData, 'outbox');
  await mkdir(outbox, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', outbox]);
  try {
    const { page, person } = await startAgent();
    await toReview(person);
    await person.agreeAndSend();
    await expect(page.getByText('The disk is full.', { exact: false }).first()).toBeVisible();
    expect((await reviewOf(person)).items.length).toBeGreaterThan(0);
    expect(await person.submissions()).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=64m', outbox]);
    await page.keyboard.press('Escape');
    await person.agreeAndSend();
    expect(await person.untilSent()).toMatch(/^INC-/);
    await page.close();
  } finally {
    execFileSync('umount', ['--lazy', outbox]);
  }
});

test('stops sending when one byte of an item changed after the review', async ({
  desk: _desk,
  folder,
  startAgent,
  userData,
}) => {
  const { page, person } = await startAgent();
  await toReview(person);
  const { bundle, items } = await reviewOf(person);
  const item = items.find(({ id }) => id === 'memory/memory.json') ?? items[0];
  const file = join(userData, 'review', bundle, 'items', item?.id ?? '');
  const bytes = await readFile(file);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await person.agreeAndSend();
  await expect(
    page.getByText('has changed since you reviewed it', { exact: false }).first(),
  ).toBeVisible();
  expect(await person.submissions()).toEqual([]);
  expect(await readdir(join(folder, 'desk', 'uploads'))).toEqual([]);
});

test('refuses a consent that names another hash', async ({ startAgent }) => {
  const { page, person } = await startAgent();
  await toReview(person);
  const before = (await reviewOf(person)).manifestHash;
  const answer = await page.evaluate(() =>
    window.candor.call('review.consent', { manifestHash: 'a'.repeat(64) }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'consent-mismatch' } });

  // An item is left out after the person read the review: the old hash is no longer valid.
  const item = (await reviewOf(person)).items[0]?.id ?? '';
  await page.evaluate(
    (id) => window.candor.call('review.include', { items: [id], included: false }),
    item,
  );
  expect((await reviewOf(person)).manifestHash).not.toBe(before);
  const late = await page.evaluate(
    (manifestHash) => window.candor.call('review.consent', { manifestHash }),
    before,
  );
  expect(late).toMatchObject({ ok: false, error: { code: 'consent-mismatch' } });
  expect(await person.submissions()).toEqual([]);
});

test('explains a damaged policy, and can still save a bundle', async ({ startAgent }) => {
  const { page, person } = await startAgent({ policy: { organisation: { name: '' } } });
  await expect(page.getByText('There is a problem with Candor’s settings')).toBeVisible();
  await toReview(person);
  expect((await reviewOf(person)).sendProblem?.code).toBe('policy-invalid');
  await expect(page.getByRole('button', { name: 'Save to a file instead' })).toBeEnabled();
});

test('shows the running app’s window on a second start, which then ends', async ({
  desk,
  startAgent,
  userData,
}) => {
  const { app, page } = await startAgent();
  const { executable, arguments: words } = await agentCommand({
    userData,
    policy: desk.policy(),
    words: ['candor://history'],
  });
  const second = spawn(executable, words, { cwd: projectRoot, stdio: 'ignore' });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  expect(app.windows()).toHaveLength(1);
});

test('writes neither the description nor the home folder into the log', async ({
  startAgent,
  userData,
}) => {
  const { app, person } = await startAgent();
  await person.describe('xyzzy-my-private-words');
  await person.look();
  await person.untilReview();
  await app.close();
  const log = await readAgentLog(userData);
  expect(log).toContain('window visible');
  expect(log).not.toContain('xyzzy');
});
