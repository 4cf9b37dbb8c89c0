import { linkIn } from './deep-link.ts';

/** What a start is for: the window, the tray only (`--hidden`, as at log-in), or a bundle in a file (`--collect`). */
export type StartKind = 'window' | 'tray' | 'collect';

/**
 * Reads it from the words of the command line, without any of the agent loaded. A start that brings a `candor://` link
 * opens the window and nothing else: whoever wrote the link may have written the words around it.
 */
export function startKind(words: readonly string[]): StartKind {
  if (linkIn(words) !== null) return 'window';
  if (words.some((word) => word === '--collect' || word.startsWith('--collect='))) return 'collect';
  return words.includes('--hidden') ? 'tray' : 'window';
}
