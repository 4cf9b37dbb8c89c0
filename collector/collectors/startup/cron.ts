import { textOf } from '#collector/toolkit/fields.ts';

/** What only prepares for the program that is meant. */
const helpers = /^(?:sleep|cd|env|nice|ionice|nohup|sudo|export|test|source|\.|\[)$/;

/**
 * The programs that a crontab (crontab(5)) starts with the computer: the name of the first one on each `@reboot` line that
 * is more than a helper. Folders, arguments and variables are left out.
 * @param system the system's own tables name an account before the command
 */
export function cronAtStart(table: string, system: boolean): string[] {
  return [...table.matchAll(/^[ \t]{0,20}@reboot[ \t]{1,20}(.{1,2000})$/gm)].flatMap((match) => {
    const command = (match[1] ?? '').replace(system ? /^\S{1,100}[ \t]{1,20}/ : '', '');
    const programs = withoutQuotes(command)
      .split(/&&|\|\||[;|&(){}]/)
      .flatMap((part) => {
        const words = part.trim().split(/\s+/);
        const first = words.find((word) => !/^[A-Za-z_]\w{0,100}=/.test(word)) ?? '';
        // A quote that is left has no partner: who knows what it holds.
        return /["'`]/.test(first)
          ? []
          : (textOf(first.slice(first.lastIndexOf('/') + 1).replace(/[$<>]/g, '')) ?? []);
      });
    return programs.find((name) => !helpers.test(name)) ?? programs[0] ?? [];
  });
}

/** Variables are gone, also those with quoted values; of what else is quoted, the last part of its path stands as one word. */
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
