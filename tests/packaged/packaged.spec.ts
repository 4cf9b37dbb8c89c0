import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { openBundle } from '#bundle/read.ts';
import type { Verification } from '#contract/http/console-api.ts';
import type { Bridge } from '#contract/ipc/bridge.ts';
import { startVirtualDisplay } from '#scripts/display.ts';
import { electronFlags, electronRuntime } from '#scripts/electron-runtime.mjs';
import { readFuses } from '#scripts/package/fuses.ts';
import { type PackagedApp, type PackageVariant, packagedApp } from '#scripts/package/layout.ts';
import { filesInAsar } from './asar.ts';
import { asOrdinaryUser, canMakeSandbox, ordinaryHome } from './ordinary-user.ts';
import { processesOf } from './processes.ts';
import { run } from './run.ts';

const root = join(import.meta.dirname, '../..');
const releaseFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};
/** The fallback for machines without Electron's own download is Electron 33, which has one fuse less. */
const { WasmTrapHandlers: _newest, ...fallbackFuses } = releaseFuses;

/** Started with a preset that does not exist, Candor itself says so and ends; no other program would. */
const nonsense = ['--collect', 'nothing.zip', '--preset', 'nonsense'];
const candorsAnswer = 'There is no preset called “nonsense”';

const noDisplay = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };

let folder: string;
let home: Record<string, string | undefined>;

async function make(variant: PackageVariant): Promise<PackagedApp> {
  const made = await run(process.execPath, [
    join(root, 'scripts/package.ts'),
    '--variant',
    variant,
  ]);
  expect(made.code, made.stdout + made.stderr).toBe(0);
  return packagedApp(root, variant);
}

test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  ({ folder, environment: home } = ordinaryHome());
});

