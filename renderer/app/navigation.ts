import { create } from 'zustand';

/** Where the person is. Within `help`, the session's phase decides what is shown. */
export type Place =
  | { screen: 'home' | 'help' | 'history' | 'kept' | 'policy' }
  | { screen: 'follow'; submission: string }
  | { screen: 'saved'; file: string };

interface Navigation {
  place: Place;
  show(screen: 'home' | 'help' | 'history' | 'kept' | 'policy'): void;
  follow(submission: string): void;
  saved(file: string): void;
}

/** The tray or a link may open the window at a screen; main writes which behind the page's address. */
const firstScreens: Record<string, 'home' | 'help' | 'history'> = { '#describe': 'help', '#history': 'history' };

export const useNavigation = create<Navigation>((set) => ({
  place: { screen: firstScreens[window.location.hash] ?? 'home' },
  show: (screen) => set({ place: { screen } }),
  follow: (submission) => set({ place: { screen: 'follow', submission } }),
  saved: (file) => set({ place: { screen: 'saved', file } }),
}));
