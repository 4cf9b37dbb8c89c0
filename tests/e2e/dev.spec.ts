import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { chromium } from 'playwright';
import { launchChromium } from '#scripts/chromium.ts';
import { projectRoot } from '#scripts/launch-agent.ts';
import { test as base } from './fixtures.ts';

/** `npm run dev` in a copy of the project, whose files a test may change. */
async function startDev(folder: string) {
  const copy = join(folder, 'project');
  const left = new Set(['node_modules', 'out', '.git']);
  for (const name of await readdir(projectRoot)) {
    if (!left.has(name)) await cp(join(projectRoot, name), join(copy, name), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const command = spawn(process.execPath, ['scripts/dev.ts', '--debug=0'], {
    cwd: copy,
    env: { ...process.env, CANDOR_DESK_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [command.stdout, command.stderr])
    stream.on('data', (data) => (output += String(data)));
  return {
    copy,
    command,
    output: () => output,
    /** Resolves to the first group of the `nth` match in what was printed. */
    async printed(pattern: RegExp, nth = 1): Promise<string> {
      const matches = () => [...output.matchAll(new RegExp(pattern, 'g'))];
      await expect
        .poll(() => (command.exitCode === null ? matches().length : output), { timeout: 60_000 })
        .toBe(nth);
      return matches()[nth - 1]?.[1] ?? '';
    },
    async change(path: string, from: string, to: string): Promise<void> {
      const file = join(copy, path);
      const text = await readFile(file, 'utf8');
      expect(text).toContain(from);
      await writeFile(file, text.replace(from, to));
    },
  };
}

type Dev = Awaited<ReturnType<typeof startDev>>;

/**
 * The agent's window, over the inspector that `--debug` opens, once the agent was started `atLeast` so often. A change that
 * is noticed in two steps starts it twice, so the newest one counts.
 */
async function agentWindow(dev: Dev, atLeast: number): Promise<Page> {
  let page: Page | undefined;
  await expect(async () => {
    const starts = [...dev.output().matchAll(/DevTools listening on (ws:\S+)/g)];
    expect(starts.length, dev.output()).toBeGreaterThanOrEqual(atLeast);
    const browser = await chromium.connectOverCDP(starts.at(-1)?.[1] ?? '', { timeout: 10_000 });
    const pages = browser.contexts().flatMap((context) => context.pages());
    page = pages.find((each) => each.url() === 'app://candor/index.html');
    await page?.getByRole('button', { name: 'Get help' }).waitFor({ timeout: 5000 });
    expect(page).toBeDefined();
  }).toPass({ timeout: 120_000 });
  if (!page) throw new Error('The agent has no window.');
  return page;
}

/** Prints how long a change takes to show; only the change itself is a promise, not this machine's speed. */
async function timed(what: string, shown: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await shown();
  console.log(`${what}: ${Math.round(performance.now() - started)} ms`);
}

async function end(command: ChildProcess): Promise<number | null> {
  if (command.exitCode !== null) return command.exitCode;
  const exited = once(command, 'exit');
  command.kill('SIGTERM');
  const [code] = (await exited) as [number | null];
  return code;
}

const test = base.extend<{ dev: Dev }>({
  dev: async ({ folder }, use, testInfo) => {
    const dev = await startDev(folder);
    await use(dev);
    await end(dev.command);
    await testInfo.attach('npm run dev', { body: dev.output(), contentType: 'text/plain' });
  },
});

test.describe('npm run dev', () => {
  test.setTimeout(180_000);

  test('shows a changed screen of the agent, under the usual security settings', async ({
    dev,
  }) => {
    const page = await agentWindow(dev, 1);
    await dev.change(
      'renderer/features/home/Home.tsx',
      "{t('home.getHelp')}",
      'Changed in the window',
    );
    await timed('A changed screen of the agent', () =>
      page.getByRole('button', { name: 'Changed in the window' }).waitFor(),
    );

    // A module that cannot be replaced in place reloads the page, although pages may not navigate.
    await dev.change(
      'renderer/shell/main.tsx',
      'void connect();',
      "document.documentElement.dataset.again = 'yes';\nvoid connect();",
    );
    await page.locator('html[data-again]').waitFor();
    await page.getByRole('button', { name: 'Changed in the window' }).waitFor();

    const stoppedBy = await page.evaluate(
      async (address) => {
        const stopped = new Promise<string>((resolve) => {
          document.addEventListener(
            'securitypolicyviolation',
            ({ effectiveDirective }) => resolve(effectiveDirective),
            {
              once: true,
            },
          );
        });
        await fetch(address).catch(() => {});
        return stopped;
      },
      await dev.printed(/console: (http:\S+)/),
    );
    expect(stoppedBy).toBe('connect-src');
    expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
    expect(await end(dev.command)).toBe(0);
  });

  test('shows a changed screen of the console', async ({ dev }) => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(await dev.printed(/once\): (http:\S+)/));
    await page.getByRole('heading', { name: 'Set up this desk' }).waitFor();

    await dev.change(
      'desk/console/features/entry/SetUp.tsx',
      "submit={t('setUp.submit')}",
      'submit="Changed in the console"',
    );
    await timed('A changed screen of the console', () =>
      page.getByText('Changed in the console').waitFor(),
    );
    await browser.close();
  });

  test('starts the agent and the desk again when their own code changes', async ({ dev }) => {
    await agentWindow(dev, 1);
    await dev.change(
      'main/index.ts',
      'noMenu();',
      "noMenu();\nconsole.log('the changed agent runs');",
    );
    await dev.printed(/the (changed) agent runs/);
    await agentWindow(dev, 2);

    const listen = 'async function listen';
    await dev.change(
      'desk/service/start.ts',
      listen,
      `console.log('the changed desk runs');\n${listen}`,
    );
    await dev.printed(/the (changed) desk runs/);
    await dev.printed(/The (desk) started again/);
    const answer = await fetch(`${await dev.printed(/console: (http:\S+)/)}/api/session`);
    expect(await answer.json()).toMatchObject({ organisation: 'Candor development' });
  });

  test('continues once code that did not build is fixed', async ({ dev }) => {
    await agentWindow(dev, 1);
    await dev.change('main/index.ts', 'noMenu();', 'noMenu(;');
    await dev.printed(/changed code of the (agent) does not work yet/);
    await dev.change('main/index.ts', 'noMenu(;', 'noMenu();');
    await dev.printed(/The (agent) started again/);
    await agentWindow(dev, 2);
  });
});

test('a release build contains no code that contacts a development server', async () => {
  const built = join(projectRoot, 'out/app');
  const files = (await readdir(built, { recursive: true })).filter((file) => /\.c?js$/.test(file));
  const withDevServer: string[] = [];
  for (const file of files) {
    if (/DevServer|DEV_SERVER|ws:\/\/|nonce-/.test(await readFile(join(built, file), 'utf8')))
      withDevServer.push(file);
  }
  expect(files).toContain('main.js');
  expect(withDevServer).toEqual([]);
});
