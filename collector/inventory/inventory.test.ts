import { afterEach, describe, expect, test } from 'vitest';
import { sleeping } from '#tests/fixtures/collector/processes.ts';
import { fixtureOf } from '#tests/harness/collect-context.ts';
import { accessTo, libraryOn, libraryThread, machines } from '#tests/harness/library.ts';
import { type CommandOptions, type CommandResult, runProgram } from '../os/run-command.ts';
import { createInventory, type Inventory } from './inventory.ts';

const fixture = fixtureOf(import.meta.url);
const memory = { 'dmidecode -t memory': fixture('dmidecode-memory.txt') };
const never = new AbortController().signal;
const open: Inventory[] = [];

/** @param code what runs in the thread in the library's place */
function inventoryWith(
  options: Partial<Parameters<typeof createInventory>[0]> & { code?: string } = {},
): Inventory {
  const thread =
    options.code === undefined
      ? libraryThread
      : new URL(`data:text/javascript,${encodeURIComponent(options.code)}`);
  const inventory = createInventory({
    thread,
    machine: machines.linux,
    deadlineMs: 60_000,
    ...options,
  });
  open.push(inventory);
  return inventory;
}

afterEach(async () => {
  for (const inventory of open.splice(0)) await inventory.close();
});

/** A command that ends only when it is stopped, as a hung tool does. */
function hangs() {
  const state = { started: 0, stopped: 0 };
  let stop: () => void = () => undefined;
  const run = (): Promise<CommandResult> => {
    state.started += 1;
    return new Promise((resolve) => {
      stop = () => {
        state.stopped += 1;
        resolve({
          state: 'stopped',
          exitCode: null,
          stdout: 'Memory Device\n\tSize: 8 GB\n',
          stderr: '',
          droppedBytes: 0,
        });
      };
    });
  };
  return { state, run, stop: () => stop() };
}

describe('what cannot be known is said as it is', () => {
  test('a tool that this computer does not have makes it unavailable, not a module of all the memory', async () => {
    expect(await libraryOn(machines.linux, {}, 'memLayout')).toEqual({
      status: 'unavailable',
      facts: null,
    });
  });

  test('a tool that only an administrator may use makes it denied', async () => {
    const denied = {
      exitCode: 1,
      stdout: '# dmidecode 3.4\nScanning /dev/mem for entry point.\n',
      stderr: '/dev/mem: Permission denied',
    };
    expect(
      await libraryOn(machines.linux, { commands: { dmidecode: denied } }, 'memLayout'),
    ).toEqual({
      status: 'denied',
      facts: null,
    });
  });

  test('a machine whose firmware has no such table makes it unavailable', async () => {
    const none = {
      exitCode: 1,
      stdout: '# dmidecode 3.4\n',
      stderr: '/dev/mem: No such file or directory',
    };
    expect(await libraryOn(machines.linux, { commands: { dmidecode: none } }, 'memLayout')).toEqual(
      {
        status: 'unavailable',
        facts: null,
      },
    );
  });

  test('the mainboard by its files alone, without an administrator, is partial', async () => {
    const said = {
      commands: { dmidecode: { exitCode: 1, stderr: '/dev/mem: Permission denied' } },
      files: { '/sys/devices/virtual/dmi/id/board_vendor': 'LENOVO' },
    };
    expect(await libraryOn(machines.linux, said, 'baseboard')).toMatchObject({
      status: 'partial',
      facts: { manufacturer: 'LENOVO', model: null, memorySlots: null },
    });
  });

  test('files that are closed to this account make it denied', async () => {
    const files = { '/sys/devices/virtual/dmi/id/chassis_type': 'denied' } as const;
    expect(await libraryOn(machines.linux, { files }, 'chassis')).toEqual({
      status: 'denied',
      facts: null,
    });
  });

  test.each(['memLayout', 'chassis', 'baseboard', 'cpu', 'graphics'] as const)(
    'a PowerShell that says nothing makes %s unavailable, without a number, a no or a display of 0 × 0',
    async (call) => {
      for (const nothing of ['', '\r\n', { state: 'failed', stderr: 'blocked' } as const]) {
        const said = { commands: { Get: nothing, '(Get': nothing, gp: nothing } };
        expect((await libraryOn(machines.windows, said, call)).facts).toBeNull();
      }
      expect(await libraryOn(machines.windows, { commands: { '': '' } }, call)).toEqual({
        status: 'unavailable',
        facts: null,
      });
    },
  );

  test('a call that the library is not asked for on this system is answered without a thread', async () => {
    const inventory = inventoryWith({ code: 'throw new Error("started")' });
    expect(await inventory.ask('graphics', accessTo({}), never)).toEqual({
      status: 'unavailable',
      facts: null,
    });
  });

  test('a flood is no answer, for half a list would look like a whole one', async () => {
    const flood = { stdout: `${fixture('dmidecode-memory.txt')}\n`.repeat(10), droppedBytes: 1 };
    expect(
      await libraryOn(machines.linux, { commands: { dmidecode: flood } }, 'memLayout'),
    ).toEqual({
      status: 'fail',
      facts: null,
    });
  });

  test('thousands of rows with endless names are bounded', async () => {
    const module = fixture('dmidecode-memory.txt').replace('Samsung', 'S'.repeat(5000));
    const { facts } = await libraryOn(
      machines.linux,
      { commands: { dmidecode: module.repeat(2000) } },
      'memLayout',
    );
    expect(facts?.modules.length).toBeLessThanOrEqual(256);
    expect(JSON.stringify(facts).length).toBeLessThan(150_000);
  });
});

