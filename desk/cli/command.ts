import type { ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Output } from './output.ts';

type Options = ParseArgsOptionsConfig;
type Values<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known }>>['values'];

/** One command. Its help and the parsing of its arguments derive from this value. */
export interface Command<Known extends Options = Options, Arguments = unknown> {
  readonly name: string;
  /** The command line to type. */
  readonly usage: string;
  /** One line that says what the command does. */
  readonly does: string;
  /** Details for the help of this command. */
  readonly more?: string;
  /** Options for `parseArgs`. An option has the same type in every command that uses its name. */
  readonly options: Known;
  /**
   * @param words the positional arguments after the name
   * @throws WrongArguments
   */
  read(words: readonly string[], values: Values<Known>): Arguments;
  /** Returns the exit code: 0 success, 1 a check failed, 2 a file or the desk cannot be used. */
  run(parsed: Arguments, output: Output): Promise<number>;
}

export const defineCommand = <const Known extends Options, Arguments>(
  command: Command<Known, Arguments>,
) => command;

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;

/** Says what is wrong with a command line and how to correct it. */
export class WrongArguments extends Error {}

export function wrong(problem: string): never {
  throw new WrongArguments(problem);
}
