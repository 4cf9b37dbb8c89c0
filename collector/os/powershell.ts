import {
  type Answer,
  createPowershellProcess,
  type Greeting,
  type PowershellProcess,
} from './powershell-process.ts';
import { powershellWords, sessionWords } from './powershell-script.ts';
import {
  type CommandOptions,
  type CommandResult,
  type CommandWatcher,
  runCommand,
} from './run-command.ts';
import { type Conversation, startConversation } from './start-process.ts';
import { findSystemCommand } from './system-command.ts';
import { createWorkerPool, type Slot } from './worker-pool.ts';

type RunOptions = CommandOptions & { signal: AbortSignal };

/** Windows PowerShell for the time of one run. */
export interface Powershell {
  /**
   * Runs a fixed script and returns its pipeline's output as `stdout`, one object per line, including the output before it was
   * `stopped` or `failed`. Never rejects. `stopped`: by its deadline or by `signal`, at once, with everything it started.
   * `failed`: PowerShell ended, printed too much or only errors (see `stderr`). A failing statement does not end the script.
   */
  run(script: string, options: RunOptions): Promise<CommandResult>;
  close(): void;
}

interface PowershellOptions {
  watcher?: CommandWatcher;
  sessions?: number;
  /** Null when this machine has no PowerShell. Tests use another program. */
  start?: () => Promise<Conversation | null>;
  /** For machines on which a session does not work. */
  oneShot?: (script: string, options: RunOptions) => Promise<CommandResult>;
}

/**
 * Two, the second only once the first is busy: starting PowerShell and loading its modules costs more than most scripts,
 * but with a single one a slow script (all signed drivers) would use up the deadlines of everyone behind it.
 */
const defaultSessions = 2;
const defaultTimeoutMs = 20_000;
const defaultCapBytes = 1024 * 1024;

const result = (state: CommandResult['state'], stdout = '', stderr = ''): CommandResult => ({
  ...{ state, stdout, stderr, droppedBytes: 0 },
  exitCode: state === 'ended' ? 0 : null,
});

type Unusable = 'missing' | 'constrained';

export function createPowershell(options: PowershellOptions = {}): Powershell {
  const { watcher, start = startSystemPowershell } = options;
  const oneShot =
    options.oneShot ??
    ((script, limits) => runCommand('powershell', powershellWords(script), withWatcher(limits)));
  const withWatcher = (limits: RunOptions) => (watcher ? { ...limits, watcher } : limits);
  const pool = createWorkerPool<PowershellProcess>(options.sessions ?? defaultSessions);
  let unusable: Unusable | null = null;

  /** Starts the session's PowerShell if need be. @param onPart gets each thing that the script puts out. */
  async function converse(
    session: Slot<PowershellProcess>,
    script: string,
    limits: RunOptions,
    onPart: (text: string) => void,
  ): Promise<Answer | Greeting | Unusable> {
    if (!session.worker?.alive()) {
      const child = await start();
      if (!child) return 'missing';
      session.worker = createPowershellProcess(child, watcher);
      if (limits.signal.aborted || pool.closed) session.worker.kill();
      const hello = await session.worker.greet();
      if (hello.kind !== 'mode') return hello;
      if (hello.mode !== 'FullLanguage') return 'constrained';
    }
    return session.worker.ask(script, limits.capBytes ?? defaultCapBytes, onPart);
  }

  async function serve(
    session: Slot<PowershellProcess>,
    script: string,
    limits: RunOptions,
  ): Promise<CommandResult> {
    if (unusable === 'missing') return result('missing');
    if (unusable === 'constrained') return oneShot(script, limits);
    const printed: string[] = [];
    const answer = await beforeDeadline(
      converse(session, script, limits, (text) => printed.push(text)),
      limits,
    );
    if (answer === 'missing' || answer === 'constrained') {
      unusable = answer;
      session.worker?.kill();
      return answer === 'missing' ? result('missing') : oneShot(script, limits);
    }
    if (answer !== 'late' && answer.kind === 'end') return resultOf(answer, printed);
    // It hangs, has ended or prints without end: the next script gets another.
    session.worker?.kill();
    session.worker = null;
    const stdout = printed.join('\n');
    return answer === 'late'
      ? result('stopped', stdout)
      : result('failed', stdout, `PowerShell: ${answer.kind}`);
  }

  return {
    run: (script, limits) =>
      pool.run(
        async (session, answer) =>
          answer(
            await serve(session, script, limits).catch((thrown: unknown) =>
              result('failed', '', String(thrown)),
            ),
          ),
        limits.signal,
        result('stopped'),
      ),
    close() {
      for (const process of pool.close()) process.kill();
    },
  };
}

function resultOf(end: { parts: number; text: string }, printed: readonly string[]): CommandResult {
  const stdout = printed.join('\n');
  if (end.parts !== printed.length)
    return result('failed', stdout, 'A part of what PowerShell said did not arrive.');
  return printed.length > 0 || end.text === ''
    ? result('ended', stdout)
    : result('failed', '', end.text.slice(0, 1000));
}

async function startSystemPowershell(): Promise<Conversation | null> {
  const path = await findSystemCommand('powershell');
  return path === null ? null : startConversation(path, sessionWords);
}

function beforeDeadline<T>(
  promise: Promise<T>,
  { signal, timeoutMs = defaultTimeoutMs }: RunOptions,
): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve('late');
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  });
}