describe('a tool that hangs', () => {
  test('costs its deadline, is ended before its thread, and leaves the next call a thread that works', async () => {
    const hung = hangs();
    const inventory = inventoryWith({ threads: 1 });
    const deadline = new AbortController();
    const late = inventory.ask(
      'memLayout',
      accessTo({ commands: { dmidecode: hung.run } }),
      deadline.signal,
    );
    await expect.poll(() => hung.state.started).toBe(1);
    deadline.abort();
    expect(await late).toEqual({ status: 'timeout', facts: null });
    let stoppedBefore = 0;
    const next = accessTo({
      commands: {
        dmidecode: async () => {
          stoppedBefore = hung.state.stopped;
          return {
            state: 'ended',
            exitCode: 0,
            stdout: memory['dmidecode -t memory'],
            stderr: '',
            droppedBytes: 0,
          };
        },
      },
    });
    const answer = inventory.ask('memLayout', next, never);
    hung.stop();
    expect((await answer).status).toBe('success');
    expect(stoppedBefore).toBe(1);
  });

  test('does not keep the other thread from answering', async () => {
    const hung = hangs();
    const inventory = inventoryWith();
    const stop = new AbortController();
    const late = inventory.ask(
      'memLayout',
      accessTo({ commands: { dmidecode: hung.run } }),
      stop.signal,
    );
    expect((await inventory.ask('memLayout', accessTo({ commands: memory }), never)).status).toBe(
      'success',
    );
    stop.abort();
    hung.stop();
    expect((await late).status).toBe('timeout');
  });

  test('that is stopped at its deadline in time for the library to go on has given nothing', async () => {
    const stopped = { state: 'stopped', stdout: fixture('dmidecode-memory.txt') } as const;
    expect(
      await libraryOn(machines.linux, { commands: { dmidecode: stopped } }, 'memLayout'),
    ).toEqual({
      status: 'timeout',
      facts: null,
    });
  });
});

test.skipIf(process.platform !== 'linux')(
  'a real tool that hangs is ended with all that it started',
  async () => {
    const inventory = inventoryWith({ threads: 1 });
    const stop = new AbortController();
    const hung = {
      ...accessTo({}),
      run: (_program: string, _words: readonly string[], options: CommandOptions = {}) =>
        runProgram('/bin/sh', ['-c', 'setsid -f sleep 647; sleep 647 & sleep 647'], {
          ...options,
          signal: stop.signal,
        }),
    };
    const late = inventory.ask('memLayout', hung, stop.signal);
    await expect.poll(() => sleeping(647)).toHaveLength(3);
    stop.abort();
    expect((await late).status).toBe('timeout');
    await expect.poll(() => sleeping(647)).toEqual([]);
  },
);

