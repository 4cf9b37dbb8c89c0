import { commands } from './commands.ts';

const exitCodes =
  'Exit codes: 0 success, 1 a check failed, 2 the command or a file cannot be used.';

/** The help of one command, or of all commands when `name` is not a command. */
export function helpOf(name: string | undefined): string {
  const known = commands.find((command) => command.name === name);
  if (known)
    return [
      known.usage,
      `  ${known.does}`,
      ...(known.more ? ['', known.more] : []),
      '',
      exitCodes,
    ].join('\n');
  return [
    'candor: the command line for support engineers',
    '',
    ...commands.flatMap(({ usage, does }) => [`  ${usage}`, `      ${does}`]),
    '  candor help',
    '      shows this help',
    '',
    'candor COMMAND --help explains one command. candor --version prints the version.',
    '',
    exitCodes,
  ].join('\n');
}
