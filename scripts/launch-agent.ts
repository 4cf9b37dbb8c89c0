import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronFlags, electronRuntime } from './electron-runtime.mjs';

export const projectRoot = join(import.meta.dirname, '..');

export interface AgentCommand {
  executable: string;
  arguments: string[];
}

/**
 * How the built agent is started from this checkout. `userData` keeps its keys, outbox and history apart from any other
 * agent's; `policy` is what IT would have put on the machine.
 */
export async function agentCommand(options: {
  userData: string;
  policy?: object;
  /** The built app; by default the one that `npm run build` makes. */
  app?: string;
  /** For Electron itself, such as `--inspect`. */
  switches?: readonly string[];
  words?: readonly string[];
}): Promise<AgentCommand> {
  const { path } = await electronRuntime();
  mkdirSync(options.userData, { recursive: true });
  const policyFile = join(options.userData, 'policy.json');
  if (options.policy) writeFileSync(policyFile, JSON.stringify(options.policy, null, 2));
  return {
    executable: path,
    arguments: [
      ...electronFlags(),
      ...(options.switches ?? []),
      options.app ?? projectRoot,
      `--user-data-dir=${options.userData}`,
      ...(options.policy ? [`--policy=${policyFile}`] : []),
      ...agreed(options.words ?? []),
    ],
  };
}

/** Who collects from a checkout is the person at this computer, and their tools have no terminal to answer on. */
const agreed = (words: readonly string[]): readonly string[] =>
  words.some((word) => word === '--collect' || word.startsWith('--collect='))
    ? [...words, '--yes']
    : words;
