import { utilityProcess } from 'electron';
import type { CollectorProcess } from './collector-process.ts';

/** Starts the built collector host (absolute path of its JavaScript file) in a separate process without windows. */
export function spawnCollectorProcess(modulePath: string): CollectorProcess {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: 'Candor collector',
    stdio: 'ignore',
  });
  let exited = false;
  child.once('exit', () => {
    exited = true;
  });
  return {
    postMessage: (message) => {
      if (!exited) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => {
      if (!exited) forceKill(child);
    },
  };
}

/** `kill()` sends SIGTERM, which a process that hangs in native code may not handle. */
function forceKill(child: Electron.UtilityProcess): void {
  const id = child.pid;
  child.kill();
  if (id === undefined) return;
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
