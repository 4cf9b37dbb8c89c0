import { MessageChannel, Worker } from 'node:worker_threads';
import type { InventoryCall, Machine, ThreadData, ThreadQuestion, ThreadReport } from './calls.ts';
import type { CommandAnswer } from './door.ts';

/** `died`: it crashed or exceeded its memory limit. */
export type CallEnd = { how: 'result'; value: unknown } | { how: 'threw' } | { how: 'died' };

export interface LibraryThread {
  /** One call at a time. `answer` answers each command line. */
  call(call: InventoryCall, answer: (line: string) => Promise<CommandAnswer>): Promise<CallEnd>;
  /** Ends it at once, even in an endless wait or loop. */
  end(): Promise<void>;
}

const mostMemoryMegabytes = 128;

export function startLibraryThread(module: URL, machine: Machine): LibraryThread {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1: blocking, port2 } = new MessageChannel();
  const worker = new Worker(module, {
    workerData: { machine, flag: flag.buffer, blocking: port2 } satisfies ThreadData,
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMegabytes },
    // Without the person's variables.
    env: {},
    stdout: true,
    stderr: true,
  });
  // Reads and discards the output, so that it does not fill the memory.
  for (const printed of [worker.stdout, worker.stderr]) printed.resume();
  worker.unref();
  blocking.unref();
  let alive = true;
  let settle: (end: CallEnd) => void = () => undefined;
  let answer: (line: string) => Promise<CommandAnswer> = async () => ({ ok: false, stdout: '' });

  async function answerCommand({
    id,
    line,
    blocks,
  }: Extract<ThreadReport, { type: 'command' }>): Promise<void> {
    const answered = await answer(line);
    if (!blocks)
      return worker.postMessage({ type: 'answer', id, ...answered } satisfies ThreadQuestion);
    blocking.postMessage(answered);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  }
  const died = (): void => {
    alive = false;
    blocking.close();
    settle({ how: 'died' });
  };
  worker.on('message', (report: ThreadReport) => {
    if (report.type === 'command') void answerCommand(report);
    else
      settle(report.type === 'result' ? { how: 'result', value: report.value } : { how: 'threw' });
  });
  worker.on('error', died);
  worker.on('exit', died);

  return {
    call: (call, answerLine) =>
      new Promise((resolve) => {
        if (!alive) return resolve({ how: 'died' });
        settle = resolve;
        answer = answerLine;
        worker.postMessage({ type: 'call', call } satisfies ThreadQuestion);
      }),
    end: async () => void (await worker.terminate()),
  };
}
