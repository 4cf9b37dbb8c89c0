import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { runCommand } from '#collector/os/run-command.ts';
import {
  commandEnvironment,
  findSystemCommand,
  isExecutable,
} from '#collector/os/system-command.ts';
import { system32 as system32Of } from '#collector/os/windows-folder.ts';
import { hasEnded, sleeping } from '#tests/fixtures/collector/processes.ts';

const signal = new AbortController().signal;
const shell = (script: string, options: Partial<Parameters<typeof runCommand>[2]> = {}) =>
  runCommand('sh', ['-c', script], { signal, ...options });

describe.skipIf(process.platform === 'win32')('a system command', () => {
  test('gives its output, its exit code and its complaint', async () => {
    const result = await shell('echo found; echo complaint >&2; exit 3');
    expect(result).toEqual({
      state: 'ended',
      exitCode: 3,
      stdout: 'found\n',
      stderr: 'complaint',
      droppedBytes: 0,
    });
  });

  test('that this machine does not have is missing, not an error', async () => {
    expect(await runCommand('candor-no-such-command', [], { signal })).toMatchObject({
      state: 'missing',
    });
  });

  test.for(['../../bin/sh', '/bin/sh', 'sh -c', 'sh;id', '', '.'])(
    'is named, not given as a path or a line: %j',
    async (name) => {
      expect(await runCommand(name, ['-c', 'echo reached'], { signal })).toMatchObject({
        state: 'missing',
        stdout: '',
      });
    },
  );

  test('is given its arguments as they are, without a shell', async () => {
    const { stdout } = await runCommand('printf', ['%s', '$(id); echo `id` > /tmp/x'], { signal });
    expect(stdout).toBe('$(id); echo `id` > /tmp/x');
  });

  test('sees a fixed language and path, its home and its time zone, and nothing else that a person set', async () => {
    const set = {
      CANDOR_TEST_SECRET: 'x',
      LC_ALL: 'de_DE.UTF-8',
      LANG: 'de_DE.UTF-8',
      PATH: '/home/kim/bin',
      TZ: 'Asia/Tokyo',
    };
    for (const [name, value] of Object.entries(set)) vi.stubEnv(name, value);
    const { stdout } = await runCommand('env', [], { signal });
    vi.unstubAllEnvs();
    const seen = Object.fromEntries(
      stdout
        .split('\n')
        .flatMap((line) =>
          [...line.matchAll(/^([^=]+)=(.*)$/g)].map(([, name, value]) => [name, value]),
        ),
    );
    expect(seen).toEqual({
      PATH: '/usr/bin:/usr/sbin:/bin:/sbin:/run/current-system/sw/bin',
      ...(process.platform === 'linux'
        ? { XDG_RUNTIME_DIR: `/run/user/${process.getuid?.()}` }
        : {}),
      LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
      HOME: process.env.HOME,
      TZ: 'Asia/Tokyo',
      CANDOR_COMMAND: expect.stringMatching(/^[0-9a-f]{32}\.\d+$/),
    });
  });

  test('that crashes says so, and what it said until then is kept', async () => {
    expect(await shell('echo before; kill -SEGV $$')).toEqual({
      state: 'ended',
      exitCode: null,
      stdout: 'before\n',
      stderr: '',
      droppedBytes: 0,
    });
  });

  test('that takes too long is stopped, and what it said until then is kept', async () => {
    // It would sleep for ten minutes, and the test with it.
    const result = await shell('echo early; sleep 611', { timeoutMs: 1500 });
    expect(result).toMatchObject({ state: 'stopped', stdout: 'early\n' });
  });

  test('that ignores being asked to end is ended all the same', async () => {
    const result = await shell('trap "" TERM; echo deaf; while :; do sleep 0.05; done', {
      timeoutMs: 1500,
    });
    expect(result).toMatchObject({ state: 'stopped', stdout: 'deaf\n' });
  });

  test('takes the processes it started with it when it is canceled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-command-'));
    const list = join(folder, 'pids');
    const controller = new AbortController();
    const command = shell(
      `sleep 612 & echo $! >> ${list}; (sleep 612 & echo $! >> ${list}; wait) & wait`,
      {
        signal: controller.signal,
      },
    );
    const listed = () => (existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []);
    await expect.poll(() => listed().length).toBe(2);
    controller.abort();
    expect((await command).state).toBe('stopped');
    const pids = listed().map(Number);
    rmSync(folder, { recursive: true });
    await expect.poll(() => pids.every(hasEnded)).toBe(true);
  });

  test('does not leave behind what it started in the background', async () => {
    const { state, stdout } = await shell('sleep 613 >/dev/null 2>&1 & echo $!');
    expect(state).toBe('ended');
    // The kill is sent before the command is over; the system carries it out in its own time.
    await expect.poll(() => hasEnded(Number(stdout))).toBe(true);
  });

  test.skipIf(process.platform !== 'linux').for([
    ['in a session of its own', 'setsid'],
    ['without our mark', 'env -i setsid'],
    ['without a parent', 'setsid -f'],
  ])('takes a child %s with it when it takes too long', async ([, start]) => {
    const { state, stdout } = await shell(`${start} sh -c 'echo $$; exec sleep 615' & sleep 615`, {
      timeoutMs: 1500,
    });
    expect(state).toBe('stopped');
    expect(Number(stdout)).toBeGreaterThan(1);
    await expect.poll(() => hasEnded(Number(stdout))).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')(
    'takes children with it that are started while it is being stopped',
    async () => {
      const forking = 'while :; do setsid -f sleep 616; done';
      expect(
        await shell(`(${forking}) & trap "" TERM; ${forking}`, { timeoutMs: 300 }),
      ).toMatchObject({ state: 'stopped' });
      await expect.poll(() => sleeping(616)).toEqual([]);
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'that never asks for its ended children is ended with them',
    async () => {
      const { state, stdout } = await shell('sh -c "echo \\$\\$" & exec sleep 617', {
        timeoutMs: 1500,
      });
      expect(state).toBe('stopped');
      await expect.poll(() => [sleeping(617), hasEnded(Number(stdout))]).toEqual([[], true]);
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'does not leave behind what hides in a session of its own',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'candor-command-'));
      const list = join(folder, 'pid');
      const { state } = await shell(
        `setsid -f sh -c 'echo $$ > ${list}; exec sleep 618'; until [ -s ${list} ]; do :; done`,
      );
      const pid = Number(readFileSync(list, 'utf8'));
      rmSync(folder, { recursive: true });
      expect(state).toBe('ended');
      expect(pid).toBeGreaterThan(1);
      await expect.poll(() => hasEnded(pid)).toBe(true);
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'ends nothing of another command that runs beside it',
    async () => {
      const [first, second] = [new AbortController(), new AbortController()];
      const stopped = shell('sleep 620', { signal: first.signal });
      await expect.poll(() => sleeping(620)).toHaveLength(1);
      const other = shell('setsid -f sleep 619; sleep 619', { signal: second.signal });
      await expect.poll(() => sleeping(619)).toHaveLength(2);
      first.abort();
      expect(await stopped).toMatchObject({ state: 'stopped' });
      expect(await shell('echo over')).toMatchObject({ state: 'ended' });
      expect(sleeping(619)).toHaveLength(2);
      second.abort();
      await other;
      await expect.poll(() => sleeping(619)).toEqual([]);
    },
  );

  test('is over when it ends, also when its child keeps the pipe open', async () => {
    // Its child would keep it for ten minutes, and the test with it.
    expect(await shell('sleep 614 & echo over')).toMatchObject({
      state: 'ended',
      stdout: 'over\n',
    });
  });

  test('is not started once canceled', async () => {
    expect(await runCommand('echo', ['started'], { signal: AbortSignal.abort() })).toMatchObject({
      state: 'stopped',
      stdout: '',
    });
  });

  test('with a gigabyte to say costs no more memory than its cap, and keeps first and last words', async () => {
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    const flood =
      'echo first; head -c 1000000000 /dev/zero | tr "\\0" "x" | fold -w 999; echo; echo last';
    const { stdout, droppedBytes } = await shell(flood, {
      timeoutMs: 60_000,
      capBytes: 1024 * 1024,
    });
    clearInterval(watch);
    expect(stdout.startsWith('first\n')).toBe(true);
    expect(stdout.endsWith('\nlast\n')).toBe(true);
    expect(stdout.length).toBeLessThanOrEqual(1024 * 1024 + 100);
    expect(droppedBytes).toBeGreaterThan(990_000_000);
    expect((peak - before) / 1024 / 1024).toBeLessThan(100);
  }, 60_000);
});

