import { powershellWords } from '../os/powershell-script.ts';
import type { CommandOptions } from '../os/run-command.ts';
import type { CollectContext } from './define.ts';
import { jsonOf } from './fields.ts';

/**
 * Runs one PowerShell pipeline in the long-lived session and returns its JSON, or undefined. Each script is a fixed text;
 * nothing is ever inserted into it.
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
 * Runs one script in a separate PowerShell and returns its output, even if it was stopped halfway. For scripts that take long
 * and would make everything else in the session wait.
 */
export async function oneShotPowershell(
  context: CollectContext,
  script: string,
  options: CommandOptions,
): Promise<string> {
  const words = powershellWords(script);
  return (await context.run('powershell', words, { capBytes: 8 * 1024 * 1024, ...options })).stdout;
}

/** Runs macOS's system_profiler for one data type and returns its JSON text. */
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

/** The names in a folder, at most 500; none when it is missing or unreadable. */
export async function namesIn(
  context: CollectContext,
  folder: string,
  wanted = /./,
): Promise<string[]> {
  const listing = await context.listFolder(folder);
  const names = listing.ok ? listing.entries.map(({ name }) => name) : [];
  return names.filter((name) => wanted.test(name)).slice(0, 500);
}

/** The texts of small files, in the given order; '' for a file that cannot be read. */
export async function readMany(
  context: CollectContext,
  paths: readonly string[],
  capBytes = 16 * 1024,
): Promise<string[]> {
  const readings = await Promise.all(paths.map((path) => context.readText(path, capBytes)));
  return readings.map((reading) => (reading.ok ? reading.text : ''));
}
