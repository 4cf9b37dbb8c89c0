import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

// Electron's own module exists only inside Electron; these functions are pure and use none of it.
vi.mock('electron', () => ({ app: { isPackaged: true }, protocol: {}, ipcMain: {} }));

const { resolveAppFile } = await import('#main/app/app-scheme.ts');
const { isAllowedRequest } = await import('#main/app/lockdown.ts');
const { openingOfLink, linkIn } = await import('#main/app/deep-link.ts');
const { readCollectTask } = await import('#main/app/command-line.ts');
const { lacksDisplay } = await import('#main/app/without-display.ts');
const { startKind } = await import('#main/app/start-kind.ts');

const root = '/opt/candor/renderer';

describe('app:// serves', () => {
  test('a file of the window', () => {
    expect(resolveAppFile(root, 'app://candor/index.html')).toEqual({
      file: `${root}/index.html`,
      mediaType: 'text/html; charset=utf-8',
    });
  });

  test.each([
    'app://candor/../../etc/passwd.html',
    'app://candor/%2e%2e/%2e%2e/secret.js',
    'app://candor/..%2f..%2fsecret.js',
    // The neighbour of its folder, whose name begins like it.
    'app://candor/..%2frenderer-other/a.js',
    'app://other/index.html',
    'file:///etc/passwd.html',
    'app://candor/index.exe',
    'app://candor/%00.html',
    'app://candor/%',
    'not a url',
  ])('nothing for %s', (address) => {
    const found = resolveAppFile(root, address);
    // A URL's own dots are resolved before the path is seen; what is left stays below the folder.
    if (/\/\.\.\/|%2e/.test(address)) expect(found?.file).toMatch(new RegExp(`^${root}/`));
    else expect(found).toBeNull();
  });

  test('never a file outside its folder, whatever is asked for', () => {
    // Pieces of which ways out of a folder are made, so that they meet often.
    const piece = fc.constantFrom(
      '..',
      '%2e%2e',
      '/',
      '%2f',
      '\\',
      '%5c',
      'renderer',
      'renderer-other',
      'a.js',
      '.html',
      '%00',
      'x',
    );
    const path = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(path, (path) => {
        const found = resolveAppFile(root, `app://candor/${path}`);
        expect(
          found === null || (found.file.startsWith(`${root}/`) && !found.file.includes('/../')),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the window may request', () => {
  test('its own files and nothing else', () => {
    expect(isAllowedRequest('app://candor/index.html', false)).toBe(true);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'ws://x/',
      'app://candor.evil/',
      'devtools://x',
    ]) {
      expect(isAllowedRequest(url, false)).toBe(false);
    }
  });
});

describe('a candor:// link', () => {
  test('opens a screen', () => {
    expect(openingOfLink('candor://help')).toEqual({ screen: 'describe' });
    expect(openingOfLink('candor://history/')).toEqual({ screen: 'history' });
  });

  test('does nothing else, whatever it carries', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const screen = openingOfLink(`candor://help?${rest}x`);
        expect(screen).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test('is found among the words of a command line', () => {
    expect(linkIn(['/opt/candor/candor', '--hidden', 'candor://help'])).toBe('candor://help');
    expect(linkIn(['/opt/candor/candor', 'https://example.org'])).toBeNull();
  });
});

test('Candor registers no link by itself: that is its installer’s, and goes with it', () => {
  const sources = globSync('main/**/*.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('setAsDefaultProtocolClient'),
  );
  expect(sources).toEqual([]);
});

describe('the command line', () => {
  test('opens a window when it says nothing', () => {
    expect(startKind(['--no-sandbox', '--remote-debugging-port=0'])).toBe('window');
    expect(startKind(['--hidden'])).toBe('tray');
    expect(startKind(['--collect', 'a.zip'])).toBe('collect');
    expect(startKind(['--collect=a.zip'])).toBe('collect');
  });

  test('collects to a file', () => {
    const file = resolve('/tmp/a.zip');
    expect(readCollectTask(['--collect', file], '/home')).toEqual({
      file,
      preset: 'standard',
      json: false,
      force: false,
      yes: false,
    });
    expect(
      readCollectTask(
        [`--collect=${file}`, '--preset', 'quick', '--json', '--force', '--yes'],
        '/home',
      ),
    ).toEqual({
      file,
      preset: 'quick',
      json: true,
      force: true,
      yes: true,
    });
  });

  test.each([['--collect', 'a.zip'], ['--collect=a.zip']])(
    'means a file from where the person stands: %s',
    (...words) => {
      expect(readCollectTask(words, '/home/ann').file).toBe(resolve('/home/ann/a.zip'));
    },
  );

  test('needs a display on Linux unless it was told to do without', () => {
    const none = () => false;
    expect(lacksDisplay('linux', {}, none)).toBe(true);
    expect(lacksDisplay('linux', { DISPLAY: '' }, none)).toBe(true);
    expect(lacksDisplay('linux', { DISPLAY: ':0' }, none)).toBe(false);
    expect(lacksDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }, none)).toBe(false);
    expect(lacksDisplay('linux', {}, (name) => name === 'ozone-platform')).toBe(false);
    expect(lacksDisplay('win32', {}, none)).toBe(false);
    expect(lacksDisplay('darwin', {}, none)).toBe(false);
  });

  test('does nothing but open the window when a link stands in it, whatever was slipped in around it', () => {
    const slippedIn = ['--hidden', '--collect', '/home/ann/.profile', '--json'];
    expect(startKind(['candor://help', ...slippedIn])).toBe('window');
    expect(startKind([...slippedIn, 'candor://anything?at=all'])).toBe('window');
  });

  test('asks for the file that is missing', () => {
    expect(() => readCollectTask(['--collect'], '/home')).toThrow(/Name the file/);
    expect(() => readCollectTask(['--collect', '--preset', 'quick'], '/home')).toThrow(
      /Name the file/,
    );
  });
});
