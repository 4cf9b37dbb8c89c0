import { parseArgs } from 'node:util';
import { type Command, flag, WrongArguments, wrong } from './command.ts';
import { commands } from './commands.ts';

export type Invocation =
  | { help: string | undefined }
  | 'version'
  | { command: Command; given: unknown };

const general = { help: { ...flag, short: 'h' }, version: flag } as const;

/** Of all commands at once, because a command may follow its options. */
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
  if (name === undefined) wrong('Say what to do.');
  const command =
    commands.find((each) => each.name === name) ?? wrong(`There is no command "${name}".`);
  // An option that is silently ignored looks as if it had worked.
  const foreign = Object.keys(values).find((option) => !Object.hasOwn(command.options, option));
  if (foreign !== undefined) wrong(`${name} has no option --${foreign}.`);
  return { command, given: command.read(words, values) };
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

/** The id of a device or a key may begin with `-`, as one in 64 does, and is not an option then. */
const guarded = (word: string): string => (/^-[A-Za-z0-9_-]{42}$/.test(word) ? `=${word}` : word);
const unguarded = (word: string): string =>
  /^=-[A-Za-z0-9_-]{42}$/.test(word) ? word.slice(1) : word;
