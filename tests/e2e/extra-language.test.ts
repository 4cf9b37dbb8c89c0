import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Translations } from '#i18n/catalogue.ts';
import { createLanguage } from '#i18n/language.ts';
import { texts } from '#main/app/texts.ts';
import type { CatalogueFile } from '#scripts/generate/messages/translation.ts';
import { createFakeMain } from '../fixtures/fake-bridge.ts';
import { consoleBrowser, enter } from './console-pages/browser.ts';
import { incidentOf } from './console-pages/incidents.ts';
import { createStage } from './renderer-pages/window.ts';

/** The one file that a translator adds. It contains a few texts of each part; the rest stays English. */
const german: CatalogueFile = {
  ui: { 'ui.copy': 'Kopieren' },
  window: { 'home.getHelp': 'Hilfe holen' },
  console: { 'signIn.submit': 'Anmelden' },
  native: { [texts.help]: 'Hilfe im Infobereich' },
  sentences: {
    'This computer is not set up correctly.': 'Dieser Computer ist nicht richtig eingerichtet.',
    'The disk {mount} is full: only {free} left': 'Auf {mount} sind nur noch {free} frei',
  },
};

const folder = mkdtempSync(join(tmpdir(), 'candor-language-'));
const locales = join(folder, 'locales');
mkdirSync(locales);
writeFileSync(join(locales, 'de.json'), JSON.stringify(german));
const withGerman = { resolve: { alias: { '#locales': locales } } };
afterAll(() => rmSync(folder, { recursive: true }));

test('one language file translates the window, including sentences from main', async () => {
  const stage = await createStage(withGerman);
  try {
    const fake = createFakeMain();
    const message = { message: 'This computer is not set up correctly.' };
    fake.info = {
      ...fake.info,
      locale: 'de-AT',
      policyProblem: { code: 'policy-invalid', message, detail: null },
    };
    const { page, faults } = await stage.open({ fake });
    await page.getByRole('button', { name: 'Hilfe holen' }).waitFor();
    await page.getByText('Dieser Computer ist nicht richtig eingerichtet.').waitFor();
    await page.getByRole('button', { name: 'History' }).waitFor();
    expect(faults).toEqual([]);
  } finally {
    await stage.close();
  }
});

describe('one language file for the console', () => {
  const { open, site } = consoleBrowser(withGerman);

  test('is loaded on demand, with the sentences of analyzers', async () => {
    const { page } = await open('/incidents/INC-000004?locale=de', { incidents: [incidentOf(4)] });
    await page.getByRole('button', { name: 'Anmelden' }).waitFor();
    await enter(page);
    await page.getByText('Auf / sind nur noch 1.2 GB frei').waitFor();
  });

  test('is not loaded for anyone who uses English', async () => {
    const { page } = await open('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    expect(loaded.filter((name) => name.includes('/de-'))).toEqual([]);
  });

  test('falls back to English when it cannot be loaded', async () => {
    const { page } = await open('/');
    await page.route(/\/de-[^/]*\.js$/, (route) => route.abort());
    await page.goto(`${page.url().replace(/\?.*/, '')}?locale=de`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('contains no texts of the window or the tray', async () => {
    const scripts = await scriptsIn(site());
    expect(scripts).toContain('Anmelden');
    for (const foreign of ['Hilfe holen', 'Hilfe im Infobereich'])
      expect(scripts).not.toContain(foreign);
  });
});

describe('one language file for the agent', () => {
  const output = join(folder, 'main');
  beforeAll(async () => {
    await build({
      ...withGerman,
      configFile: 'main/vite.config.ts',
      logLevel: 'error',
      build: {
        outDir: output,
        rolldownOptions: { input: { translations: 'app/translations.ts' } },
      },
    });
  });

  test('translates the tray, notifications and dialogs', async () => {
    const { translations } = (await import(
      pathToFileURL(join(output, 'translations.js')).href
    )) as {
      translations: Translations;
    };
    const { tText } = createLanguage('de-AT', {}, translations);
    expect(tText({ message: texts.help })).toBe('Hilfe im Infobereich');
    expect(tText({ message: texts.quit })).toBe('Quit Candor');
  });

  test('adds no texts of the windows to the main process', async () => {
    expect(await scriptsIn(output)).not.toMatch(/Hilfe holen|Anmelden|Kopieren/);
  });
});

async function scriptsIn(built: string): Promise<string> {
  const files = (await readdir(built, { recursive: true })).filter((file) => file.endsWith('.js'));
  return (await Promise.all(files.map((file) => readFile(join(built, file), 'utf8')))).join('\n');
}
