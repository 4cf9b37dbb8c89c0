import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import { openBundle } from '#bundle/read.ts';
import { unseal } from '#bundle/seal.ts';
import { type Desk, startDesk } from '#desk/service/start.ts';
import { launchUnderPlaywright } from '#scripts/drive/electron.ts';
import { type Person, person } from '#scripts/drive/person.ts';
import { agentCommand, projectRoot } from '#scripts/launch-agent.ts';

export interface Agent {
  app: ElectronApplication;
  page: Page;
  person: Person;
  /** Ends the app like a crash: no handler runs. */
  kill(): Promise<void>;
}

interface Fixtures {
  folder: string;
  userData: string;
  desk: Desk;
  /** Starts the real agent; by default it belongs to `desk`. `policy: null` is a computer without an organisation. */
  startAgent(options?: {
    policy?: object | null;
    words?: string[];
    colorScheme?: 'light' | 'dark';
  }): Promise<Agent>;
}

export const test = base.extend<Fixtures>({
  // Playwright wants a pattern here, and biome no empty one.
  folder: async ({ browserName: _unused }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'candor-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  userData: async ({ folder }, use) => use(join(folder, 'agent')),
  desk: async ({ folder }, use) => {
    const desk = await startDesk({
      dataFolder: join(folder, 'desk'),
      consoleFolder: join(projectRoot, 'out/console'),
      host: '127.0.0.1',
      port: 0,
      organisation: 'Northwind Support',
    });
    await use(desk);
    await desk.stop();
  },
  startAgent: async ({ desk, userData }, use) => {
    const running = new Set<ElectronApplication>();
    await use(async ({ policy = desk.policy(), words = [], colorScheme = 'light' } = {}) => {
      const command = await agentCommand({ userData, ...(policy && { policy }), words });
      const app = await launchUnderPlaywright(command, { colorScheme });
      running.add(app);
      app.once('close', () => running.delete(app));
      // A click that never finds its button then says which one, instead of the whole test timing out.
      app.context().setDefaultTimeout(20_000);
      // A message of its own distinguishes a window that never opens from a slow test.
      const page = await app.firstWindow({ timeout: 20_000 });
      await page.getByRole('heading', { level: 1 }).waitFor();
      return {
        app,
        page,
        person: person(page),
        async kill() {
          const closed = app.waitForEvent('close');
          app.process().kill('SIGKILL');
          await closed;
        },
      };
    });
    for (const app of running) await app.close();
  },
});

export const readAgentLog = (userData: string) =>
  readFile(join(userData, 'logs', 'candor.log'), 'utf8');

/** The bundle as the desk has it, opened with the desk's own key. */
export async function receivedBundle(deskFolder: string) {
  const [name] = await readdir(join(deskFolder, 'objects'));
  const identity = (await readFile(join(deskFolder, 'identity.txt'), 'utf8')).trim();
  return openBundle(
    await unseal(await readFile(join(deskFolder, 'objects', name ?? '')), identity),
  );
}
