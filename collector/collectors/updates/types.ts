export interface Updates {
  /** How many are waiting; null when the system does not say. */
  waiting: number | null;
  waitingForSecurity: number | null;
  /** Names of the waiting updates, if the system lists them; at most 100. */
  waitingNames: string[];
  /** Whether an update needs a restart. */
  restartNeeded: boolean | null;
  /** The packages or updates that need the restart. */
  restartFor: string[];
  /** When the system last searched for updates, ISO 8601. */
  lastCheckedAt: string | null;
  /** The newest updates of the system, newest first. */
  installed: { at: string; name: string }[];
  /** Windows: installations that failed, newest first, with the HRESULT such as `0x800F0922`. */
  failed: { at: string; name: string; code: string | null }[];
  /** Windows: the end of the pause in updates, ISO 8601; null when updates are not paused. */
  pausedUntil: string | null;
  /** Windows: whether the organisation has its own update server; its address is left out. */
  ownServer: boolean | null;
}

export const nothingKnown: Updates = {
  waiting: null,
  waitingForSecurity: null,
  waitingNames: [],
  restartNeeded: null,
  restartFor: [],
  lastCheckedAt: null,
  installed: [],
  failed: [],
  pausedUntil: null,
  ownServer: null,
};

export const most = 200;
export const mostWaiting = 100;

export const newestFirst = <T extends { at: string }>(list: T[]): T[] =>
  list.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, most);
