import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { build, type InlineConfig } from 'vite';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { launchChromium } from '#scripts/chromium.ts';
import { type FakeDesk, goodPassword, startFakeDesk } from './fake-desk.ts';

const root = join(import.meta.dirname, '../../..');

export interface Visit {
  page: Page;
  desk: FakeDesk;
}

/**
 * Builds the console once for a test file, and opens it in Chromium with a separate desk for each visit.
 * @param added extends the console's Vite configuration
 */
export function consoleBrowser(added: InlineConfig = {}) {
  let site = '';
  let browser: Browser;
  const endings: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'candor-console-'));
    // Vitest sets `test`, which would build the development version of React.
    vi.stubEnv('NODE_ENV', 'production');
    await build({
      ...added,
      configFile: join(root, 'desk/console/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: site },
    });
    vi.unstubAllEnvs();
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await browser.close();
    await rm(site, { recursive: true, force: true });
  });

  /** A window before sign-in. Fails the test if a script failed or violated the content security policy. */
  async function open(
    path: string,
    options: {
      incidents?: IncidentDetail[];
      account?: boolean;
      context?: BrowserContextOptions;
    } = {},
  ): Promise<Visit> {
    const desk = await startFakeDesk(site, options.incidents);
    desk.account = options.account ?? true;
    endings.push(() => desk.close());
    return { page: await openAt(`${desk.url}${path}`, options.context), desk };
  }

  /**
   * A window at any address, with the same checks at its end.
   * @param expected an error that the test provokes.
   */
  async function openAt(
    address: string,
    options: BrowserContextOptions = {},
    expected: RegExp | null = null,
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    // Shorter than the test's timeout, so that a failure names the locator.
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // Some tests refuse or drop requests on purpose.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    endings.push(async () => {
      await context.close();
      expect(faults.filter((fault) => !expected?.test(fault))).toEqual([]);
    });
    await page.goto(address);
    return page;
  }

  async function openSignedIn(
    path: string,
    options: Parameters<typeof open>[1] = {},
  ): Promise<Visit> {
    const visit = await open(path, options);
    await enter(visit.page);
    return visit;
  }

  return { open, openSignedIn, openAt, site: () => site };
}

export async function enter(
  page: Page,
  name = 'Ada Lovelace',
  password = goodPassword,
): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

/** Axe violations in dark and light, one per line. Leaves the page light. */
export async function axeFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    // A colour in transition between themes belongs to neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes)
        faults.push(`${colorScheme}: ${id} ${target.join(' ')}: ${failureSummary}`);
  }
  return faults;
}

/** How far the page overflows a window of 1280 pixels at 200 % zoom, in CSS pixels. */
export async function tooWideWhenZoomed(page: Page): Promise<number> {
  await page.setViewportSize({ width: 640, height: 450 });
  return page.evaluate(() => document.documentElement.scrollWidth - 640);
}
