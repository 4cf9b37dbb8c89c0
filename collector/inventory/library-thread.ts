import { MessageChannel, Worker } from 'node:worker_threads';
import type { InventoryCall, Machine, ThreadData, ThreadQuestion, ThreadReport } from './calls.ts';
import type { CommandAnswer } from './door.ts';

/** `died`: it crashed, or it needed more memory than it may have. */
export type CallEnd = { how: 'result'; value: unknown } | { how: 'threw' } | { how: 'died' };

export interface LibraryThread {
  /** One at a time. `answer` is asked for each command line, and answers it. */
  call(call: InventoryCall, answer: (line: string) => Promise<CommandAnswer>): Promise<CallEnd>;
  /** Ends it at once, also while it waits or computes without end. */
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
    // Nothing that a person set.
    env: {},
    stdout: true,
    stderr: true,
  });
  // Read, so that it does not pile up here; and said to nobody.
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
