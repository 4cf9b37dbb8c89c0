import { spawn } from 'node:child_process';
import { commandEnvironment } from './system-command.ts';

const options = () => {
  const windows = process.platform === 'win32';
  return {
    cwd: windows ? (process.env.SystemRoot ?? 'C:\\') : '/',
    env: commandEnvironment(),
    shell: false,
    windowsHide: true,
    // A group of its own on POSIX, to end what it starts as well; on Windows it would open a console.
    detached: !windows,
  };
};

/** Starts a program (absolute path) without a shell, in its own process group. This file is the only one in the product that starts processes for collecting. */
export const startProcess = (path: string, words: readonly string[]) =>
  spawn(path, words, { ...options(), stdio: ['ignore', 'pipe', 'pipe'] });

/** The same, with an input that stays open. */
export const startConversation = (path: string, words: readonly string[]) =>
  spawn(path, words, { ...options(), stdio: ['pipe', 'pipe', 'ignore'] });

export type Conversation = ReturnType<typeof startConversation>;

/** Ends a process that was started here, and all that it started. */
export function endTree(pid: number | undefined, how: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows knows no process groups: taskkill follows the children by their parent.
    const taskkill = `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\taskkill.exe`;
    spawn(taskkill, ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, how);
  } catch {
    // The group is already gone.
  }
}
