import { createInterface } from 'node:readline/promises';

/** The two ends of a terminal; either may be a pipe or a file instead. */
export interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

export const isTerminal = ({ input, output }: Terminal): boolean =>
  input.isTTY === true && output.isTTY === true;

/** Asks a question. Only `y` or `yes` means yes. */
export async function askOnTerminal(
  question: string,
  { input, output }: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    lines.close();
  }
}
