import { create } from 'zustand';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import type { Opening } from '#contract/ipc/ipc.ts';

/** The screen that is shown. Within `help`, the session's phase decides. */
export type Place =
  | { screen: 'home' | 'help' | 'history' | 'activity' | 'local-data' | 'policy' }
  | { screen: 'follow'; submission: string }
  | { screen: 'saved'; file: string; protection: FileProtection['kind'] }
  | { screen: 'request'; jti: string }
  /** `code`: the code from a link; empty without one. */
  | { screen: 'code'; code: string };

interface Navigation {
  place: Place;
  show(screen: 'home' | 'help' | 'history' | 'activity' | 'local-data' | 'policy'): void;
  follow(submission: string): void;
  saved(file: string, protection: FileProtection['kind']): void;
  request(jti: string): void;
  code(): void;
  /** Opens the screen that the tray, a notification or a link names. */
  open(opening: Opening): void;
}

function placeOf({ screen, detail = '' }: Opening): Place {
  switch (screen) {
    case 'describe':
      return { screen: 'help' };
    case 'request':
      return { screen, jti: detail };
    case 'code':
      return { screen, code: detail };
    case 'follow':
      return { screen, submission: detail };
    case 'home':
    case 'history':
      return { screen };
    default:
      return screen satisfies never;
  }
}

/** Main puts the screen that the tray or a link names into the fragment of the page's address. */
function firstPlace(hash: string): Place {
  const [screen = '', detail = ''] = hash.slice(1).split('/');
  const known = (['describe', 'history', 'follow', 'request', 'code'] as const).find(
    (name) => name === screen,
  );
  return known ? placeOf({ screen: known, detail }) : { screen: 'home' };
}

export const useNavigation = create<Navigation>((set) => ({
  place: firstPlace(window.location.hash),
  show: (screen) => set({ place: { screen } }),
  follow: (submission) => set({ place: { screen: 'follow', submission } }),
  saved: (file, protection) => set({ place: { screen: 'saved', file, protection } }),
  request: (jti) => set({ place: { screen: 'request', jti } }),
  code: () => set({ place: { screen: 'code', code: '' } }),
  open: (opening) => set({ place: placeOf(opening) }),
}));