test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.describe('the release', () => {
  let app: PackagedApp;
  /** As people start it: by somebody who is not root, and with no switch that is not Candor's own. */
  const start = (
    words: readonly string[],
    environment: Record<string, string | undefined> = {},
  ) => {
    const started = asOrdinaryUser(app.executable, words);
    return run(started.command, started.words, { ...home, ...environment }, folder);
  };
  const begin = (
    words: readonly string[],
    environment: Record<string, string | undefined> = {},
  ) => {
    const started = asOrdinaryUser(app.executable, words);
    return spawn(started.command, started.words, {
      cwd: folder,
      env: { ...process.env, ...home, ...environment } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  test.skip(
    () => !canMakeSandbox(),
    'Chromium cannot make its sandbox here, and a release does not start without',
  );

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    app = await make('release');
  });

  test('has exactly the fuses that were decided', async () => {
    const { source } = await electronRuntime();
    expect(await readFuses(app.executable)).toEqual(
      source === 'cypress' ? fallbackFuses : releaseFuses,
    );
  });

  test('holds the built app in one archive, and no source, test or dependency', () => {
    const files = filesInAsar(app.asar);
    for (const needed of [
      'main.js',
      'preload.cjs',
      'collector.js',
      'renderer/index.html',
      'icons/icon.png',
      'icons/tray.png',
    ]) {
      expect(files).toContain(`out/app/${needed}`);
    }
    expect(files.filter((file) => !file.startsWith('out/app/'))).toEqual(['package.json']);
    expect(
      files.filter((file) => /\.(tsx?|map|node)$|node_modules|(^|\/)tests?\//.test(file)),
    ).toEqual([]);
    expect(
      readdirSync(dirname(app.asar)).filter(
        (name) => name.startsWith('app') || name.startsWith('default_app'),
      ),
    ).toEqual(['app.asar']);
  });

  test('brings its own licence, and that of everything that is bundled into it', () => {
    const read = (name: string) => readFileSync(join(dirname(app.asar), name), 'utf8');
    expect(read('LICENSE.txt')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    const notices = read('THIRD-PARTY-NOTICES.txt');
    // From each of the three bundles: main, collector, window.
    for (const name of ['yazl', 'tus-js-client', 'age-encryption', 'react-dom']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\nLicence: `, 'm'));
    }
    expect(notices).toContain('Permission is hereby granted');
    // Built with, and not given on.
    for (const name of ['vite', 'typescript', 'electron-builder', 'fastify'])
      expect(notices).not.toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  test('does not become Node for whoever sets ELECTRON_RUN_AS_NODE', async () => {
    const words = ['-e', "console.log('ran as node')"];
    const environment = { ELECTRON_RUN_AS_NODE: '1' };
    const { path } = await electronRuntime();
    expect((await run(path, words, environment)).stdout, 'Electron with its own fuses').toContain(
      'ran as node',
    );

    const ended = await start([...nonsense, ...words], environment);
    expect(ended.stdout).not.toContain('ran as node');
    expect(ended.stderr).toContain('Candor does not start with “-e”');
    expect((await start(nonsense, environment)).stderr).toContain(candorsAnswer);
  });

  // That --inspect would open one shows the test variant below: Playwright reaches it that way.
  test('opens no inspector', async () => {
    const ended = await start(['--inspect=0', ...nonsense]);
    expect(ended.stderr).toContain('Candor does not start with “--inspect=0”');
    expect(ended.stderr).not.toContain('Debugger listening');
  });

  for (const word of [
    ...[
      '--remote-debugging-port=0',
      '--ignore-certificate-errors',
      '--host-resolver-rules=MAP * 127.0.0.1',
    ],
    ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-setuid-sandbox', '--single-process'],
    ...[
      '--in-process-gpu',
      '--enable-logging',
      '--log-file=log',
      '--ssl-key-log-file=keys',
      '--js-flags=--expose-gc',
    ],
    ...[
      '--user-data-dir=elsewhere',
      '--crash-dumps-dir=crashes',
      '--disable-features=x',
      '--auth-server-allowlist=*',
      '--bogus',
    ],
  ])
    test(`does not start with ${word.split('=')[0]}`, async () => {
      const ended = await start([word]);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(`Candor does not start with “${word}”`);
      expect(ended.stderr).not.toContain('DevTools listening');
    });

  // Chromium ends with these by itself, before any code of ours.
  for (const word of ['--no-zygote', '--disable-namespace-sandbox'])
    test(`does not start with ${word}`, async () => {
      expect((await start([word])).code).not.toBe(0);
    });

  for (const name of [
    ...[
      'gpu-launcher',
      'utility-cmd-prefix',
      'renderer-cmd-prefix',
      'zygote-cmd-prefix',
      'ppapi-plugin-launcher',
    ],
    ...['browser-subprocess-path', 'plugin-launcher', 'gpu-startup-dialog'],
  ])
    test(`does not run another program for --${name}`, async () => {
      test.skip(process.platform === 'win32', 'the program is a script for a shell');
      const program = join(folder, 'program');
      writeFileSync(program, `#!/bin/sh\ntouch ${join(folder, 'has-run')}\n`);
      chmodSync(program, 0o755);
      // With and without the switches that are needed beside it in Chromium.
      for (const beside of [[], ['--disable-gpu-sandbox'], ['--no-zygote', '--no-sandbox']]) {
        const ended = await start([...beside, `--${name}=${program}`]);
        expect(ended.code).not.toBe(0);
        expect(existsSync(join(folder, 'has-run'))).toBe(false);
      }
    });

  test('says which words it knows, and its version', async () => {
    expect(await start(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--collect FILE'),
    });
    expect(await start(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Candor \d+\.\d+\.\d+\n$/),
    });
  });

  test('keeps its window in Chromium’s sandbox, and writes no keys of its connections for whoever asks by the environment', async () => {
    test.skip(
      process.platform !== 'linux',
      'only Linux says of a process whether system calls are filtered',
    );
    const keys = join(folder, 'connection-keys');
    const endDisplay = await startVirtualDisplay('1280x800x24', ['-ac']);
    const started = begin([], { SSLKEYLOGFILE: keys });
    const closed = once(started, 'close');
    try {
      const renderer = () =>
        processesOf(app.executable).find(({ line }) => line.includes('--type=renderer'));
      // 2: a filter is in force (proc(5)).
      await expect.poll(() => renderer()?.status('Seccomp')).toBe('2');
      expect(renderer()?.status('NoNewPrivs')).toBe('1');
      const network = () =>
        processesOf(app.executable).find(({ line }) => line.includes('NetworkService'));
      await expect.poll(() => network() !== undefined).toBe(true);
      expect(network()?.environment('SSLKEYLOGFILE')).toBeUndefined();
      expect(existsSync(keys)).toBe(false);
    } finally {
      started.kill();
      await closed;
      endDisplay();
    }
  });

  test('collects into a file whose every byte verifies, and which says that nobody agreed to it yet', async () => {
    const file = join(folder, 'bundle.zip');
    const unasked = await start(['--collect', 'bundle.zip', '--preset', 'quick'], noDisplay);
    expect(unasked).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('no terminal to ask on'),
    });
    expect(existsSync(file)).toBe(false);

    // As over ssh; and named from where the person stands.
    const collected = await start(
      ['--collect', 'bundle.zip', '--preset', 'quick', '--json', '--yes'],
      noDisplay,
    );
    expect(collected.code, collected.stderr).toBe(0);
    expect(JSON.parse(collected.stdout)).toMatchObject({ file, manifest: { preset: 'quick' } });
    expect(collected.stderr).not.toContain('Display::initialize');

    const again = await start(['--collect=bundle.zip', '--preset', 'quick', '--yes'], noDisplay);
    expect(again).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`“${file}” already exists.`),
    });
    const replaced = await start(
      ['--collect=bundle.zip', '--preset', 'quick', '--force', '--yes'],
      noDisplay,
    );
    expect(replaced.code, replaced.stderr).toBe(0);

    const verified = await run(process.execPath, [
      join(root, 'desk/cli/index.ts'),
      'verify',
      '--json',
      file,
    ]);
    expect(verified.code, verified.stderr).toBe(3);
    const { checks, outcome } = JSON.parse(verified.stdout) as {
      checks: Verification[];
      outcome: string;
    };
    expect(outcome).toBe('whole');
    expect(checks.filter(({ passed }) => passed).length).toBeGreaterThanOrEqual(5);
  });

  test('asks for the parts of the hardware in a thread that it loads from the archive', async () => {
    test.skip(process.platform !== 'linux', 'the answers of other systems were not seen yet');
    const collected = await start(
      ['--collect', 'parts.zip', '--preset', 'standard', '--yes'],
      noDisplay,
    );
    expect(collected.code, collected.stderr).toBe(0);
    const bundle = await openBundle(new Uint8Array(readFileSync(join(folder, 'parts.zip'))));
    const statusIn = async (item: string) =>
      JSON.parse(Buffer.from(await bundle.readItem(item)).toString()).inventory.status;
    // A thread that does not start would make it `fail`; commands that do not go through our door, `unavailable`.
    expect(['success', 'partial']).toContain(await statusIn('processor/processor.json'));
    expect(['denied', 'unavailable']).toContain(await statusIn('memory/memory.json'));
    await bundle.close();
  });

  test('stops collecting when it is told to, also without a display, and leaves no file', async () => {
    test.skip(process.platform === 'win32', 'Windows has no such signal');
    const collecting = begin(['--collect', 'stopped.zip', '--preset', 'full', '--yes'], noDisplay);
    let said = '';
    collecting.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // The first collector is done, and a dozen are under way.
      if (/\(\d+ ms\)/.test(text)) collecting.kill('SIGTERM');
    });
    // Closed, not only ended: nothing that it started holds its output any more.
    const [code] = (await once(collecting, 'close')) as [number | null];
    expect(code, said).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  test('says that its window needs a display where there is none', async () => {
    test.skip(process.platform !== 'linux', 'elsewhere there always is one');
    const ended = await start([], noDisplay);
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Candor needs a display for its window.'),
    });
  });
});