test('a thread that waits inside execSync is ended all the same, and the next call gets another', async () => {
  const hung = hangs();
  const inventory = inventoryWith({ threads: 1, machine: machines.appleMac });
  const stop = new AbortController();
  const commands = {
    'ioreg -c IOPlatformDevice': hung.run,
    'sysctl machdep.cpu hw': fixture('mac-m1-cpu.txt'),
  };
  const late = inventory.ask('cpu', accessTo({ commands }), stop.signal);
  await expect.poll(() => hung.state.started).toBe(1);
  const next = inventory.ask(
    'memLayout',
    accessTo({ commands: { system_profiler: fixture('mac-m1-memory.txt') } }),
    never,
  );
  stop.abort();
  expect((await late).status).toBe('timeout');
  hung.stop();
  expect((await next).status).toBe('success');
});

describe('a thread', () => {
  test('that computes without end is ended at the deadline', async () => {
    const code = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });`;
    const inventory = inventoryWith({ code, deadlineMs: 500 });
    expect(await inventory.ask('memLayout', accessTo({}), never)).toEqual({
      status: 'timeout',
      facts: null,
    });
  });

  test.each([
    ['throws where nobody catches it', 'throw new Error("crash")'],
    ['ends itself', 'process.exit(3)'],
    [
      'needs more memory than it may have',
      'const all = []; for (;;) all.push(new Array(1e6).fill(all.length))',
    ],
  ])('that %s makes the call fail, and the next one starts another', async (_what, code) => {
    const inventory = inventoryWith({
      code: `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${code} });`,
      threads: 1,
    });
    expect(await inventory.ask('memLayout', accessTo({}), never)).toEqual({
      status: 'fail',
      facts: null,
    });
    expect(await inventory.ask('memLayout', accessTo({}), never)).toEqual({
      status: 'fail',
      facts: null,
    });
  });

  test('that guesses where no source has spoken, as of a Raspberry Pi, is not believed', async () => {
    const guess = JSON.stringify([
      { size: 4 * 2 ** 30, type: 'LPDDR2', formFactor: 'SoC', ecc: false },
    ]);
    const code = `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => parentPort.postMessage({ type: 'result', value: ${guess} }));`;
    expect(await inventoryWith({ code }).ask('memLayout', accessTo({}), never)).toEqual({
      status: 'unavailable',
      facts: null,
    });
  });

  test('that asks for a command line which is not allowed gets no answer to it, and nothing is run', async () => {
    const asked: string[] = [];
    const code = `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ type, ok }) => parentPort.postMessage(
        type === 'call' ? { type: 'command', id: 1, line: 'id', blocks: false } : { type: 'result', value: ok }));`;
    expect(
      await inventoryWith({ code }).ask(
        'memLayout',
        accessTo({ commands: { '': 'x' } }, asked),
        never,
      ),
    ).toEqual({
      status: 'fail',
      facts: null,
    });
    expect(asked).toEqual([]);
  });

  test('is shared by the calls of one run: two at once, the others wait', async () => {
    const inventory = inventoryWith();
    const access = accessTo({ commands: { ...memory, lscpu: fixture('lscpu.txt') } });
    const answers = await Promise.all(
      (['memLayout', 'cpu', 'baseboard', 'memLayout'] as const).map((call) =>
        inventory.ask(call, access, never),
      ),
    );
    expect(answers.map(({ facts }) => facts !== null)).toEqual([true, true, true, true]);
  });

  test('is not started for a call that was given up before its turn', async () => {
    const stopped = AbortSignal.abort();
    const asked: string[] = [];
    expect(
      await inventoryWith().ask('memLayout', accessTo({ commands: memory }, asked), stopped),
    ).toEqual({
      status: 'timeout',
      facts: null,
    });
    expect(asked).toEqual([]);
  });
});

test('the library finds only our functions where it looks for child_process', async () => {
  const { processesBehind } = await import('./door.ts');
  const door = processesBehind({
    ask: async () => ({ ok: true, stdout: '' }),
    askNow: () => ({ ok: false, stdout: '' }),
  });
  for (const name of ['execFile', 'execFileSync', 'spawnSync', 'fork'] as const)
    expect(() => door[name](), name).toThrow('is not allowed here');
  expect(() => door.execSync('id')).toThrow('no answer');
});
