import { EventEmitter } from 'node:events';

/** What became of a command line that the library wanted to run. */
export interface CommandAnswer {
  ok: boolean;
  stdout: string;
}

/** How the library's commands leave its thread: it starts no process itself. */
export interface Door {
  ask(line: string): Promise<CommandAnswer>;
  /** Blocks the thread until the answer is there. */
  askNow(line: string): CommandAnswer;
}

/** The library puts this before each script; the session speaks UTF-8 already. */
const scriptPrefix =
  '$OutputEncoding = [System.Console]::OutputEncoding = [System.Console]::InputEncoding = [System.Text.Encoding]::UTF8 ; ';

type Done = (error: Error | null, stdout: string, stderr: string) => void;

const refused = (name: string) => () => {
  throw new Error(`${name} is not allowed here`);
};

/**
 * What takes the place of `child_process` in a thread of the library: the four functions that it uses for our calls, each
 * of which only asks. Every other function throws.
 */
export function processesBehind({ ask, askNow }: Door) {
  return {
    exec(line: string, ...rest: unknown[]): void {
      const done = rest.find((one) => typeof one === 'function') as Done | undefined;
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
    // It asks nvidia-smi and nothing else by this; the systems' own sources answer for those cards too.
    execFileSync: refused('execFileSync'),
    execFile: refused('execFile'),
    spawnSync: refused('spawnSync'),
    fork: refused('fork'),
  };
}

const pretendedChild = () =>
  Object.assign(new EventEmitter(), {
    // Without a number the library takes it for one that did not start.
    pid: -1,
    stdout: new EventEmitter(),
    stderr: new EventEmitter(),
    kill: () => true,
  });
