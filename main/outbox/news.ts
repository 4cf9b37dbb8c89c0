import type { Clock } from './clock.ts';

/** Milliseconds between two questions about one incident, however often the desk says that there is news. */
const shortestInterval = 2_000;

export interface News {
  /** Asks now; or, soon after an earlier question, once more when that is over. */
  announce(id: string): void;
  stop(): void;
}

/** Turns the desk's word that there is news, which is unsigned and may come at any rate, into a bounded number of questions. */
export function createNews(clock: Clock, ask: (id: string) => Promise<void>): News {
  /** Incidents that were asked about just now, and how to call off what comes next. */
  const resting = new Map<string, { again: boolean; callOff: () => void }>();
  let stopped = false;

  function announce(id: string): void {
    const known = resting.get(id);
    if (known) known.again = true;
    if (known || stopped) return;
    const rest = { again: false, callOff: () => {} };
    resting.set(id, rest);
    void ask(id).finally(() => {
      if (stopped) return;
      rest.callOff = clock.after(shortestInterval, () => {
        resting.delete(id);
        if (rest.again) announce(id);
      });
    });
  }

  return {
    announce,
    stop() {
      stopped = true;
      for (const { callOff } of resting.values()) callOff();
    },
  };
}
