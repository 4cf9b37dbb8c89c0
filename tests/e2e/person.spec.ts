import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { Decrypter } from 'age-encryption';
import { openBundle } from '#bundle/read.ts';
import { looksSealed } from '#bundle/seal.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { launchChromium } from '#scripts/chromium.ts';
import { engineer } from '#scripts/drive/engineer.ts';
import { projectRoot } from '#scripts/launch-agent.ts';
import { selfSigned } from '../fixtures/self-signed.ts';
import { type Agent, receivedBundle, test } from './fixtures.ts';
import { bytesAt, slowLine } from './slow-line.ts';

test('does not send what the person left out, but says that it was left out', async ({
  folder,
  startAgent,
}) => {
  const { page, person } = await startAgent();
  await person.describe('Slow since noon');
  await person.look();
  await person.untilReview();
  await page.getByRole('switch', { name: /Include “Running programs/ }).click();
  await page.getByRole('switch', { name: 'Include everything under “Network”' }).click();
  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  await person.agreeAndSend();
  await person.untilSent();

  const bundle = await receivedBundle(join(folder, 'desk'));
  expect(bundle.manifestHash).toBe(session.review.manifestHash);
  const ids = bundle.manifest.items.map(({ id }) => id);
  expect(
    ids.filter((id) => /^(processes|interfaces|routes|dns|proxy|reachability)\//.test(id)),
  ).toEqual([]);
  expect(bundle.manifest.leftOut.map(({ id }) => id)).toContain('processes/processes.json');
  expect(JSON.stringify(bundle.findings.findings)).not.toContain('reachability/');
  expect((await verifyBundle(bundle)).filter(({ passed }) => !passed)).toEqual([]);
  expect(bundle.receipt?.receipt.items.map(({ id }) => id).sort()).toEqual([...ids].sort());
  await bundle.close();
});

/** Saves the review. Returns the file name that the system's dialog proposed, and the file that was shown in its folder. */
async function saveTo({ app, page }: Agent, file: string, choose: () => Promise<void>) {
  await app.evaluate(({ dialog, shell }, filePath) => {
    const seen = { extensions: [] as string[], shown: '' };
    Object.assign(globalThis, { seenBySave: seen });
    dialog.showSaveDialog = async (...given: unknown[]) => {
      const { filters = [] } = given.at(-1) as Electron.SaveDialogOptions;
      seen.extensions = filters.flatMap(({ extensions }) => extensions);
      return { canceled: false, filePath };
    };
    shell.showItemInFolder = (path) => {
      seen.shown = path;
    };
  }, file);
  await page.getByRole('button', { name: 'Save to a file instead' }).click();
  await choose();
  await page.getByRole('button', { name: 'Choose where to save it…' }).click();
  await page.getByRole('heading', { name: 'Saved on this computer' }).waitFor();
  await page.getByRole('button', { name: 'Show in folder' }).click();
  const seen = () =>
    app.evaluate(
      () => Reflect.get(globalThis, 'seenBySave') as { extensions: string[]; shown: string },
    );
  await expect.poll(async () => (await seen()).shown).toBe(file);
  return seen();
}

const candorVerify = (...words: string[]) =>
  execFileSync(process.execPath, ['desk/cli/index.ts', 'verify', ...words], {
    cwd: projectRoot,
    encoding: 'utf8',
  });

test('encrypts a saved bundle for the organisation unless the person chooses otherwise, and sends nothing', async ({
  folder,
  startAgent,
}) => {
  const agent = await startAgent();
  const { page, person } = agent;
  await person.describe('Saved, not sent');
  await person.look();
  await person.untilReview();

  const sealed = join(folder, 'saved.zip.age');
  const { extensions } = await saveTo(agent, sealed, async () => {
    await expect(page.getByRole('radio', { name: /^Only Northwind Support/ })).toBeChecked();
  });
  expect(extensions).toEqual(['zip.age']);
  expect(looksSealed(await readFile(sealed))).toBe(true);
  const verified = candorVerify(sealed, '--identity', join(folder, 'desk', 'identity.txt'));
  expect(verified).toContain('✓');
  expect(verified).not.toContain('✗');

  await page.getByRole('button', { name: 'Back to the review' }).click();
  const open = join(folder, 'saved.zip');
  await saveTo(agent, open, async () => {
    await page.getByRole('radio', { name: /^Anyone with the file/ }).press('Space');
    await expect(page.getByText('Anyone who has it can read it.')).toBeVisible();
  });
  await expect(page.getByText('Anyone who has this file can read it.')).toBeVisible();
  expect(candorVerify(open)).not.toContain('✗');
  expect(await readdir(join(folder, 'desk', 'uploads'))).toEqual([]);
  expect(await person.submissions()).toEqual([]);
});

test('saves a bundle with a passphrase, which must not be short, when there is no organisation', async ({
  folder,
  startAgent,
}) => {
  const agent = await startAgent({ policy: null });
  const { page, person } = agent;
  await person.describe('Saved with a passphrase');
  await person.look();
  await person.untilReview();
  const file = join(folder, 'saved.zip.age');
  await saveTo(agent, file, async () => {
    expect(await page.getByRole('radio').count()).toBe(2);
    await page.getByRole('radio', { name: /^Anyone with a passphrase/ }).press('Space');
    await page.getByRole('textbox', { name: 'Passphrase' }).fill('too short');
    await page.getByRole('button', { name: 'Choose where to save it…' }).click();
    await expect(page.getByText('Please use at least 12 characters.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Passphrase' }).fill('correct horse battery');
  });
  const decrypter = new Decrypter();
  decrypter.addPassphrase('correct horse battery');
  const plain = join(folder, 'opened.zip');
  await writeFile(plain, await decrypter.decrypt(await readFile(file)));
  const bundle = await openBundle({ file: plain });
  expect((await bundle.readItem(descriptionItemId)).toString()).toContain(
    'Saved with a passphrase',
  );
  await bundle.close();
});

test('offers the organisation’s own preset and application, and remembers how long the preset took', async ({
  desk,
  folder,
  startAgent,
}) => {
  await mkdir(join(folder, 'dispatch'));
  await writeFile(
    join(folder, 'dispatch', 'today.log'),
    'password=hunter2-hunter2\ncannot open the printer queue\n',
  );
  const policy = {
    ...desk.policy(),
    applications: [
      { id: 'dispatch', name: 'Northwind Dispatch', logs: [join(folder, 'dispatch', '*.log')] },
    ],
    presets: [
      {
        id: 'dispatch-trouble',
        name: 'Dispatch does not start',
        purpose: 'Asked for first.',
        collectors: ['app-dispatch', 'gone'],
      },
    ],
  };
  const { page, person } = await startAgent({ policy });
  await person.describe('Dispatch does not start');
  await page.getByText('What Candor checks: Standard').click();
  await page.getByRole('radio', { name: /Dispatch does not start/ }).check({ force: true });
  await person.look();
  await person.untilReview();
  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  expect(session.review.items.map(({ id }) => id)).toEqual([
    'description/description.json',
    'app-dispatch/application.json',
    'app-dispatch/log-1.txt',
  ]);
  expect(session.review.missing).toEqual([
    expect.objectContaining({ collector: 'gone', status: 'unavailable' }),
  ]);
  await page.getByRole('button', { name: /^Open “Northwind Dispatch.*log-1/ }).click();
  await expect(page.getByText('cannot open the printer queue')).toBeVisible();
  await expect(page.getByText('hunter2')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Discard' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Discard/ })
    .click();
  await page.getByRole('button', { name: /Get help|Continue/ }).click();
  await expect(page.getByText('What Candor checks: Dispatch does not start')).toBeVisible();
  await expect(page.getByText(/This usually takes about \S+ sec on this computer/)).toBeVisible();
});

test('cancels the check at any moment, and keeps the description', async ({
  startAgent,
  userData,
}) => {
  const { page, person } = await startAgent();
  await person.describe('Never mind');
  // This preset takes ten seconds: the standard one may finish before it can be canceled.
  await page.getByText('What Candor checks: Standard').click();
  await page.getByRole('radio', { name: /Slow computer/ }).check({ force: true });
  await person.look();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('textbox', { name: /What happened/ })).toHaveValue('Never mind');
  await expect.poll(async () => (await person.session()).phase).toBe('idle');
  await expect.poll(() => readdir(join(userData, 'review')).catch(() => [])).toEqual([]);
});

test('counts only bytes that the desk has as sent, even when paused, and then continues', async ({
  desk,
  folder,
  startAgent,
}) => {
  const deskFolder = join(folder, 'desk');
  const line = await slowLine(desk);
  const { page, person } = await startAgent({ policy: line.policy });
  await person.describe('On a slow line');
  await person.look();
  await person.untilReview();
  line.slow();
  await person.agreeAndSend();
  await page.getByRole('heading', { name: 'Sending to Northwind Support' }).waitFor();
  const shown = async () => {
    // Read the screen first: the desk can only have more by the time it is asked.
    const fraction = await page
      .getByRole('progressbar', { name: 'Sending' })
      .evaluate((bar) => (bar as HTMLProgressElement).value);
    const total = (await person.submissions())[0]?.totalBytes ?? 0;
    expect(fraction * total).toBeLessThanOrEqual((await bytesAt(deskFolder)) + 1);
    await expect(page.getByText('Everything has arrived')).toHaveCount(0);
    return fraction;
  };
  await expect.poll(shown).toBeGreaterThan(0.2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('heading', { name: 'Paused' }).waitFor();
  expect(await shown()).toBeLessThan(1);
  await expect(page.getByText('100%')).toHaveCount(0);
  expect((await person.submissions())[0]?.state).toBe('paused');

  line.quick();
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await person.untilSent()).toBe('INC-000001');
  expect(await readdir(join(deskFolder, 'objects'))).toHaveLength(1);
  await line.stop();
});

test('never sends a waiting bundle that was canceled, and puts the description back into the form', async ({
  desk,
  startAgent,
  userData,
}) => {
  const policy = desk.policy();
  await desk.stop();
  const { page, person } = await startAgent({ policy });
  await person.describe('Never mind this one');
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
  await page.getByRole('heading', { name: 'Not sent yet' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Stop sending' }).click();
  await page.getByRole('heading', { name: 'Canceled' }).waitFor();
  await expect(page.getByText('Nothing was sent, and nothing more will be.')).toBeVisible();
  await expect(page.getByText('Kept until')).toHaveCount(0);
  await expect(page.getByText('Sent to', { exact: true })).toHaveCount(0);
  const [submission] = await person.submissions();
  expect(submission?.state).toBe('canceled');
  // The state changes first; the bytes are deleted right after it.
  await expect
    .poll(() => readdir(join(userData, 'outbox', submission?.id ?? '')))
    .not.toContain('bundle.age');
  await page.getByRole('button', { name: 'Get help again' }).click();
  await expect(page.getByRole('textbox', { name: /What happened/ })).toHaveValue(
    'Never mind this one',
  );
});

test('waits, explains and offers no exception when the system does not trust the certificate', async ({
  desk,
  startAgent,
}) => {
  const sent: string[] = [];
  const server = createServer(selfSigned(), (request, response) => {
    // The collector's connection test requests the greeting and reports who issued the certificate.
    if (request.method !== 'GET') sent.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { page, person } = await startAgent({ policy: { ...desk.policy(), desk: { address } } });
  await person.describe('Certificate');
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
  await expect(page.getByRole('heading', { level: 1, name: 'Not sent yet' })).toBeVisible();
  await expect(
    page.getByText(`This computer does not trust the certificate of ${address}.`, { exact: false }),
  ).toBeVisible();
  await expect(
    page.getByText('Until then Candor waits and sends nothing.', { exact: false }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /ignore|anyway|trust/i })).toHaveCount(0);
  expect(sent).toEqual([]);
  server.close();
});

test('person and engineer see each other’s messages and the state of the incident', async ({
  desk,
  startAgent,
}) => {
  const { page, person } = await startAgent();
  await person.describe('The scanner is not found');
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
  const number = await person.untilSent();

  const browser = await launchChromium();
  const kim = engineer(await browser.newPage());
  await kim.openSetUp(desk.setupLink ?? '');
  await kim.makeAccount();
  await kim.openIncident(number);
  await expect(kim.page.getByText('The scanner is not found').first()).toBeVisible();
  await kim.answer('Is its light on?');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Is its light on?').first()).toBeVisible();

  await page.getByRole('textbox', { name: 'Write to the engineer' }).fill('Yes, green.');
  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(kim.page.getByText('Yes, green.')).toBeVisible();
  await kim.setStatus('resolved');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(async () => (await person.submissions())[0]?.incident?.status).toBe('resolved');
  await browser.close();

  await page.getByRole('button', { name: 'Show the receipt' }).click();
  await expect(page.getByRole('heading', { name: 'Receipt' })).toBeVisible();
});

test('shows a notification for an answer when the window is closed, and opens the answer only on a click', async ({
  desk,
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  await person.describe('The scanner is not found');
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
  const number = await person.untilSent();
  await app.evaluate(({ Notification, Tray }) => {
    const told = { notices: [] as Electron.Notification[], tips: [] as string[] };
    Object.assign(globalThis, { told });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      told.notices.push(this);
    };
    Tray.prototype.setToolTip = (tip) => void told.tips.push(tip);
  });
  const told = () =>
    app.evaluate(() => {
      const { notices, tips } = Reflect.get(globalThis, 'told') as {
        notices: Electron.Notification[];
        tips: string[];
      };
      return { notices: notices.map(({ title, body }) => `${title} / ${body}`), tip: tips.at(-1) };
    });
  await page.close();

  const browser = await launchChromium();
  const kim = engineer(await browser.newPage());
  await kim.openSetUp(desk.setupLink ?? '');
  await kim.makeAccount();
  await kim.openIncident(number);
  await kim.answer('Is its light on?');
  await expect
    .poll(async () => (await told()).notices)
    .toEqual([`Your support team wrote to you / ${number}: open Candor to read it.`]);
  expect((await told()).tip).toBe('Candor: Your support team wrote to you');
  await kim.setStatus('resolved');
  await expect
    .poll(async () => (await told()).notices.at(-1))
    .toBe(`Your support team says your problem is solved / ${number}: open Candor to read it.`);
  expect(app.windows()).toEqual([]);
  await browser.close();

  const opened = app.waitForEvent('window');
  await app.evaluate(() => {
    const { notices } = Reflect.get(globalThis, 'told') as { notices: Electron.Notification[] };
    notices.at(-1)?.emit('click');
  });
  const window = await opened;
  await expect(window.getByText('Is its light on?').first()).toBeVisible();
  await expect(window.getByText('The answer will appear here', { exact: false })).toHaveCount(0);
  await expect.poll(async () => (await told()).tip).toBe('Candor');
});

test('requests nothing but the desk’s public greeting before the person agrees', async ({
  desk,
  folder,
  startAgent,
}) => {
  const { person } = await startAgent();
  await person.describe('Quiet');
  await person.look();
  await person.untilReview();
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(join(folder, 'desk', 'desk.sqlite'), { readonly: true });
  for (const table of ['devices', 'submissions', 'incidents']) {
    expect(database.prepare(`select count(*) as count from ${table}`).get()).toEqual({ count: 0 });
  }
  database.close();
  expect(desk.setupLink).not.toBeNull();
});
