import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { CollectorProcess } from '#main/collection/collector-process.ts';

export const realHost = join(import.meta.dirname, '../../collector/host/index.ts');

/** A collector process as a plain child process: the same messages, without Electron. */
export function forkCollector(module: string, started: ChildProcess[] = []): CollectorProcess {
  const child = fork(module, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  started.push(child);
  child.on('error', () => undefined);
  return {
    postMessage: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
