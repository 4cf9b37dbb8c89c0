import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const limitMs = 50_000;

/** Runs a program to its end, for at most 50 s, and keeps what it said. `undefined` takes a word out of the environment. */
export async function run(
  command: string,
  words: readonly string[],
  environment: Record<string, string | undefined> = {},
  folder?: string,
): Promise<Ended> {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    cwd: folder,
    timeout: limitMs,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
