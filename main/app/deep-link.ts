import type { Opening } from '#contract/ipc/ipc.ts';

/** The contract's alphabet, repeated here: importing the contract would load its schemas before the window opens. */
const codeLink =
  /^candor:\/\/help\/?\?code=([ACDEFGHJKMNPQRTVWXY34679]{4})-?([ACDEFGHJKMNPQRTVWXY34679]{4})$/i;

/**
 * What a `candor://` link may do: open a screen, and fill the field for a code with exactly eight characters of its
 * alphabet, as if they had been typed. It redeems nothing, agrees to nothing and changes no setting; anything but the
 * exact known links is ignored.
 */
export function openingOfLink(link: string): Opening | null {
  if (link.length > longestLink) return null;
  const code = codeLink.exec(link);
  if (code) return { screen: 'code', detail: `${code[1]}${code[2]}`.toUpperCase() };
  switch (link.replace(/\/$/, '')) {
    case 'candor://help':
      return { screen: 'describe' };
    case 'candor://history':
      return { screen: 'history' };
    default:
      return null;
  }
}

const longestLink = 60;

/** The link on a command line, where Windows and Linux pass it. */
export function linkIn(words: readonly string[]): string | null {
  return words.find((word) => word.startsWith('candor://')) ?? null;
}
