import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ElectronApplication, expect, type Page } from '@playwright/test';
import { sha256Hex } from '#bundle/hash.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { pictureItemId, pictureLimits } from '#contract/bundle/picture.ts';
import { launchChromium } from '#scripts/chromium.ts';
import { startVirtualDisplay } from '#scripts/display.ts';
import { engineer } from '#scripts/drive/engineer.ts';
import { pixelsOf } from '../fixtures/png.ts';
import { receivedBundle, test } from './fixtures.ts';

const background = [32, 160, 80];

// A picture shows the whole screen, and other tests open windows on the shared one.
let leaveScreen = () => {};
test.beforeAll(async () => {
  if (process.platform !== 'linux') return;
  const usual = process.env.DISPLAY;
  const end = await startVirtualDisplay();
  leaveScreen = () => {
    end();
    process.env.DISPLAY = usual;
  };
});
test.afterAll(() => leaveScreen());

/** Another program that fills the screen, behind Candor's window. */
async function fillScreen(app: ElectronApplication): Promise<void> {
  await app.evaluate(async ({ BrowserWindow, screen }, colour) => {
    const [candor] = BrowserWindow.getAllWindows();
    const other = new BrowserWindow({
      ...screen.getPrimaryDisplay().bounds,
      frame: false,
      show: false,
    });
    const page = `<body style="margin:0;height:100vh;background:rgb(${colour.join()})">`;
    await other.loadURL(`data:text/html,${encodeURIComponent(page)}`);
    other.showInactive();
    const twoFrames =
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
    await other.webContents.executeJavaScript(twoFrames);
    candor?.moveTop();
  }, background);
}

/** The picture that the person sees, decoded. */
async function shown(page: Page, scope = page.locator('main')) {
  const source = await scope
    .getByRole('img', { name: /^Your screen as it was/ })
    .getAttribute('src');
  return pixelsOf(Buffer.from((source ?? '').split(',')[1] ?? '', 'base64'));
}

test('a picture of the screen does not show Candor, can be blacked out by keyboard, and arrives black at the desk', async ({
  desk,
  folder,
  startAgent,
  userData,
}) => {
  const { app, page, person } = await startAgent();
  await fillScreen(app);
  await person.describe('It looks odd');
  await expect(page.getByRole('img', { name: /^Your screen/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Add a picture of your screen' }).press('Enter');
  const taken = await shown(page);
  const middle = [Math.round(taken.width / 2), Math.round(taken.height / 2)] as const;
  expect(taken.at(...middle)).toEqual(background);
  expect(taken.at(20, 20)).toEqual(background);
  // The window is hidden only for a moment.
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true, true]); // biome-ignore format: one question

  await page.getByRole('button', { name: 'Black out a part' }).press('Enter');
  const part = page.getByRole('application', { name: /^Part 1:/ });
  await part.focus();
  for (const key of ['ArrowUp', 'ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowDown'])
    await page.keyboard.press(key);
  await expect(part).toHaveAttribute('aria-label', /31% wide/);
  await person.look();
  await person.untilReview();

  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  const [bundleFolder = ''] = await readdir(join(userData, 'review'));
  const written = await readFile(join(userData, 'review', bundleFolder, 'items', pictureItemId));
  expect(session.review.items.find(({ id }) => id === pictureItemId)?.sha256).toBe(
    sha256Hex(written),
  );
  await page.getByRole('button', { name: /^Open “Picture of your screen” exactly/ }).click();
  const reviewed = await shown(page, page.getByRole('dialog'));
  expect(reviewed.at(...middle)).toEqual([0, 0, 0]);
  await page.keyboard.press('Escape');
  await person.agreeAndSend();
  const number = await person.untilSent();

  const bundle = await receivedBundle(join(folder, 'desk'));
  expect(bundle.manifestHash).toBe(session.review.manifestHash);
  expect((await verifyBundle(bundle)).filter(({ passed }) => !passed)).toEqual([]);
  const arrived = Buffer.from(await bundle.readItem(pictureItemId));
  expect(arrived.equals(written)).toBe(true);
  const { at, width, height } = pixelsOf(arrived);
  expect([width, height]).toEqual([taken.width, taken.height]);
  expect(at(...middle)).toEqual([0, 0, 0]);
  expect(at(5, 5)).toEqual(background);
  expect(bundle.redactions.notSearched).toEqual([pictureItemId]);
  await bundle.close();
  expect(await readdir(join(userData, 'review')).catch(() => [])).toEqual([]);

  const browser = await launchChromium();
  const kim = engineer(await browser.newPage());
  await kim.openSetUp(desk.setupLink ?? '');
  await kim.makeAccount();
  await kim.openIncident(number);
  await kim.page.getByRole('link', { name: 'They added a picture of their screen' }).click();
  const image = kim.page.getByRole('img', { name: /^The person’s screen/ });
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBe(taken.width);
  await browser.close();
});

test('does not send a picture that was left out, and deletes one that was removed', async ({
  folder,
  startAgent,
}) => {
  const { page, person } = await startAgent();
  await person.describe('It looks odd');
  await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^A picture of your screen/ })).toBeFocused();
  await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await page.getByRole('button', { name: 'Take another' }).click();
  await page.getByRole('img', { name: /^Your screen/ }).waitFor();
  await person.look();
  await person.untilReview();
  await page.getByRole('switch', { name: /^Include “Picture of your screen/ }).click();
  await expect(
    page.getByRole('switch', { name: /^Include “Picture of your screen/ }),
  ).not.toBeChecked();
  await person.agreeAndSend();
  await person.untilSent();
  const bundle = await receivedBundle(join(folder, 'desk'));
  expect(bundle.manifest.items.map(({ id }) => id)).not.toContain(pictureItemId);
  expect(bundle.manifest.leftOut.map(({ id }) => id)).toEqual([pictureItemId]);
  await bundle.close();
});

