import { parseArgs } from 'node:util';
import { type Command, flag, WrongArguments, wrong } from './command.ts';
import { commands } from './commands.ts';

export type Invocation =
  | { help: string | undefined }
  | 'version'
  | { command: Command; parsed: unknown };

const general = { help: { ...flag, short: 'h' }, version: flag } as const;

/** The options of all commands together, because the command's name may follow its options. */
const allOptions = Object.assign(
  {},
  ...commands.map(({ options }) => options),
) as Command['options'];

/** Reads the command line. @throws WrongArguments */
export function readArguments(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  if (values.version) return 'version';
  if (name === 'help') return { help: words[0] };
  if (values.help) return { help: name };
  if (name === undefined) wrong('Enter a command.');
  const command =
    commands.find((candidate) => candidate.name === name) ?? wrong(`"${name}" is not a command.`);
  // Refuse options of other commands: one that is silently ignored looks as if it had worked.
  const unexpected = Object.keys(values).find((option) => !Object.hasOwn(command.options, option));
  if (unexpected !== undefined) wrong(`${name} has no option --${unexpected}.`);
  return { command, parsed: command.read(words, values) };
}

function parse(args: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: args.map(guarded),
      allowPositionals: true,
      options: { ...allOptions, ...general },
    });
    const values = Object.entries(parsed.values).map(([option, value]) => [
      option,
      typeof value === 'string' ? unguarded(value) : value,
    ]);
    return {
      values: Object.fromEntries(values) as typeof parsed.values,
      positionals: parsed.positionals.map(unguarded),
    };
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error));
  }
}

/** One in 64 device ids and keys begins with `-`. Keep `parseArgs` from taking it for an option. */
const guarded = (word: string): string => (/^-[A-Za-z0-9_-]{42}$/.test(word) ? `=${word}` : word);
const unguarded = (word: string): string =>
  /^=-[A-Za-z0-9_-]{42}$/.test(word) ? word.slice(1) : word;