describe('the place of a command', () => {
  test('on Windows is a folder that only an administrator can write to', async () => {
    const asked: string[] = [];
    const found = async (wanted: string, name: string) =>
      findSystemCommand(name, 'win32', async (path) => {
        asked.push(path);
        return path === wanted;
      });
    vi.stubEnv('SystemRoot', 'C:\\evil');
    const system32 = system32Of();
    const powershell = `${system32}\\WindowsPowerShell\\v1.0\\powershell.exe`;
    expect(await found(`${system32}\\netsh.exe`, 'netsh')).toBe(`${system32}\\netsh.exe`);
    expect(await found(powershell, 'powershell')).toBe(powershell);
    expect(await found('C:\\Users\\kim\\tool.exe', 'tool')).toBeNull();
    expect(new Set(asked.map((path) => path.slice(0, path.lastIndexOf('\\'))))).toEqual(
      new Set([system32, `${system32}\\WindowsPowerShell\\v1.0`]),
    );
    const before = asked.length;
    for (const name of ['..\\tool', 'C:\\tool', 'tool:stream', '', '.'])
      expect(await found('', name)).toBeNull();
    expect(asked).toHaveLength(before);
    vi.unstubAllEnvs();
  });

  test.skipIf(process.platform === 'win32')('is none for a file that cannot be run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-command-'));
    const file = join(folder, 'tool');
    writeFileSync(file, '#!/bin/sh\n');
    const find = () =>
      findSystemCommand(
        'tool',
        'linux',
        async (path) => await isExecutable(path.replace('/usr/bin', folder)),
      );
    expect(await find()).toBeNull();
    chmodSync(file, 0o755);
    expect(await find()).toBe('/usr/bin/tool');
    rmSync(folder, { recursive: true });
  });

  test('is looked for in the folders that its own path names', () => {
    expect(commandEnvironment('win32').PATH?.split(';')).toHaveLength(2);
    expect(commandEnvironment('win32').LC_ALL).toBeUndefined();
    expect(commandEnvironment('darwin').LC_ALL).toBe('en_US.UTF-8');
  });
});
