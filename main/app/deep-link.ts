import type { EventPayload } from '../../contract/ipc.ts';

export type Screen = EventPayload<'app.show'>['screen'];

/**
 * What a `candor://` link may do: open a screen. It carries nothing into the app; anything but the exact known links is
 * ignored.
 */
export function screenOfLink(link: string): Screen | null {
  switch (link.replace(/\/$/, '')) {
    case 'candor://help':
      return 'describe';
    case 'candor://history':
      return 'history';
    default:
      return null;
  }
}

/** The link among a command line's words: Windows and Linux hand it over that way. */
export function linkIn(words: readonly string[]): string | null {
  return words.find((word) => word.startsWith('candor://')) ?? null;
}
