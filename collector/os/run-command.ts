import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import { createHeadAndTail, joinHeadAndTail } from './head-and-tail.ts';
import { startProcess } from './start-process.ts';
import { findSystemCommand } from './system-command.ts';

export interface CommandOptions {
  /** Milliseconds after which the command and all it started are ended; its output until then is kept. */
  timeoutMs?: number;
  /** Most bytes of standard output kept: first half and last half. */
  capBytes?: number;
}

/**
 * `ended`: by itself, see `exitCode` (null after a signal). `stopped`: by the deadline or by `signal`. `missing`: this
 * machine does not have it. `failed`: it could not be started, see `stderr`.
 */
export interface CommandResult {
  state: 'ended' | 'stopped' | 'missing' | 'failed';
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Bytes of standard output left out of the middle. */
  droppedBytes: number;
}

/** Told of each command that lives, by the number of its process group, so that another process can end it should this one die first. */
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

/** Runs a system command by its name, as `runProgram` does. */
export async function runCommand(
  name: string,
  commandArguments: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const path = await findSystemCommand(name);
  return path === null ? missing : runProgram(path, commandArguments, options);
}

/**
 * Runs a program without a shell, and ends all that it started when it is over. Never rejects.
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
      // The number of one that has ended may be somebody else's by now; what it left behind is ended with it.
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
      // What it left behind goes too: otherwise it lives on, and may hold the pipe open for ever.
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
