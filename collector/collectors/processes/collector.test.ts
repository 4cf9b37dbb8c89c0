import { describe, expect, test } from 'vitest';
import { linuxProcess } from './linux.ts';

describe('on Linux, a program', () => {
  test('may call itself anything', () => {
    const stat = `42 (evil) R 1 (x) S 7 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 3 0 5000 1000 25 18446744073709551615`;
    expect(linuxProcess(stat, { pageBytes: 4096, uptimeSeconds: 100 })).toEqual({
      pid: 42,
      parent: 7,
      name: 'evil) R 1 (x',
      state: 'S',
      threads: 3,
      memoryBytes: 25 * 4096,
      cpuSeconds: 2,
      runningSeconds: 50,
    });
  });
});

describe('on Linux, a program’s name', () => {
  const machine = { pageBytes: 4096, uptimeSeconds: 100 };
  const stat = (name: string): string =>
    `42 (${name}) S 7 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 3 0 5000 1000 25`;
  test.for([
    [
      'chromium-headle',
      '/usr/lib/chromium/chromium-headless-shell',
      'chromium-headless-shell',
      undefined,
    ],
    ['MainThread', '/home/ada/.nvm/node', 'node', undefined],
    ['gnome-tweaks', '/usr/bin/python3.13', 'python3.13', 'gnome-tweaks'],
    ['npm run x -', '/usr/bin/node', 'node', undefined],
    ['Web Content', '/usr/lib/firefox/firefox', 'firefox', 'Web Content'],
    ['firefox', '/usr/lib/firefox/firefox (deleted)', 'firefox', undefined],
    ['memfd:sealed-91', '/memfd:sealed-91173221a7ea (deleted)', 'sealed', undefined],
    ['kworker/0:1', '', 'kworker/0:1', undefined],
  ] as const)('%s at “%s” is %s', ([thread, path, name, callsItself]) => {
    const found = linuxProcess(stat(thread), machine, path);
    expect([found?.name, found?.callsItself]).toEqual([name, callsItself]);
  });
});
