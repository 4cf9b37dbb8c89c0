import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { logFiles } from './logs.ts';
import { median, ratio } from './numbers.ts';
import type { RedactTaken, RedactTask } from './redact-worker.ts';
import { hasSos } from './sos.ts';

const run = promisify(execFile);
const megabyte = 1024 * 1024;
/** The collector is one process and redacts in its one thread. */
const agentWorkers = 1;

/**
 * `sizeMb` of mixed logs (generated ones and this machine's own; text, JSON, NDJSON, XML) through the redactor, read from
 * disk and thrown away, against `sos clean` of a report that holds the same files, in turns. Memory is the peak of the
 * worker's process above its rest.
 * @param runs counted runs; one more goes before them and is dropped
 */
export async function redact(runs: number, sizeMb = 100): Promise<Record<string, unknown>> {
  const sosIsThere = hasSos();
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-redact-'));
  try {
    const input = join(folder, 'logs');
    await mkdir(input);
    const files = await logFiles(input, sizeMb * megabyte);
    const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / megabyte;
    console.log(`${files.length} files, ${megabytes.toFixed(1)} MB`);
    const one: number[] = [];
    const agent: number[] = [];
    const two: number[] = [];
    const sos: number[] = [];
    const peaks: number[] = [];
    for (let number = 0; number <= runs; number += 1) {
      const single = await withWorkers(files, 1);
      const pair = await withWorkers(files, 2);
      // A gigabyte through sos would take minutes and tell nothing new.
      const clean =
        sosIsThere && number > 0 && number <= 3 && sizeMb <= 200
          ? await sosClean(folder, input, megabytes)
          : null;
      const speed = megabytes / single.seconds;
      console.log(
        `${number === 0 ? 'warm-up, not counted' : `run ${number} of ${runs}`}: ${speed.toFixed(1)} MB/s, two workers ${(megabytes / pair.seconds).toFixed(1)} MB/s, peak ${single.peakMb.toFixed(0)} MB, ${single.replacements} replaced${clean === null ? '' : `, sos clean ${clean.toFixed(2)} MB/s`}`,
      );
      if (number === 0) continue;
      one.push(speed);
      two.push(megabytes / pair.seconds);
      agent.push(agentWorkers === 1 ? speed : megabytes / pair.seconds);
      peaks.push(single.peakMb);
      if (clean !== null) sos.push(clean);
    }
    const rounded = (value: number) => Math.round(value * 100) / 100;
    return {
      bench: 'redact',
      runs,
      megabytes: rounded(megabytes),
      mbPerSecond: rounded(median(one)),
      mbPerSecondAgent: rounded(median(agent)),
      agentWorkers,
      mbPerSecondTwoWorkers: rounded(median(two)),
      sosCleanMbPerSecond: sos.length > 0 ? rounded(median(sos)) : null,
      ratioToSosClean: sos.length > 0 ? ratio(one, sos) : null,
      peakMemoryMb: rounded(Math.max(...peaks)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Taken {
  seconds: number;
  /** Above rest, MB. */
  peakMb: number;
  replacements: number;
}

/** Wall time from the first byte to the last, without the workers' start: the agent's collector runs already. */
async function withWorkers(files: readonly string[], count: number): Promise<Taken> {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./redact-worker.ts', import.meta.url)),
  );
  const queue = [...files].sort((a, b) => statSync(b).size - statSync(a).size);
  let replacements = 0;
  try {
    await Promise.all(workers.map((worker) => ask(worker, { files: [] })));
    const rest = memory();
    let peak = rest;
    const timer = setInterval(() => {
      peak = Math.max(peak, memory());
    }, 20);
    const started = performance.now();
    await Promise.all(
      workers.map(async (worker) => {
        for (let file = queue.shift(); file !== undefined; file = queue.shift())
          replacements += (await ask(worker, { files: [file] })).replacements;
      }),
    );
    clearInterval(timer);
    return {
      seconds: (performance.now() - started) / 1000,
      peakMb: (peak - rest) / megabyte,
      replacements,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const memory = (): number => process.memoryUsage.rss();

function ask(worker: Worker, task: RedactTask): Promise<RedactTaken> {
  return new Promise((done, fail) => {
    worker.once('error', fail);
    worker.once('message', (taken: RedactTaken) => {
      worker.off('error', fail);
      done(taken);
    });
    worker.postMessage(task);
  });
}

/** MB/s of `sos clean` on an unpacked report with the same files; null where it failed or did not obfuscate them. */
async function sosClean(folder: string, input: string, megabytes: number): Promise<number | null> {
  const report = join(folder, 'sosreport-blue-otter-2025-06-24-abcdefg');
  const temporary = join(folder, 'sos');
  for (const path of [report, temporary]) rmSync(path, { recursive: true, force: true });
  await mkdir(join(report, 'var', 'log'), { recursive: true });
  await mkdir(join(report, 'sos_logs'), { recursive: true });
  await mkdir(join(report, 'sos_reports'), { recursive: true });
  await mkdir(temporary);
  await writeFile(join(report, 'version.txt'), 'sosreport: 4.4\n');
  await writeFile(join(report, 'hostname'), 'blue-otter.corp.example\n');
  await run('cp', ['-r', `${input}/.`, join(report, 'var', 'log')]);
  const started = performance.now();
  try {
    await run(
      'sos',
      [
        'clean',
        '--batch',
        '--tmp-dir',
        temporary,
        '--map',
        join(temporary, 'map.json'),
        '--no-update',
        report,
      ],
      {
        timeout: 900_000,
        maxBuffer: 64 * megabyte,
      },
    );
  } catch (error) {
    console.log(
      `sos clean failed: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`,
    );
    return null;
  }
  const seconds = (performance.now() - started) / 1000;
  const good = await isObfuscated(temporary);
  if (!good)
    console.log(
      `sos clean took ${seconds.toFixed(1)} s but did not obfuscate the files: not counted`,
    );
  return good ? megabytes / seconds : null;
}

/** The report that sos wrote holds the logs, and no longer the addresses that stand in them. */
async function isObfuscated(temporary: string): Promise<boolean> {
  const [report] = readdirSync(temporary, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name.startsWith('sosreport'),
  );
  const log = join(temporary, report?.name ?? '', 'var', 'log', 'syslog-0.log');
  if (!report || !existsSync(log)) return false;
  const { stdout } = await run('head', ['-c', String(megabyte), log], { maxBuffer: 2 * megabyte });
  return stdout.includes(' port ') && !stdout.includes('10.20.0.');
}
