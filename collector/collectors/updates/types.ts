export interface Updates {
  /** How many wait; null when the system does not say. */
  waiting: number | null;
  waitingForSecurity: number | null;
  /** Whether the computer must be started again for an update to work. */
  restartNeeded: boolean | null;
  /** What asked for the restart. */
  restartFor: string[];
  /** When the system last looked for updates, ISO 8601. */
  lastCheckedAt: string | null;
  /** The newest updates of the system, newest first. */
  installed: { at: string; name: string }[];
}

export const nothingKnown: Updates = {
  waiting: null,
  waitingForSecurity: null,
  restartNeeded: null,
  restartFor: [],
  lastCheckedAt: null,
  installed: [],
};

export const most = 200;

export const newestFirst = (list: Updates['installed']): Updates['installed'] =>
  list.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, most);
