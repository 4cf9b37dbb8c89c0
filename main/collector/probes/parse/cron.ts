import { textOf } from './fields.ts';

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
    const programs = command.split(/&&|\|\||[;|&(){}]/).flatMap((part) => {
      const words = part.trim().split(/\s+/);
      const first = words.find((word) => !/^[A-Za-z_]\w{0,100}=/.test(word)) ?? '';
      return textOf(first.slice(first.lastIndexOf('/') + 1).replace(/["'`$<>]/g, '')) ?? [];
    });
    return programs.find((name) => !helpers.test(name)) ?? programs[0] ?? [];
  });
}
