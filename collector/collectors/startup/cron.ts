import { textOf } from '#collector/toolkit/fields.ts';

/** Helpers that only start another program. */
const helpers = /^(?:sleep|cd|env|nice|ionice|nohup|sudo|export|test|source|\.|\[)$/;

/**
 * The programs that a crontab (crontab(5)) starts with the computer: the name of the first one on each `@reboot` line that
 * is not a helper. Folders, arguments and variables are left out.
 * @param system whether it is one of the system's tables, which name an account before the command
 */
export function cronAtStart(table: string, system: boolean): string[] {
  return [...table.matchAll(/^[ \t]{0,20}@reboot[ \t]{1,20}(.{1,2000})$/gm)].flatMap((match) => {
    const command = (match[1] ?? '').replace(system ? /^\S{1,100}[ \t]{1,20}/ : '', '');
    const programs = withoutQuotes(command)
      .split(/&&|\|\||[;|&(){}]/)
      .flatMap((part) => {
        const words = part.trim().split(/\s+/);
        const first = words.find((word) => !/^[A-Za-z_]\w{0,100}=/.test(word)) ?? '';
        // A remaining quote is unbalanced, so its contents are unknown.
        return /["'`]/.test(first)
          ? []
          : (textOf(first.slice(first.lastIndexOf('/') + 1).replace(/[$<>]/g, '')) ?? []);
      });
    return programs.find((name) => !helpers.test(name)) ?? programs[0] ?? [];
  });
}

/** Removes variables, even with quoted values; replaces other quoted texts by the last part of their path, as one word. */
function withoutQuotes(command: string): string {
  const bare = command.replace(
    /\b[A-Za-z_]\w{0,100}=(?:"[^"]*"|'[^']*'|[^\s"']\S*|(?=\s|$))[ \t]*/g,
    '',
  );
  return bare.replace(
    /"([^"]*)"|'([^']*)'/g,
    (_, double: string | undefined, single: string | undefined) =>
      ((double ?? single ?? '').split('/').at(-1) ?? '').replace(/[\s;|&(){}]/g, '_'),
  );
}
