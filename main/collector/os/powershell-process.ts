import { randomBytes } from 'node:crypto';
import { type Frame, framedScript, frameOf, greeting } from './powershell-script.ts';
import type { CommandWatcher } from './run-command.ts';
import { type Conversation, endTree } from './start-process.ts';

/** `died`: it ended without an answer. `flood`: it printed more than may be kept. */
export type Answer = Frame | { kind: 'died' | 'flood' };

/** One PowerShell that waits for scripts. It takes one at a time; after `died`, `flood` or `kill` it is of no more use. */
export interface PowershellProcess {
  alive(): boolean;
  /** Resolves to its language mode, `FullLanguage` where everything works. */
  greet(): Promise<Answer>;
  /** @param capBytes most bytes of the answer */
  ask(script: string, capBytes: number): Promise<Answer>;
  kill(): void;
}

/** Base64 is a third longer than what it holds; the rest is room for warnings and line breaks. */
const printedBytes = (capBytes: number): number => Math.ceil((capBytes * 4) / 3) + 64 * 1024;

export function createPowershellProcess(child: Conversation, watcher?: CommandWatcher): PowershellProcess {
  const { pid } = child;
  let alive = true;
  let pending: { mark: string; room: number; line: Buffer[]; settle: (answer: Answer) => void } | null = null;
  if (pid !== undefined) watcher?.started(pid);

  const answer = (given: Answer): void => {
    const asked = pending;
    pending = null;
    asked?.settle(given);
  };
  const ended = (): void => {
    if (alive && pid !== undefined) watcher?.ended(pid);
    alive = false;
    answer({ kind: 'died' });
  };
  const kill = (): void => {
    endTree(pid, 'SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
    ended();
  };
  const take = (chunk: Buffer): void => {
    let from = 0;
    while (pending && from < chunk.length) {
      const newline = chunk.indexOf(0x0a, from);
      const until = newline < 0 ? chunk.length : newline;
      pending.line.push(chunk.subarray(from, until));
      pending.room -= until - from + 1;
      from = until + 1;
      if (pending.room < 0) {
        // Not waited for any longer: what comes next could be taken for the next script's answer.
        answer({ kind: 'flood' });
        kill();
        return;
      }
      if (newline < 0) return;
      const frame = frameOf(Buffer.concat(pending.line).toString('latin1'), pending.mark);
      pending.line = [];
      if (frame) answer(frame);
    }
  };
  child.stdout.on('data', take);
  for (const stream of [child.stdin, child.stdout]) stream.on('error', () => undefined);
  child.on('error', ended);
  child.on('close', ended);
  child.on('exit', () => {
    if (process.platform !== 'win32') endTree(pid, 'SIGKILL');
  });

  const say = (lineOf: (mark: string) => string, capBytes: number): Promise<Answer> =>
    new Promise((settle) => {
      const mark = `candor-${randomBytes(16).toString('hex')}`;
      if (!alive) return settle({ kind: 'died' });
      pending = { mark, room: printedBytes(capBytes), line: [], settle };
      child.stdin.write(lineOf(mark));
    });

  return {
    alive: () => alive,
    greet: () => say(greeting, 4096),
    ask: (script, capBytes) => say((mark) => framedScript(script, mark), capBytes),
    kill,
  };
}
