import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../main/collector/os/run-command.ts';

const signal = new AbortController().signal;
const shell = (script: string, options: Partial<Parameters<typeof runCommand>[2]> = {}) =>
  runCommand('sh', ['-c', script], { signal, ...options });

/** Ended, or a zombie whose parent has yet to notice. */
const hasEnded = (pid: number): boolean => !existsSync(`/proc/${pid}`) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe.skipIf(process.platform === 'win32')('a system command', () => {
  test('gives its output, its exit code and its complaint', async () => {
    const result = await shell('echo found; echo complaint >&2; exit 3');
    expect(result).toEqual({ state: 'ended', exitCode: 3, stdout: 'found\n', stderr: 'complaint', droppedBytes: 0 });
  });

  test('that this machine does not have is missing, not an error', async () => {
    expect(await runCommand('candor-no-such-command', [], { signal })).toMatchObject({ state: 'missing' });
  });

  test.for(['../../bin/sh', '/bin/sh', 'sh -c', 'sh;id', '', '.'])(
    'is named, not given as a path or a line: %j',
    async (name) => {
      expect(await runCommand(name, ['-c', 'echo reached'], { signal })).toMatchObject({ state: 'missing', stdout: '' });
    },
  );

  test('is given its arguments as they are, without a shell', async () => {
    const { stdout } = await runCommand('printf', ['%s', '$(id); echo `id` > /tmp/x'], { signal });
    expect(stdout).toBe('$(id); echo `id` > /tmp/x');
  });

  test('sees none of the environment but what it needs', async () => {
    process.env.CANDOR_TEST_SECRET = 'must not be seen';
    const { stdout } = await runCommand('env', [], { signal });
    delete process.env.CANDOR_TEST_SECRET;
    const names = stdout.split('\n').flatMap((line) => (line.includes('=') ? [line.slice(0, line.indexOf('='))] : []));
    expect(['PATH', 'LC_ALL', 'HOME', 'TZ']).toEqual(expect.arrayContaining(names));
  });

  test('that takes too long is stopped, and what it said until then is kept', async () => {
    const started = performance.now();
    const result = await shell('echo early; sleep 611', { timeoutMs: 1500 });
    expect(result).toMatchObject({ state: 'stopped', stdout: 'early\n' });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('that ignores being asked to end is ended all the same', async () => {
    const result = await shell('trap "" TERM; echo deaf; while :; do sleep 0.05; done', { timeoutMs: 1500 });
    expect(result).toMatchObject({ state: 'stopped', stdout: 'deaf\n' });
  });

  test('takes the processes it started with it when it is canceled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-command-'));
    const list = join(folder, 'pids');
    const controller = new AbortController();
    const command = shell(`sleep 612 & echo $! >> ${list}; (sleep 612 & echo $! >> ${list}; wait) & wait`, {
      signal: controller.signal,
    });
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

  test('is over when it ends, also when its child keeps the pipe open', async () => {
    const started = performance.now();
    expect(await shell('sleep 614 & echo over')).toMatchObject({ state: 'ended', stdout: 'over\n' });
    expect(performance.now() - started).toBeLessThan(2000);
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
    const flood = 'echo first; head -c 1000000000 /dev/zero | tr "\\0" "x" | fold -w 999; echo; echo last';
    const { stdout, droppedBytes } = await shell(flood, { timeoutMs: 60_000, capBytes: 1024 * 1024 });
    clearInterval(watch);
    expect(stdout.startsWith('first\n')).toBe(true);
    expect(stdout.endsWith('\nlast\n')).toBe(true);
    expect(stdout.length).toBeLessThanOrEqual(1024 * 1024 + 100);
    expect(droppedBytes).toBeGreaterThan(990_000_000);
    expect((peak - before) / 1024 / 1024).toBeLessThan(100);
  }, 60_000);
});
