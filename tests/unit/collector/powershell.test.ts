import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createPowershell } from '#collector/os/powershell.ts';
import { createPowershellProcess } from '#collector/os/powershell-process.ts';
import { framedScript, frameOf, powershellWords } from '#collector/os/powershell-script.ts';
import { startConversation } from '#collector/os/start-process.ts';
import { hasEnded } from '#tests/fixtures/collector/processes.ts';

const fake = join(import.meta.dirname, '../../fixtures/collector/fake-powershell.mjs');
const signal = new AbortController().signal;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** PowerShell as the fake speaks it, with what was started, what still runs and what was asked one by one. */
function powershellOn(mode = 'FullLanguage', sessions = 1) {
  const running = new Set<number>();
  const started: number[] = [];
  const asked: string[] = [];
  const powershell = createPowershell({
    sessions,
    watcher: {
      started(pid) {
        started.push(pid);
        running.add(pid);
      },
      ended: (pid) => void running.delete(pid),
    },
    start: async () => startConversation(process.execPath, [fake, mode]),
    oneShot: async (script) => {
      asked.push(script);
      return { state: 'ended', exitCode: 0, stdout: 'alone', stderr: '', droppedBytes: 0 };
    },
  });
  open.push(powershell);
  const run = (script: string, options: Partial<Parameters<typeof powershell.run>[1]> = {}) =>
    powershell.run(script, { signal, ...options });
  return { run, close: powershell.close, started, running, asked };
}

