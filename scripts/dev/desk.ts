import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface DeskFacts {
  address: string;
  setupLink: string | null;
  policy: object;
}

export interface DevDesk {
  /** Rejects when the desk ended before it was ready; it has said why. */
  start(): Promise<DeskFacts>;
  stop(): Promise<void>;
}

/** `port` 0 takes a free one, and keeps it over restarts: the agent and the console know it. */
export function createDevDesk(options: { port: number; inspect: string | null }): DevDesk {
  let { port } = options;
  let child: ChildProcess | null = null;
  return {
    async start() {
      const execArgv = options.inspect === null ? [] : [`--inspect=${options.inspect}`];
      const started = fork(join(import.meta.dirname, 'desk-process.ts'), [String(port)], {
        execArgv,
        // Ctrl+C in a terminal signals the whole group; this command alone ends the desk.
        detached: process.platform !== 'win32',
      });
      child = started;
      const facts = await Promise.race([
        once(started, 'message').then(([message]) => message as DeskFacts),
        once(started, 'exit').then(([code]) => {
          throw new Error(`The desk ended with code ${code}.`);
        }),
      ]);
      port = Number(new URL(facts.address).port);
      return facts;
    },
    async stop() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGTERM');
      await ended;
    },
  };
}
