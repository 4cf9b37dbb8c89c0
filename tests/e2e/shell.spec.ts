import { expect } from '@playwright/test';
import type { ElectronApplication } from 'playwright';
import { test } from './fixtures.ts';

/** Lets a test read what the tray shows next: a desktop's own tray cannot be asked. The tray itself goes on as it would. */
async function watchTray(app: ElectronApplication) {
  await app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate;
    Menu.buildFromTemplate = (entries) => {
      Object.assign(globalThis, { trayEntries: entries });
      return build.call(Menu, entries);
    };
  });
  return {
    labels: () =>
      app.evaluate(() =>
        (
          Reflect.get(globalThis, 'trayEntries') as
            | Electron.MenuItemConstructorOptions[]
            | undefined
        )?.flatMap(({ label }) => label ?? []),
      ),
    choose: (label: string) =>
      app.evaluate(
        (_electron, wanted) =>
          (Reflect.get(globalThis, 'trayEntries') as { label?: string; click?: () => void }[])
            .find((entry) => entry.label === wanted)
            ?.click?.(),
        label,
      ),
  };
}

test('the tray says that Candor is looking, and leads to it and to help', async ({
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  const tray = await watchTray(app);
  await person.describe('The printer prints nothing.');
  await person.look();
  await person.untilReview();
  const looking = 'Candor is checking this computer or waiting for your decision';
  await expect.poll(tray.labels).toEqual([looking, 'Get help', 'History', 'Quit Candor']);

  // Hidden, not closed: a window that opens while Playwright attaches to it can be lost on it.
  const visible = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    );
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await visible()).toEqual([false]);
  await tray.choose(looking);
  await expect.poll(visible).toEqual([true]);
  await expect(
    page.getByRole('heading', { level: 1, name: 'This is what would be sent' }),
  ).toBeVisible();
  await tray.choose('History');
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
});

test('one language is in the window, the tray and the dialogs', async ({ desk, startAgent }) => {
  // CLDR's pseudo-locale: whatever is no translated text shows.
  const { app, page } = await startAgent({ policy: { ...desk.policy(), language: 'en-XA' } });
  const tray = await watchTray(app);
  await page.evaluate(() =>
    window.candor.call('session.start', {
      description: { happened: 'The printer prints nothing.', began: '', severity: 'slowed' },
      preset: 'quick',
    }),
  );
  await expect.poll(tray.labels).toBeDefined();
  for (const label of (await tray.labels()) ?? []) expect(label).toMatch(/^\[[^a-z]+\]$/);

  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = (...words: unknown[]) => {
      Object.assign(globalThis, { saveDialog: words.at(-1) });
      return Promise.resolve({ canceled: true, filePath: '' });
    };
  });
  await page.evaluate(() => window.candor.call('activity.export'));
  const { title, filters } = (await app.evaluate(() =>
    Reflect.get(globalThis, 'saveDialog'),
  )) as Electron.SaveDialogOptions;
  expect(title).toBe('[Šáṽé ţĥé řéçôřď]');
  expect(filters).toEqual([
    { name: expect.stringMatching(/^\[[^A-Za-z]+\]$/), extensions: ['json'] },
  ]);
});

test('has no menu of Electron’s, and the keyboard still copies, takes back and enlarges', async ({
  startAgent,
}) => {
  test.skip(process.platform === 'darwin', 'macOS has a menu bar, and these keys are its');
  const { app, page } = await startAgent();
  expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull();

  await page.getByRole('button', { name: 'Get help' }).click();
  const field = page.getByRole('textbox', { name: /What happened/ });
  await field.fill('twice');
  for (const keys of ['Control+A', 'Control+C', 'End', 'Control+V']) await field.press(keys);
  await expect(field).toHaveValue('twicetwice');
  await field.press('Control+Z');
  await expect(field).toHaveValue('twice');
  for (const keys of ['Control+A', 'Control+X']) await field.press(keys);
  await expect(field).toHaveValue('');

  const zoom = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel(),
    );
  // As from a real keyboard: what Playwright presses goes to the page alone.
  const press = (keyCode: string) =>
    app.evaluate(
      ({ BrowserWindow }, key) =>
        BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({
          type: 'keyDown',
          keyCode: key,
          modifiers: ['control'],
        }),
      keyCode,
    );
  await press('=');
  await press('=');
  await expect.poll(zoom).toBe(1);
  await press('-');
  await expect.poll(zoom).toBe(0.5);
  await press('0');
  await expect.poll(zoom).toBe(0);
});
