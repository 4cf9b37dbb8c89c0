import { EventEmitter } from 'node:events';

/** The outcome of a command line that the library wanted to run. */
export interface CommandAnswer {
  ok: boolean;
  stdout: string;
}

/** Sends the library's commands out of its thread, which starts no process itself. */
export interface Door {
  ask(line: string): Promise<CommandAnswer>;
  /** Blocks the thread until the answer arrives. */
  askNow(line: string): CommandAnswer;
}

/** The library puts this before each script; the session already uses UTF-8. */
const scriptPrefix =
  '$OutputEncoding = [System.Console]::OutputEncoding = [System.Console]::InputEncoding = [System.Text.Encoding]::UTF8 ; ';

type Done = (error: Error | null, stdout: string, stderr: string) => void;

const refused = (name: string) => () => {
  throw new Error(`${name} is not allowed here`);
};

/**
 * Replaces `child_process` in a thread of the library: the four functions that it uses for our calls, which only send the
 * command line to the collector process. Every other function throws.
 */
export function processesBehind({ ask, askNow }: Door) {
  return {
    exec(line: string, ...rest: unknown[]): void {
      const done = rest.find((value) => typeof value === 'function') as Done | undefined;
      void ask(line).then(({ ok, stdout }) =>
        done?.(ok ? null : new Error('no answer'), stdout, ''),
      );
    },
    execSync(line: string): string {
      const { ok, stdout } = askNow(line);
      if (!ok) throw new Error('no answer');
      return stdout;
    },
    spawn(_program: string, words: readonly string[]) {
      const script = words.at(-1) ?? '';
      const child = pretendedChild();
      void ask(script.startsWith(scriptPrefix) ? script.slice(scriptPrefix.length) : script).then(
        ({ stdout }) => {
          child.stdout.emit('data', stdout);
          child.emit('close', 0);
        },
      );
      return child;
    },
    // The library uses this only for nvidia-smi; the systems' own sources cover those cards too.
    execFileSync: refused('execFileSync'),
    execFile: refused('execFile'),
    spawnSync: refused('spawnSync'),
    fork: refused('fork'),
  };
}

const pretendedChild = () =>
  Object.assign(new EventEmitter(), {
    // Without a number, the library believes that it did not start.
    pid: -1,
    stdout: new EventEmitter(),
    stderr: new EventEmitter(),
    kill: () => true,
  });
