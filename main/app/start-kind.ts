import { linkIn } from './deep-link.ts';

/** The purpose of a start: the window, only the tray (`--hidden`, as at login), or a bundle in a file (`--collect`). */
export type StartKind = 'window' | 'tray' | 'collect';

/**
 * Reads the purpose from the command line, without loading the agent. A start with a `candor://` link only opens the window,
 * because the author of the link may also have added the other words.
 */
export function startKind(words: readonly string[]): StartKind {
  if (linkIn(words) !== null) return 'window';
  if (words.some((word) => word === '--collect' || word.startsWith('--collect='))) return 'collect';
  return words.includes('--hidden') ? 'tray' : 'window';
}