test('tells the person when no picture can be taken, and continues without one', async ({
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  await app.evaluate(({ desktopCapturer }) => {
    desktopCapturer.getSources = async () => [];
  });
  await person.describe('It looks odd');
  await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'You can go on without a picture.' }),
  ).toBeVisible();
  await person.look();
  await person.untilReview();
});

test('lets the person choose one of several screens; a large picture is made smaller, and the bundle says so', async ({
  folder,
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  // Two screens of noise, which hardly compresses.
  await app.evaluate(({ desktopCapturer, nativeImage }) => {
    const size = { width: 2560, height: 1440 };
    const noise = Buffer.alloc(size.width * size.height * 4);
    for (let at = 0; at < noise.length; at += 65_536)
      crypto.getRandomValues(noise.subarray(at, at + 65_536));
    const thumbnail = nativeImage.createFromBitmap(noise, size);
    const source = { id: 'screen:0:0', name: '', display_id: '', appIcon: thumbnail, thumbnail };
    desktopCapturer.getSources = async () => [source, source];
  });
  await person.describe('It looks odd');
  await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await page.getByRole('button', { name: /^Screen 2,/ }).click({ timeout: 40_000 });
  await expect(page.getByText(/^Made smaller, from 2,560 × 1,440 to/)).toBeVisible();
  await person.look();
  await person.untilReview();
  await expect(page.getByText('The picture was made smaller, from 2560 × 1440')).toBeVisible();
  await person.agreeAndSend();
  await person.untilSent();
  const bundle = await receivedBundle(join(folder, 'desk'));
  expect(bundle.manifest.collectors.find(({ id }) => id === 'screenshot')).toMatchObject({
    status: 'partial',
    items: [pictureItemId],
  });
  expect((await bundle.readItem(pictureItemId)).length).toBeLessThanOrEqual(pictureLimits.bytes);
  await bundle.close();
});

test('keeps the window hidden while a picture is taken, even if something asks to show it', async ({
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  await app.evaluate(({ desktopCapturer, nativeImage }) => {
    const thumbnail = nativeImage.createFromBitmap(Buffer.alloc(4 * 4 * 4, 0xff), {
      width: 4,
      height: 4,
    });
    const source = { id: 'screen:0:0', name: '', display_id: '', appIcon: thumbnail, thumbnail };
    desktopCapturer.getSources = () =>
      new Promise((resolve) => Object.assign(globalThis, { takePicture: () => resolve([source]) }));
  });
  const whenTaking = () => app.evaluate(() => 'takePicture' in globalThis);
  const visible = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    );
  await person.describe('It looks odd');
  await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await expect.poll(whenTaking).toBe(true);
  await app.evaluate(({ app }) => app.emit('activate'));
  expect(await visible()).toEqual([false]);
  await app.evaluate(() => (globalThis as unknown as { takePicture(): void }).takePicture());
  await expect(page.getByRole('img', { name: /^Your screen/ })).toBeVisible();
  expect(await visible()).toEqual([true]);
});

test('deletes a picture when the window that showed it closes', async ({ startAgent }) => {
  const { app, page, person } = await startAgent();
  await person.describe('It looks odd');
  const taken = await page.evaluate(() => window.candor.call('picture.take'));
  if (!taken.ok) throw new Error(taken.error.message.message);
  await page.close();
  const [again] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ app }) => app.emit('activate')),
  ]);
  await again.getByRole('heading', { level: 1 }).waitFor();
  const answer = await again.evaluate(
    (id) =>
      window.candor.call('session.start', {
        description: { happened: 'It looks odd', began: '', severity: null },
        preset: 'quick',
        picture: { id, covers: [] },
      }),
    taken.value[0]?.id ?? '',
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('neither offers nor takes a picture where IT has switched pictures off', async ({
  desk,
  startAgent,
}) => {
  const { page, person } = await startAgent({
    policy: { ...desk.policy(), features: { screenshot: false } },
  });
  await person.describe('It looks odd');
  await expect(page.getByRole('button', { name: 'Add a picture of your screen' })).toHaveCount(0);
  const answer = await page.evaluate(() => window.candor.call('picture.take'));
  expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});
