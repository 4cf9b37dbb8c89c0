import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CollectorProcess } from '../../../main/collector/supervisor/collector-process.ts';

export const realHost = fileURLToPath(new URL('../../../main/collector/host/index.ts', import.meta.url));
export const hostWithFakes = fileURLToPath(new URL('../../fixtures/collector/host-with-fakes.ts', import.meta.url));
export const hostThatExits = fileURLToPath(new URL('../../fixtures/collector/host-that-exits.ts', import.meta.url));

/** A collector process as a plain child process: the same messages, without Electron. */
export function forkCollector(module: string, started: ChildProcess[] = []): CollectorProcess {
  const child = fork(module, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
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
