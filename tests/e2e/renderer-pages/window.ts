import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright';
import { build, type InlineConfig } from 'vite';
import { launchChromium } from '#scripts/chromium.ts';
import { createFakeMain, type FakeMain } from '#tests/fixtures/fake-bridge.ts';

/** The headers that main sends with every page of the window. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface Stage {
  open(options?: OpenOptions): Promise<OpenWindow>;
  close(): Promise<void>;
}

export interface OpenOptions
  extends Pick<
    BrowserContextOptions,
    'colorScheme' | 'viewport' | 'forcedColors' | 'reducedMotion'
  > {
  fake?: FakeMain;
  locale?: string;
  /** The element to wait for; by default the screen's heading. */
  ready?: string;
}

export interface OpenWindow {
  page: Page;
  fake: FakeMain;
  /** Violations of the Content-Security-Policy, uncaught errors and console errors. */
  faults: string[];
  /** Hands the page to the next test with the same options, which takes a third of the time of a new page. */
  leave(): Promise<void>;
}

const usualViewport = { width: 920, height: 720 };

/** A page with its listeners; `faults` is the list of the window it currently shows. */
interface Prepared {
  page: Page;
  faults: string[];
}

/**
 * Builds the window as it is shipped and shows it in Chromium under the same policy, with a fake main.
 * @param added adds to the window's own configuration of Vite
 */
export async function createStage(added: InlineConfig = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'candor-renderer-'));
  await build({
    ...added,
    configFile: 'renderer/vite.config.ts',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  });
  const server = await serve(folder);
  const browser = await launchChromium();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`;
  const left = new Map<string, Prepared[]>();

  async function prepare(options: BrowserContextOptions): Promise<Prepared> {
    const context = await browser.newContext({
      viewport: usualViewport,
      timezoneId: 'UTC',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const prepared: Prepared = { page, faults: [] };
    page.on('pageerror', (error) => prepared.faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        prepared.faults.push(`console: ${message.text()}`);
    });
    await page.exposeFunction('reportViolation', (text: string) => prepared.faults.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { reportViolation } = window as unknown as { reportViolation(text: string): void };
        reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    return prepared;
  }

  return {
    async open({ fake = createFakeMain(), locale, ready = 'h1', ...options } = {}) {
      const kind = JSON.stringify(options);
      const prepared = left.get(kind)?.pop() ?? (await prepare(options));
      const { page } = prepared;
      const faults: string[] = [];
      prepared.faults = faults;
      await fake.attach(page);
      await page.goto(locale ? `${address}?locale=${locale}` : address);
      await page.locator(ready).first().waitFor();
      return {
        page,
        fake,
        faults,
        async leave() {
          await page.emulateMedia({ colorScheme: options.colorScheme ?? null });
          await page.setViewportSize(options.viewport ?? usualViewport);
          left.set(kind, [...(left.get(kind) ?? []), prepared]);
        },
      };
    },
    async close() {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
      });
      response.end(body);
    } catch {
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
