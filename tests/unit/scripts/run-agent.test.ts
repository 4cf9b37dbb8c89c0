import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import { explain } from '#scripts/explain.ts';
import { runAgent } from '#scripts/run-agent.ts';

const program = (code: string) => ({ executable: process.execPath, arguments: ['-e', code] });

test('the agent’s exit code is handed on', async () => {
  expect(await runAgent(program('process.exit(7)'))).toBe(7);
  expect(await runAgent(program(''))).toBe(0);
});

test.skipIf(process.platform === 'win32')('an agent that crashes is no success', async () => {
  expect(await runAgent(program('process.kill(process.pid, "SIGSEGV")'))).toBe(139);
});

test('one that cannot be started at all is an error, and is not said to have started', async () => {
  let started = false;
  const running = runAgent(
    { executable: '/nowhere/candor', arguments: [] },
    { onStart: () => (started = true) },
  );
  await expect(running).rejects.toThrow('ENOENT');
  expect(started).toBe(false);
});

// Windows ends processes without asking them.
test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s to the script ends the agent, and what comes after is still done',
  async (signal) => {
    const agent = `process.on('${signal}', () => { console.log('agent ends'); process.exit(5); }); setInterval(() => {}, 1e6); console.log('agent runs')`;
    const script = `
      import { runAgent } from '${new URL('../../../scripts/run-agent.ts', import.meta.url)}';
      const code = await runAgent({ executable: process.execPath, arguments: ['-e', ${JSON.stringify(agent)}] });
      console.log('desk stopped');
      process.exitCode = code;`;
    const running = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    running.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('agent runs')) running.kill(signal);
    });
    // Closed: the agent, which writes to the same pipe, has ended too.
    const [code] = (await once(running, 'close')) as [number | null];
    expect([code, said]).toEqual([5, 'agent runs\nagent ends\ndesk stopped\n']);
  },
);

test('a second desk is told in a sentence, with the way out', () => {
  const said = explain(
    new CandorError(
      appErrorOf('conflict', 'Another desk is already running.', { detail: 'database is locked' }),
    ),
  );
  expect(said.split('\n')).toEqual([
    'Another desk is already running.',
    'database is locked',
    expect.stringContaining('end it there with Ctrl+C'),
  ]);
});
