import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import { createHeadAndTail, joinHeadAndTail } from './head-and-tail.ts';
import { startProcess } from './start-process.ts';
import { findSystemCommand } from './system-command.ts';

export interface CommandOptions {
  /** Milliseconds after which the command and everything it started are ended; its output so far is returned. */
  timeoutMs?: number;
  /** The most bytes of standard output that are returned: the beginning and the end. */
  capBytes?: number;
}

/**
 * `ended`: it ended normally, see `exitCode` (null after a signal). `stopped`: by the deadline or by `signal`. `missing`:
 * this machine does not have it. `failed`: it could not be started, see `stderr`.
 */
export interface CommandResult {
  state: 'ended' | 'stopped' | 'missing' | 'failed';
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Bytes of standard output that are missing in the middle. */
  droppedBytes: number;
}

/** Receives the process group of each running command, so that another process can end it if this one dies first. */
export interface CommandWatcher {
  started(pid: number): void;
  ended(pid: number): void;
}

const defaultTimeoutMs = 10_000;
const defaultCapBytes = 1024 * 1024;
const stderrCapBytes = 4096;
const graceMs = 200;

type RunOptions = CommandOptions & { signal: AbortSignal; watcher?: CommandWatcher };

const missing: CommandResult = {
  state: 'missing',
  exitCode: null,
  stdout: '',
  stderr: '',
  droppedBytes: 0,
};

/** Like `runProgram`, for the name of a system command. */
export async function runCommand(
  name: string,
  commandArguments: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const path = await findSystemCommand(name);
  return path === null ? missing : runProgram(path, commandArguments, options);
}

/**
 * Runs a program without a shell and, when it ends, ends everything that it started. Never rejects.
 * @param path absolute
 */
export async function runProgram(
  path: string,
  commandArguments: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const { signal, watcher, timeoutMs = defaultTimeoutMs, capBytes = defaultCapBytes } = options;
  if (!isAbsolute(path))
    return { ...missing, state: 'failed', stderr: `${path} is not an absolute path` };
  if (signal.aborted)
    return { state: 'stopped', exitCode: null, stdout: '', stderr: '', droppedBytes: 0 };

  const { child, tree } = startProcess(path, commandArguments);
  const { pid } = child;
  if (pid !== undefined) watcher?.started(pid);

  return new Promise((resolve) => {
    const stdout = collect(child.stdout, capBytes);
    const stderr = collect(child.stderr, stderrCapBytes);
    let stopped = false;
    let settled = false;
    let killTimer: NodeJS.Timeout | undefined;
    let closeTimer: NodeJS.Timeout | undefined;

    const stop = (): void => {
      if (stopped || settled) return;
      stopped = true;
      // After it ended, another process may have its number; the processes that it left behind end with it.
      if (child.exitCode !== null || child.signalCode !== null) return;
      tree.end('SIGTERM');
      killTimer = setTimeout(() => tree.end('SIGKILL'), graceMs);
    };
    const deadline = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });

    const settle = (state: CommandResult['state'], exitCode: number | null, problem = ''): void => {
      if (settled) return;
      settled = true;
      for (const timer of [deadline, killTimer, closeTimer]) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (pid !== undefined) watcher?.ended(pid);
      const output = joinHeadAndTail(stdout.result());
      resolve({
        state,
        exitCode,
        stdout: output.text,
        stderr: problem || joinHeadAndTail(stderr.result()).text.trim(),
        droppedBytes: output.droppedBytes,
      });
    };

    child.on('error', (error) =>
      settle(
        'code' in error && error.code === 'ENOENT' ? 'missing' : 'failed',
        null,
        error.message,
      ),
    );
    child.on('exit', (exitCode) => {
      clearTimeout(killTimer);
      // Also ends what it left behind, which would otherwise go on and might hold the pipe open forever.
      tree.endRest();
      closeTimer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        settle(stopped ? 'stopped' : 'ended', exitCode);
      }, graceMs);
    });
    child.on('close', (exitCode) => settle(stopped ? 'stopped' : 'ended', exitCode));
  });
}

function collect(stream: Readable, capBytes: number) {
  const kept = createHeadAndTail(capBytes);
  stream.on('data', (chunk: Buffer) => kept.push(chunk));
  stream.on('error', () => undefined);
  return kept;
}
