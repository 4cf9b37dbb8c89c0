import type { Clock } from './clock.ts';

/** Milliseconds between two refreshes of one incident, however often the desk announces news. */
const shortestInterval = 2_000;

export interface News {
  /** Refreshes now; soon after an earlier refresh, once more when the interval has passed. */
  announce(id: string): void;
  stop(): void;
}

/** Limits how often the desk's announcements, which are unsigned and may come at any rate, lead to a refresh. */
export function createNews(clock: Clock, ask: (id: string) => Promise<void>): News {
  /** Incidents refreshed just now, and how to cancel the next refresh. */
  const resting = new Map<string, { again: boolean; cancel: () => void }>();
  let stopped = false;

  function announce(id: string): void {
    const known = resting.get(id);
    if (known) known.again = true;
    if (known || stopped) return;
    const rest = { again: false, cancel: () => {} };
    resting.set(id, rest);
    void ask(id).finally(() => {
      if (stopped) return;
      rest.cancel = clock.after(shortestInterval, () => {
        resting.delete(id);
        if (rest.again) announce(id);
      });
    });
  }

  return {
    announce,
    stop() {
      stopped = true;
      for (const { cancel } of resting.values()) cancel();
    },
  };
}
