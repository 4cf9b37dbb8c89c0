import { powershellWords } from '../os/powershell-script.ts';
import type { CommandOptions } from '../os/run-command.ts';
import type { CollectContext } from './define.ts';
import { jsonOf } from './fields.ts';

/**
 * Runs one PowerShell pipeline in the long-lived session and gives its JSON, or undefined. Each script is a fixed text in
 * this product: nothing is ever put into one.
 */
export async function runPowershell(
  context: CollectContext,
  script: string,
  options: CommandOptions = {},
): Promise<unknown> {
  const limits = { timeoutMs: 20_000, capBytes: 8 * 1024 * 1024, ...options };
  return jsonOf((await context.powershell(script, limits)).stdout);
}

/**
 * Runs one script in a PowerShell of its own and gives what it printed, also when it was stopped in the middle. For what
 * takes long on purpose, and would keep everything else waiting in the session.
 */
export async function oneShotPowershell(
  context: CollectContext,
  script: string,
  options: CommandOptions,
): Promise<string> {
  const words = powershellWords(script);
  return (await context.run('powershell', words, { capBytes: 8 * 1024 * 1024, ...options })).stdout;
}

/** Runs macOS's own inventory for one data type and gives its JSON text. */
export async function runProfiler(
  context: CollectContext,
  type: string,
  options: CommandOptions = {},
): Promise<string> {
  const { stdout } = await context.run('system_profiler', ['-json', type], {
    timeoutMs: 20_000,
    capBytes: 8 * 1024 * 1024,
    ...options,
  });
  return stdout;
}

/** The names in a folder of the system, at most 500; none when it is missing or closed. */
export async function namesIn(
  context: CollectContext,
  folder: string,
  wanted = /./,
): Promise<string[]> {
  const listing = await context.listFolder(folder);
  const names = listing.ok ? listing.entries.map(({ name }) => name) : [];
  return names.filter((name) => wanted.test(name)).slice(0, 500);
}

/** The texts of small files, in their order; '' for what cannot be read. */
export async function readMany(
  context: CollectContext,
  paths: readonly string[],
  capBytes = 16 * 1024,
): Promise<string[]> {
  const readings = await Promise.all(paths.map((path) => context.readText(path, capBytes)));
  return readings.map((reading) => (reading.ok ? reading.text : ''));
}
