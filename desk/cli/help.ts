import { commands } from './commands.ts';

const exitCodes = 'Exit codes: 0 good, 1 a check failed, 2 the command or a file cannot be used.';

/** The text of one command; of all of them for a name that is none. */
export function helpOf(name: string | undefined): string {
  const one = commands.find((command) => command.name === name);
  if (one)
    return [one.usage, `  ${one.does}`, ...(one.more ? ['', one.more] : []), '', exitCodes].join(
      '\n',
    );
  return [
    'candor: the command line for engineers who read support bundles',
    '',
    ...commands.flatMap(({ usage, does }) => [`  ${usage}`, `      ${does}`]),
    '  candor help',
    '      this text',
    '',
    'candor COMMAND --help says more of one command; candor --version prints the version.',
    '',
    exitCodes,
  ].join('\n');
}
