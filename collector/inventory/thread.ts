import childProcess from 'node:child_process';
import os from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { InventoryCall, ThreadData, ThreadQuestion, ThreadReport } from './calls.ts';
import { type CommandAnswer, processesBehind } from './door.ts';
import { withoutPersonal } from './without-personal.ts';

/** A thread in which `systeminformation` works, one call at a time; see inventory.ts. It starts no process and blocks only itself. */
const { machine, flag, blocking } = workerData as ThreadData;
const ended = new Int32Array(flag);
const waiting = new Map<number, (answer: CommandAnswer) => void>();
let asked = 0;

const report = (message: ThreadReport): void => parentPort?.postMessage(message);

function ask(line: string): Promise<CommandAnswer> {
  asked += 1;
  const id = asked;
  report({ type: 'command', id, line, blocks: false });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function askNow(line: string): CommandAnswer {
  asked += 1;
  Atomics.store(ended, 0, 0);
  report({ type: 'command', id: asked, line, blocks: true });
  Atomics.wait(ended, 0, 0);
  const answer = receiveMessageOnPort(blocking)?.message as CommandAnswer | undefined;
  return answer ?? { ok: false, stdout: '' };
}

// Each thread has its own object for this module, and the library's `require('child_process')` returns it: in the bundle, in
// the sources and in everything that the library loads.
Object.assign(childProcess, processesBehind({ ask, askNow }));
if (machine.platform !== process.platform)
  Object.defineProperty(process, 'platform', { value: machine.platform });
Object.assign(os, { arch: () => machine.architecture, release: () => machine.release });

const library = import('systeminformation').then(({ default: functions }) => functions);

async function answer(call: InventoryCall): Promise<void> {
  try {
    report({ type: 'result', value: withoutPersonal(await (await library)[call]()) });
  } catch {
    report({ type: 'threw' });
  }
}

parentPort?.on('message', (question: ThreadQuestion) => {
  if (question.type === 'call') return void answer(question.call);
  waiting.get(question.id)?.(question);
  waiting.delete(question.id);
});
