import { parseArgs } from 'node:util';

export type Command =
  | { name: 'help' }
  | { name: 'inspect' | 'verify'; file: string; identity: string | null; json: boolean }
  | { name: 'wrong'; problem: string };

export const help = `candor: the command line for engineers who read support bundles

  candor inspect FILE [--json] [--identity KEYFILE]   what is in a bundle, what is missing and why, the findings
  candor verify FILE [--json] [--identity KEYFILE]    checks every promise of a bundle; exit code 1 when one fails
  candor help                                         this text

FILE is a bundle as the agent saves or sends it. A sealed one needs the key that opens it: --identity KEYFILE, a file
with a line AGE-SECRET-KEY-1…, as age-keygen writes it. --json prints one JSON object instead of text.

Exit codes: 0 good, 1 a check failed, 2 the command or a file cannot be used.`;

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, identity: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const [name, file, ...rest] = positionals;
    if (values.help || name === 'help') return { name: 'help' };
    if (name === undefined) return { name: 'wrong', problem: 'Say what to do.' };
    if (name !== 'inspect' && name !== 'verify') return { name: 'wrong', problem: `There is no command "${name}".` };
    if (file === undefined) return { name: 'wrong', problem: `Name the bundle: candor ${name} FILE` };
    if (rest.length > 0) return { name: 'wrong', problem: `One bundle at a time: "${rest[0]}" is too much.` };
    return { name, file, identity: values.identity ?? null, json: values.json ?? false };
  } catch (error) {
    return { name: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}
