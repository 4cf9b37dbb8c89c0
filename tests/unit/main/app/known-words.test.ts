import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forgetNetworkVariables } from '#main/app/environment.ts';
import { judgeWords } from '#main/app/known-words.ts';

const judge = (words: readonly string[], platform: NodeJS.Platform = 'linux', packaged = true) =>
  judgeWords(words, { platform, packaged, version: '1.2.3' });
const refused = (word: string) => ({
  kind: 'say',
  error: true,
  text: expect.stringContaining(`“${word}”`),
});

describe('a packaged Candor starts', () => {
  test.each([
    [[]],
    [['--hidden']],
    [['candor://help']],
    [['--collect', 'bundle.zip', '--preset', 'quick', '--json', '--force', '--yes']],
    [['--collect=/home/ann/bundle.zip', '--preset=full']],
    [['--collect']],
    [['--ozone-platform=headless', '--disable-gpu', '--log-level=3', '--collect', '/tmp/x.zip']],
  ])('with the words it knows: %j', (words) => {
    expect(judge(words)).toEqual({ kind: 'start' });
  });

  test('with a file and a preset on Windows, where a switch may begin with a slash', () => {
    expect(
      judge(['--collect', 'C:\\Users\\ann\\bundle.zip', '--preset', 'quick'], 'win32'),
    ).toEqual({ kind: 'start' });
    expect(judge(['--collect', '/home/ann/bundle.zip'], 'linux')).toEqual({ kind: 'start' });
  });

  test('with what macOS adds, on macOS', () => {
    expect(judge(['-psn_0_12345'], 'darwin')).toEqual({ kind: 'start' });
    expect(judge(['-psn_0_12345'], 'linux')).toMatchObject({ error: true });
  });
});

/** Those by which an attacker made a tool of it, read along, or chose the way to the desk; and the ways to write them. */
const hostile = [
  ...[
    '--no-sandbox',
    '-no-sandbox',
    '--NO-SANDBOX',
    '--disable-gpu-sandbox',
    '--disable-setuid-sandbox',
    '--single-process',
  ],
  ...[
    '--gpu-launcher=/bin/sh',
    '--utility-cmd-prefix=/bin/sh',
    '--renderer-cmd-prefix=x',
    '--zygote-cmd-prefix=x',
  ],
  ...[
    '--ssl-key-log-file=/tmp/keys',
    '--enable-logging',
    '--log-file=/tmp/x',
    '--log-level=0',
    '--trace-startup-file=/tmp/x',
  ],
  ...[
    '--user-data-dir=/tmp/x',
    '--crash-dumps-dir=/tmp/x',
    '--policy=/tmp/policy.json',
    '--inspect',
    '--inspect-brk=0',
  ],
  ...[
    '--remote-debugging-port=0',
    '--ignore-certificate-errors',
    '--host-rules=MAP * evil',
    '--no-proxy-server',
  ],
  ...[
    '--proxy-server=evil:1',
    '--auth-server-allowlist=*',
    '--disable-features=X',
    '--enable-blink-features=X',
  ],
  ...[
    '--ozone-platform=/tmp/x',
    '--ozone-platform',
    '--js-flags=--x',
    '--load-extension=/tmp/x',
    '-r',
    '--',
    '-',
  ],
  ...['/tmp/main.js', 'main.js', '', '--collect-', '--bogus', '--hidden=1', '--yes=no'],
];

describe('a packaged Candor does not start', () => {
  test.each(hostile)('with %j, wherever it stands', (word) => {
    for (const words of [
      [word],
      ['--hidden', word],
      ['candor://help', word],
      [word, '--collect', 'x.zip'],
    ])
      expect(judge(words)).toEqual(refused(word));
  });

  test.each(['-no-sandbox', '--gpu-launcher=x'])(
    'with a switch in the place of a file or a preset: %s',
    (word) => {
      expect(judge(['--collect', word])).toEqual(refused(word));
      expect(judge(['--collect', 'x.zip', '--preset', word])).toEqual(refused(word));
    },
  );

  test('with a switch as Windows also writes it', () => {
    expect(judge(['/gpu-launcher=x'], 'win32')).toEqual(refused('/gpu-launcher=x'));
    expect(judge(['--collect', '/gpu-launcher=x'], 'win32')).toEqual(refused('/gpu-launcher=x'));
  });

  test('with any other word that looks like a switch', () => {
    const known = /^-(-(hidden|json|force|yes|collect|preset|help|version|disable-gpu)|h)/;
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!known.test(`-${text}`));
        expect(judge([`-${text}`])).toMatchObject({ kind: 'say', error: true });
      }),
    );
  });

  test('and quotes the word without what a terminal would obey', () => {
    expect(JSON.stringify(judge(['--a\u001b[2J\u202e']))).toContain('--a?[2J?');
  });
});

test('a development build also knows its own words, and refuses all others', () => {
  const words = [
    '--no-sandbox',
    '--user-data-dir=/tmp/x',
    '--policy=/tmp/policy.json',
    '--snapshot-after=1',
    '--hidden',
  ];
  expect(judge(words, 'linux', false)).toEqual({ kind: 'start' });
  expect(judge([...words, '--bogus'], 'linux', false)).toEqual(refused('--bogus'));
});

test('--help and --version answer, but not beside a link', () => {
  expect(judge(['--help'])).toMatchObject({
    kind: 'say',
    error: false,
    text: expect.stringContaining('--collect FILE'),
  });
  expect(judge(['--version'])).toEqual({ kind: 'say', error: false, text: 'Candor 1.2.3\n' });
  expect(judge(['candor://help', '--version'])).toEqual(refused('--version'));
});

test('variables that would read along or choose the way to the network are forgotten, in any case', () => {
  const environment = {
    SSLKEYLOGFILE: '/tmp/keys',
    https_proxy: 'http://evil:1',
    HTTP_PROXY: 'x',
    No_Proxy: '*',
    HOME: '/home/ann',
  };
  forgetNetworkVariables(environment);
  expect(environment).toEqual({ HOME: '/home/ann' });
});
