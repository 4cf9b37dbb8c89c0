import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const program = join(import.meta.dirname, '../../../desk/service/index.ts');
const children: ChildProcess[] = [];

const wordsOf = (dataFolder: string, port: number) => [
  program,
  '--data',
  dataFolder,
  '--port',
  String(port),
  '--organisation',
  'Example Ltd',
];

/** A desk in a process of its own. Resolves when it is ready, and rejects when it ends before. */
export async function startProcess(
  dataFolder: string,
  port: number,
  words: string[] = [],
): Promise<{ child: ChildProcess; address: string; setupLink: string | null }> {
  const child = spawn(process.execPath, [...wordsOf(dataFolder, port), ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout as NonNullable<typeof child.stdout>), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the desk ended with ${code}`))),
  ])) as [string];
  return { child, ...(JSON.parse(line) as { address: string; setupLink: string | null }) };
}

/** A desk that cannot start: its exit code and what it says. */
export async function failToStart(
  dataFolder: string,
  words: string[] = [],
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [...wordsOf(dataFolder, 0), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  const [said, [code]] = await Promise.all([
    text(child.stderr as NonNullable<typeof child.stderr>),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, said };
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

export async function killAll(): Promise<void> {
  for (const child of children.splice(0)) await kill(child);
}
