import { readFileSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { libraryThread, machines } from '#tests/harness/library.ts';
import { scriptProblem } from '#tests/harness/powershell-syntax.ts';
import type { InventoryCall, Machine, ThreadReport } from './calls.ts';
import { commandLines, wayOf } from './command-lines.ts';

/** Every line that the library asks for in one call, on a machine that answers each with nothing. */
async function linesOf(machine: Machine, call: InventoryCall): Promise<string[]> {
  const lines: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { machine, flag: flag.buffer, blocking: port2 };
  const worker = new Worker(libraryThread, { workerData, transferList: [port2], env: {} });
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (report: ThreadReport) => {
      if (report.type !== 'command') return resolve();
      lines.push(report.line);
      if (!report.blocks)
        return worker.postMessage({ type: 'answer', id: report.id, ok: true, stdout: '' });
      port1.postMessage({ ok: true, stdout: '' });
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    });
    worker.postMessage({ type: 'call', call });
  });
  await worker.terminate();
  port1.close();
  return lines;
}

const cases = Object.entries(machines).flatMap(([name, machine]) =>
  (Object.keys(commandLines[machine.platform]) as InventoryCall[]).map((call) => ({
    name,
    machine,
    call,
  })),
);

describe('the command lines that the library may have answered', () => {
  test.each(cases)('are all that it asks for by $call on $name', async ({ machine, call }) => {
    const unknown = (await linesOf(machine, call)).filter(
      (line) => wayOf(machine.platform, call, line) === null,
    );
    expect(
      unknown,
      'systeminformation runs something new: read it, then allow it or say what stands in its place',
    ).toEqual([]);
  });

  test('are none that the pinned version no longer runs', async () => {
    const asked = new Map<string, Set<string>>();
    for (const { machine, call } of cases) {
      const key = `${machine.platform} ${call}`;
      const lines = await linesOf(machine, call);
      asked.set(key, new Set([...(asked.get(key) ?? []), ...lines]));
    }
    // Asked for only where the processor's name holds no clock.
    for (const { machine, call } of cases)
      for (const [line] of commandLines[machine.platform][call] ?? [])
        if (!line.includes('cpu MHz'))
          expect([...(asked.get(`${machine.platform} ${call}`) ?? [])]).toContain(line);
  });

  test('belong to the version that package.json pins', () => {
    const installed = JSON.parse(
      readFileSync(
        new URL('../../node_modules/systeminformation/package.json', import.meta.url),
        'utf8',
      ),
    );
    const { devDependencies, dependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect({ ...dependencies, ...devDependencies }.systeminformation).toBe(installed.version);
    expect(installed.version).toMatch(/^5\./);
  });

  test('run no shell, load no code into PowerShell, and read no serial number', () => {
    for (const calls of Object.values(commandLines))
      for (const [line, way] of Object.values(calls).flat()) {
        if ('run' in way) for (const word of way.run) expect(word).toMatch(/^[\w.-]+$/);
        if ('script' in way) {
          expect(line).not.toMatch(/Add-Type|Invoke-|wmic|ComObject|Unrestricted|DownloadString/i);
          expect(scriptProblem(line)).toBeNull();
        }
        if ('files' in way)
          expect(Object.keys(way.files).filter((name) => /serial|asset/.test(name))).toEqual([]);
      }
  });

  test.each([
    ['a shell', 'sh -c id'],
    ['another system’s line', 'system_profiler SPMemoryDataType'],
    ['an allowed line with more behind it', `${commandLines.linux.chassis?.[0]?.[0]}; id`],
    ['a line of another call', 'export LC_ALL=C; lscpu; unset LC_ALL'],
  ])('are not %s', (_what, line) => {
    expect(wayOf('linux', 'chassis', line)).toBeNull();
  });

  test.each([
    'Add-Type -TypeDefinition "class A {}"',
    'gwmi WmiMonitorID -Namespace root\\wmi | more',
    'chcp 65001',
  ])('are answered with nothing, and not run, for: %s', (line) => {
    expect(wayOf('win32', 'graphics', line)).toMatchObject({ instead: '' });
  });
});
