import { randomBytes } from 'node:crypto';
import { type Frame, framedScript, frameOf, greeting } from './powershell-script.ts';
import type { CommandWatcher } from './run-command.ts';
import type { Conversation } from './start-process.ts';

/** `died`: it ended without an answer. `flood`: it printed more than the limit. */
type Ending<F> = F | { kind: 'died' | 'flood' };
export type Greeting = Ending<Extract<Frame, { kind: 'mode' }>>;
export type Answer = Ending<Extract<Frame, { kind: 'end' }>>;

/** One PowerShell that waits for scripts and runs one at a time; after `died`, `flood` or `kill` it cannot be used again. */
export interface PowershellProcess {
  alive(): boolean;
  /** Resolves to its language mode; in `FullLanguage` everything works. */
  greet(): Promise<Greeting>;
  /**
   * @param capBytes most bytes of the answer
   * @param onPart receives each object that the script returns, as it comes
   */
  ask(script: string, capBytes: number, onPart: (text: string) => void): Promise<Answer>;
  kill(): void;
}

/** Base64 is a third longer than its content; the rest is room for warnings and line breaks. */
const printedBytes = (capBytes: number): number => Math.ceil((capBytes * 4) / 3) + 64 * 1024;

interface Asked {
  mark: string;
  room: number;
  line: Buffer[];
  /** True when this frame was the last. */
  take(frame: Frame): boolean;
  broken(how: { kind: 'died' | 'flood' }): void;
}

export function createPowershellProcess(
  { child, tree }: Conversation,
  watcher?: CommandWatcher,
): PowershellProcess {
  const { pid } = child;
  let alive = true;
  let pending: Asked | null = null;
  if (pid !== undefined) watcher?.started(pid);

  const broken = (kind: 'died' | 'flood'): void => {
    const asked = pending;
    pending = null;
    asked?.broken({ kind });
  };
  const ended = (): void => {
    if (alive && pid !== undefined) watcher?.ended(pid);
    alive = false;
    broken('died');
  };
  const kill = (): void => {
    // After it ended, another process may have its number.
    if (child.exitCode === null && child.signalCode === null) tree.end('SIGKILL');
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
        // Cannot be used again, because later output could be mistaken for the next script's answer.
        broken('flood');
        kill();
        return;
      }
      if (newline < 0) return;
      const frame = frameOf(Buffer.concat(pending.line).toString('latin1'), pending.mark);
      pending.line = [];
      if (frame && pending.take(frame)) pending = null;
    }
  };
  child.stdout.on('data', take);
  for (const stream of [child.stdin, child.stdout]) stream.on('error', () => undefined);
  child.on('error', ended);
  child.on('close', ended);
  child.on('exit', tree.endRest);

  /** @param last settles with the frame that is the answer; others come before it, or do not belong here */
  const say = <F extends Frame>(
    linesOf: (mark: string) => string,
    capBytes: number,
    last: (frame: Frame) => F | null,
  ): Promise<Ending<F>> =>
    new Promise((settle) => {
      const mark = `candor-${randomBytes(16).toString('hex')}`;
      if (!alive) return settle({ kind: 'died' });
      const take = (frame: Frame): boolean => {
        const answer = last(frame);
        if (answer) settle(answer);
        return answer !== null;
      };
      pending = { mark, room: printedBytes(capBytes), line: [], take, broken: settle };
      child.stdin.write(linesOf(mark));
    });

  return {
    alive: () => alive,
    greet: () => say(greeting, 4096, (frame) => (frame.kind === 'mode' ? frame : null)),
    ask: (script, capBytes, onPart) =>
      say(
        (mark) => framedScript(script, mark),
        capBytes,
        (frame) => {
          if (frame.kind === 'part') onPart(frame.text);
          return frame.kind === 'end' ? frame : null;
        },
      ),
    kill,
  };
}
