import { create } from 'zustand';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import type { Opening } from '#contract/ipc/ipc.ts';

/** Where the person is. Within `help`, the session's phase decides what is shown. */
export type Place =
  | { screen: 'home' | 'help' | 'history' | 'activity' | 'local-data' | 'policy' }
  | { screen: 'follow'; submission: string }
  | { screen: 'saved'; file: string; protection: FileProtection['kind'] }
  | { screen: 'request'; jti: string }
  /** `code`: what a link filled in; empty without one. */
  | { screen: 'code'; code: string };

interface Navigation {
  place: Place;
  show(screen: 'home' | 'help' | 'history' | 'activity' | 'local-data' | 'policy'): void;
  follow(submission: string): void;
  saved(file: string, protection: FileProtection['kind']): void;
  request(jti: string): void;
  code(): void;
  /** What the tray, a notification or a link asks for. */
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

/** The tray or a link may open the window at a screen; main writes which behind the page's address. */
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