test.describe('the test variant', () => {
  let app: PackagedApp;

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    app = await make('test');
  });

  test('differs from the release in one fuse', async () => {
    const fuses = await readFuses(app.executable);
    const differing = Object.entries(fuses).filter(
      ([name, on]) => releaseFuses[name as keyof typeof releaseFuses] !== on,
    );
    expect(differing).toEqual([['EnableNodeCliInspectArguments', true]]);
  });

  test('starts and shows the home screen from the archive', async () => {
    const args = [...electronFlags(), `--user-data-dir=${join(folder, 'test')}`];
    const env = { ...process.env, LC_ALL: 'de_DE.UTF-8' } as Record<string, string>;
    // In the tray first, its window by a second start: a window that opens while Playwright attaches can be lost on it.
    const started = await _electron.launch({
      executablePath: app.executable,
      args: [...args, '--hidden'],
      env,
    });
    try {
      // With an inspector of its own, like the first: without one it would refuse the switches of a test.
      spawn(app.executable, [...args, '--inspect=0'], { env, stdio: 'ignore' });
      const page = await started.firstWindow();
      await expect(page.getByRole('button', { name: 'Get help' })).toBeVisible();
      expect(page.url()).toBe('app://candor/index.html');
      expect(await started.evaluate(({ app }) => app.isPackaged)).toBe(true);
      // Chromium's other languages are left out of the package; numbers and dates must follow the person all the same.
      const locale = () =>
        (window as unknown as { candor: Bridge }).candor
          .call('app.info')
          .then((info) => info.ok && info.value.locale);
      if (process.platform === 'linux') expect(await page.evaluate(locale)).toBe('de-DE');
    } finally {
      await started.close();
    }
  });
});
