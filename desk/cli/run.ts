import { readFileSync } from 'node:fs';
import { type Invocation, readArguments } from './arguments.ts';
import { WrongArguments } from './command.ts';
import { helpOf } from './help.ts';
import type { Output } from './output.ts';
import { plainText } from './terminal.ts';

/** Runs one command. Returns the exit code: 0 success, 1 a check failed, 2 the command or a file cannot be used. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let invocation: Invocation;
  try {
    invocation = readArguments(args);
  } catch (error) {
    if (!(error instanceof WrongArguments)) throw error;
    output.err(`${plainText(error.message)} See: candor help`);
    return 2;
  }
  if (invocation === 'version') output.out(productVersion());
  else if ('help' in invocation) output.out(helpOf(invocation.help));
  else return invocation.command.run(invocation.parsed, output);
  return 0;
}

function productVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
