import { useEffect } from 'react';
import { listen, topics } from '../base/api/events.ts';
import { routeOf } from '../base/routing/routes.ts';
import { useConsole } from '../base/state/console-context.tsx';

/** Milliseconds to batch changes for, so that a burst causes one call to the desk. */
const gatherMs = 150;

/**
 * Keeps the list and opened incidents up to date during a session.
 * @param incidents whether this engineer may see incidents. @param engineer the engineer's id.
 */
export function useLive(engineer: string, incidents: boolean): void {
  const { store, lists, forgetDetail, loadIncident, refreshSession, setLive, turn } = useConsole();
  useEffect(() => {
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const route = routeOf(window.location.pathname);
      const shown = 'number' in route ? route.number : null;
      for (const number of changed) {
        if (!store.getState().details[number]) continue;
        // An incident that is not on screen is loaded when it is opened.
        if (number === shown) void loadIncident(number);
        else forgetDetail(number);
      }
      changed.clear();
    };
    const gather = (numbers: Iterable<string>) => {
      for (const number of numbers) changed.add(number);
      timer ??= setTimeout(refresh, gatherMs);
    };
    const stop = listen(engineer, {
      onChanged: (number) => gather([number]),
      onRow: lists.incidents.apply,
      onTopic: turn,
      onRefused: () => void refreshSession(),
      onState(state) {
        const before = store.getState().live;
        setLive(state);
        // Anything may have changed while the stream was down.
        if (state === 'open' && before === 'lost') {
          gather(Object.keys(store.getState().details));
          if (incidents) void lists.incidents.load();
          for (const topic of topics) turn(topic);
        }
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
      setLive('connecting');
    };
  }, [
    store,
    engineer,
    incidents,
    lists,
    forgetDetail,
    loadIncident,
    refreshSession,
    setLive,
    turn,
  ]);
}
