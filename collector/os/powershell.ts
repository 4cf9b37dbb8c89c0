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

interface Job {
  script: string;
  options: RunOptions;
  resolve(result: CommandResult): void;
}

interface Session {
  process: PowershellProcess | null;
  busy: boolean;
}

export function createPowershell(options: PowershellOptions = {}): Powershell {
  const { watcher, start = startSystemPowershell } = options;
  const oneShot =
    options.oneShot ??
    ((script, limits) => runCommand('powershell', powershellWords(script), withWatcher(limits)));
  const withWatcher = (limits: RunOptions) => (watcher ? { ...limits, watcher } : limits);
  const waiting: Job[] = [];
  const sessions: Session[] = Array.from({ length: options.sessions ?? defaultSessions }, () => ({
    process: null,
    busy: false,
  }));
  let unusable: 'missing' | 'constrained' | null = null;
  let closed = false;

  function advance(): void {
    for (;;) {
      // Prefers the one that has already been started.
      const free = sessions
        .filter(({ busy }) => !busy)
        .sort((a, b) => Number(b.process !== null) - Number(a.process !== null))[0];
      const job = free && waiting.shift();
      if (!free || !job) return;
      free.busy = true;
      void serve(free, job)
        .catch((thrown: unknown) => result('failed', '', String(thrown)))
        .then(job.resolve)
        .finally(() => {
          free.busy = false;
          advance();
        });
    }
  }

  async function serve(session: Session, { script, options: limits }: Job): Promise<CommandResult> {
    if (limits.signal.aborted || closed) return result('stopped');
    if (unusable === 'missing') return result('missing');
    if (unusable === 'constrained') return oneShot(script, limits);
    const printed: string[] = [];
    const replies = (async (): Promise<Answer | Greeting | 'missing' | 'constrained'> => {
      if (!session.process?.alive()) {
        const child = await start();
        if (!child) return 'missing';
        session.process = createPowershellProcess(child, watcher);
        if (limits.signal.aborted || closed) session.process.kill();
        const hello = await session.process.greet();
        if (hello.kind !== 'mode') return hello;
        if (hello.mode !== 'FullLanguage') return 'constrained';
      }
      return session.process.ask(script, limits.capBytes ?? defaultCapBytes, (text) =>
        printed.push(text),
      );
    })();
    const answer = await beforeDeadline(replies, limits);
    if (answer === 'missing' || answer === 'constrained') {
      unusable = answer;
      session.process?.kill();
      return answer === 'missing' ? result('missing') : oneShot(script, limits);
    }
    const stdout = printed.join('\n');
    if (answer !== 'late' && answer.kind === 'end') {
      if (answer.parts !== printed.length)
        return result('failed', stdout, 'Part of PowerShell’s answer did not arrive.');
      return printed.length > 0 || answer.text === ''
        ? result('ended', stdout)
        : result('failed', '', answer.text.slice(0, 1000));
    }
    // It hangs, has ended or prints endlessly, so the next script gets another one.
    session.process?.kill();
    session.process = null;
    return answer === 'late'
      ? result('stopped', stdout)
      : result('failed', stdout, `PowerShell: ${answer.kind}`);
  }

  return {
    run: (script, limits) =>
      new Promise((resolve) => {
        if (limits.signal.aborted || closed) return resolve(result('stopped'));
        const job: Job = { script, options: limits, resolve };
        waiting.push(job);
        limits.signal.addEventListener(
          'abort',
          () => {
            const place = waiting.indexOf(job);
            if (place >= 0) waiting.splice(place, 1);
            if (place >= 0) resolve(result('stopped'));
          },
          { once: true },
        );
        advance();
      }),
    close() {
      closed = true;
      for (const { resolve } of waiting.splice(0)) resolve(result('stopped'));
      for (const session of sessions) session.process?.kill();
    },
  };
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
