import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { AgentCommand } from './launch-agent.ts';

/** What a terminal, a service manager and a terminal that is closed send. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the agent to its end. What would end this process ends the agent instead; this process goes on and can tidy up.
 * @returns the agent's exit code; 128 and the signal's number, as a shell says it, when a signal ended it
 * @throws Error when it cannot be started at all
 */
export async function runAgent(
  { executable, arguments: words }: AgentCommand,
  { folder, onStart }: { folder?: string | undefined; onStart?: () => void } = {},
): Promise<number> {
  const agent = spawn(executable, words, { stdio: 'inherit', cwd: folder });
  const end = (signal: NodeJS.Signals) => agent.kill(signal);
  for (const signal of endings) process.on(signal, end);
  try {
    // Rejects when it could not be started.
    const ended = once(agent, 'exit');
    if (onStart) agent.once('spawn', onStart);
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal ? constants.signals[signal] : 0);
  } finally {
    for (const signal of endings) process.off(signal, end);
  }
}
