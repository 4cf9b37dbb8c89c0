import type { ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Output } from './output.ts';

type Options = ParseArgsOptionsConfig;
type Values<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known }>>['values'];

/** One command: help, the check of its arguments and its work derive from this value. */
export interface Command<Known extends Options = Options, Arguments = unknown> {
  readonly name: string;
  /** The line as it is typed. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly does: string;
  /** What one line cannot say. */
  readonly more?: string;
  /** As `parseArgs` takes them. An option of the same name has the same type in every command. */
  readonly options: Known;
  /**
   * @param words what follows the name and is not an option
   * @throws WrongArguments
   */
  read(words: readonly string[], values: Values<Known>): Arguments;
  /** Returns the exit code: 0 good, 1 a check failed, 2 a file or the desk cannot be used. */
  run(given: Arguments, output: Output): Promise<number>;
}

export const defineCommand = <const Known extends Options, Arguments>(
  command: Command<Known, Arguments>,
) => command;

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;

/** What is wrong with a command line, and how to write it. */
export class WrongArguments extends Error {}

export function wrong(problem: string): never {
  throw new WrongArguments(problem);
}
