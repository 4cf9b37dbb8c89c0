import type { Inventory } from '../inventory/inventory.ts';
import type { Powershell } from '../os/powershell.ts';
import { readText } from '../os/read-text.ts';
import { type CommandWatcher, runCommand, runProgram } from '../os/run-command.ts';
import type { Commands } from './run-collector.ts';

/** The ways to run something, all ended by `signal` and noted by `watcher`. */
export function commandsWith(
  signal: AbortSignal,
  watcher: CommandWatcher,
  powershell: Powershell,
  inventory: Inventory | null,
): Commands {
  const commands: Omit<Commands, 'inventory'> = {
    run: (command, words, limits = {}) =>
      runCommand(command, words, { ...limits, signal, watcher }),
    runProgram: (path, words, limits = {}) =>
      runProgram(path, words, { ...limits, signal, watcher }),
    powershell: (script, limits = {}) => powershell.run(script, { ...limits, signal }),
  };
  return {
    ...commands,
    inventory: async (call) =>
      inventory ? inventory.ask(call, { ...commands, readText }, signal) : null,
  };
}