describe.skipIf(process.platform === 'win32')('a long-lived PowerShell', () => {
  test('answers one script after the other from one process', async () => {
    const { run, started } = powershellOn();
    const answers = await Promise.all(
      ['pid', 'answer {"a":1}', 'pid'].map((script) => run(script)),
    );
    expect(answers.map(({ stdout }) => stdout)).toEqual([
      `${started[0]}`,
      '{"a":1}',
      `${started[0]}`,
    ]);
    expect(answers[0]).toEqual({
      state: 'ended',
      exitCode: 0,
      stdout: `${started[0]}`,
      stderr: '',
      droppedBytes: 0,
    });
    expect(started).toHaveLength(1);
  });

  test.each(['Grüße-日本語-العربية-🛟', ''])(
    'gives %j back whatever the console can write',
    async (text) => {
      expect((await powershellOn().run(`answer ${text}`)).stdout).toBe(text);
    },
  );

  test('is not misled by warnings, other marks, half answers and bytes that are no text', async () => {
    expect((await powershellOn().run('chatty found')).stdout).toBe('found');
  });

  test('is read however its output is cut into pieces', async () => {
    expect((await powershellOn().run('pieces found')).stdout).toBe('found');
  });

  test('gives what a script puts out one after the other, as one text', async () => {
    expect(await powershellOn().run('parts one two')).toMatchObject({
      state: 'ended',
      stdout: 'one\ntwo',
    });
  });

  test.each([
    ['its deadline comes', 'parts-and-hang one two', 'stopped'],
    ['PowerShell ends', 'parts-and-die one two', 'failed'],
    ['it floods', 'parts-and-flood one two', 'failed'],
  ])('keeps what a script had put out when %s', async (_name, script, state) => {
    const { run } = powershellOn();
    await run('answer warm');
    expect(await run(script, { timeoutMs: 700, capBytes: 100_000 })).toMatchObject({
      state,
      stdout: 'one\ntwo',
    });
    expect((await run('answer next')).stdout).toBe('next');
  });

  test('keeps what came beside a failure', async () => {
    expect(await powershellOn().run('parts-and-throw one two')).toMatchObject({
      state: 'ended',
      stdout: 'one\ntwo',
    });
  });

  test('says that a part is missing when it was counted and did not come', async () => {
    expect(await powershellOn().run('lost one two')).toMatchObject({
      state: 'failed',
      stdout: 'one',
    });
  });

  test('says what a script threw, and goes on', async () => {
    const { run, started } = powershellOn();
    expect(await run('throw broken')).toMatchObject({
      state: 'failed',
      stdout: '',
      stderr: 'broken',
    });
    expect((await run('answer on')).stdout).toBe('on');
    expect(started).toHaveLength(1);
  });

  test.each([
    ['hangs', 'parts-and-hang', 'stopped'],
    ['ends', 'parts-and-die', 'failed'],
    ['floods', 'parts-and-flood', 'failed'],
    ['answers too much', 'large 4000000', 'failed'],
  ])(
    'that %s is replaced, and the next script never sees what it said',
    async (_name, script, state) => {
      const { run, started, running } = powershellOn();
      expect((await run('answer warm')).stdout).toBe('warm');
      const [bad, next] = await Promise.all([
        run(script, { timeoutMs: 700, capBytes: 100_000 }),
        run('answer next'),
      ]);
      expect(bad).toMatchObject({ state, stdout: '' });
      expect(next.stdout).toBe('next');
      expect(started).toHaveLength(2);
      expect(running.has(started[0] ?? 0)).toBe(false);
    },
  );

  test('that died between two scripts is replaced without a word', async () => {
    const { run, started } = powershellOn();
    await run('answer warm');
    process.kill(started[0] ?? 0, 'SIGKILL');
    await expect.poll(() => hasEnded(started[0] ?? 0)).toBe(true);
    await expect.poll(async () => (await run('answer again')).stdout).toBe('again');
  });

  test('that never greets costs its deadline, not more', async () => {
    const { run } = powershellOn('deaf');
    expect(await run('answer x', { timeoutMs: 500 })).toMatchObject({ state: 'stopped' });
  });

  test('is canceled at once, with everything that its script started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-powershell-'));
    const list = join(folder, 'pids');
    const stop = new AbortController();
    const { run, running } = powershellOn();
    const canceled = run(`hang-with-child ${list}`, { signal: stop.signal });
    const queued = run('answer never', { signal: stop.signal });
    const other = run('answer other');
    await expect
      .poll(() => existsSync(list) && readFileSync(list, 'utf8').includes(' '), { timeout: 10_000 })
      .toBe(true);
    const pids = readFileSync(list, 'utf8').split(' ').map(Number);
    // The one behind them needs a PowerShell of its own, which has to start first.
    const ended: string[] = [];
    void canceled.then(() => ended.push('canceled'));
    void queued.then(() => ended.push('queued'));
    void other.then(() => ended.push('other'));
    stop.abort();
    expect([await canceled, await queued]).toMatchObject([
      { state: 'stopped' },
      { state: 'stopped' },
    ]);
    expect((await other).stdout).toBe('other');
    expect(ended.at(-1)).toBe('other');
    await expect.poll(() => pids.every(hasEnded)).toBe(true);
    expect(pids.some((pid) => running.has(pid))).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test('leaves no process behind when it is closed, and answers nobody afterwards', async () => {
    const { run, close, started, running } = powershellOn();
    await run('answer x');
    const folder = mkdtempSync(join(tmpdir(), 'candor-powershell-'));
    const list = join(folder, 'pids');
    const late = run(`hang-with-child ${list}`);
    const queued = run('answer y');
    await expect.poll(() => existsSync(list)).toBe(true);
    close();
    expect(await queued).toMatchObject({ state: 'stopped' });
    expect((await late).state).not.toBe('ended');
    expect(await run('answer z')).toMatchObject({ state: 'stopped' });
    await expect.poll(() => started.every(hasEnded)).toBe(true);
    expect([...running]).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('has a second process only for what would wait behind a slow script', async () => {
    const { run, started } = powershellOn('FullLanguage', 2);
    await run('answer first');
    expect(started).toHaveLength(1);
    const slow = run('slow 1500');
    const quick = await run('pid');
    expect(started).toHaveLength(2);
    expect(quick.stdout).not.toBe((await slow).stdout);
  });

  test('where the organisation constrains its language, each script runs in a process of its own', async () => {
    const { run, asked, running } = powershellOn('ConstrainedLanguage');
    expect([await run('one'), await run('two')]).toMatchObject([
      { stdout: 'alone' },
      { stdout: 'alone' },
    ]);
    expect(asked).toEqual(['one', 'two']);
    await expect.poll(() => running.size).toBe(0);
  });

  test('that this machine does not have is missing, not an error', async () => {
    const none = createPowershell({ start: async () => null });
    expect(await none.run('answer x', { signal })).toMatchObject({ state: 'missing' });
  });
});

describe('a framed script', () => {
  const mark = `candor-${'0'.repeat(32)}`;

  test('is two lines of ASCII, whatever stands in it', () => {
    const lines = framedScript("Get-Item 'ä\n日本' # '); exit", mark);
    expect(lines).toMatch(/^[\x20-\x7e]+\n[\x20-\x7e]+\n$/);
    expect(lines).not.toContain('exit');
  });

  test('has nothing around it that makes the failure of one statement the end of all', () => {
    expect(framedScript('Get-Item x', mark)).not.toMatch(/\b(?:try|catch|trap|throw)\b/);
  });

  test('says its end in a line of its own, which is read also when the first ended badly', () => {
    const [work, end] = framedScript('Get-Item x', mark).split('\n');
    expect(work).toContain(`${mark} part `);
    expect(work).not.toContain(`${mark} end `);
    expect(end).toContain(`${mark} end `);
  });

  test('has a fixed language in both ways of running it', () => {
    const [whole = ''] = powershellWords('x').slice(-1);
    expect(whole).toContain('InvariantCulture');
    expect(whole).toContain('OutputEncoding');
    expect(powershellWords('x')).toEqual(expect.arrayContaining(['-NoProfile', '-NonInteractive']));
  });

  test.each([
    ['', null],
    [`${mark}`, null],
    [`${mark} part ==a`, null],
    [`${mark} part YQ== YQ==`, null],
    [`${mark}x part YQ==`, null],
    [`x ${mark} part YQ==`, null],
    [`${mark} ok YQ==`, null],
    [`${mark} end YQ==`, null],
    [`${mark} end -1 YQ==`, null],
    [`${mark} part YQ==\r`, { kind: 'part', text: 'a' }],
    [`${mark} part `, { kind: 'part', text: '' }],
    [`${mark} end 2 `, { kind: 'end', parts: 2, text: '' }],
    [`${mark} end 0 YQ==`, { kind: 'end', parts: 0, text: 'a' }],
  ])('reads %j as %j', (line, frame) => {
    expect(frameOf(line, mark)).toEqual(frame);
  });
});

test('a PowerShell that has ended is not signalled: its number may be somebody else’s by now', async () => {
  const { child } = startConversation(process.execPath, ['-e', '']);
  const signals: string[] = [];
  const one = createPowershellProcess({
    child,
    tree: { end: (how) => void signals.push(how), endRest: () => undefined },
  });
  await once(child, 'exit');
  one.kill();
  expect(signals).toEqual([]);
});
