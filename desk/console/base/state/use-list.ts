import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Topic } from '../api/events.ts';
import { useConsoleState } from './console-context.tsx';
import type { PagedList, PagedState } from './paged-list.ts';

export const useList = <Query, Row, Page>({
  store,
}: PagedList<Query, Row, Page>): PagedState<Query, Row, Page> => useStore(store);

/** Loads the list when its page opens, and again when something of the topic changes. */
export function useListOf<Query, Row, Page>(
  list: PagedList<Query, Row, Page>,
  topic: Topic,
): PagedState<Query, Row, Page> {
  const turn = useConsoleState((state) => state.turns[topic]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` triggers a new call.
  useEffect(() => {
    void list.load();
  }, [list, turn]);
  return useList(list);
}

interface ScrollStore {
  getState(): { scrollTop: number };
  setState(part: { scrollTop: number }): void;
}

/** Restores and records the scroll position, on a page whose rows are loaded. */
export function useScrollPlace({ store }: { store: ScrollStore }): void {
  useEffect(() => {
    window.scrollTo(0, store.getState().scrollTop);
    const remember = () => store.setState({ scrollTop: window.scrollY });
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [store]);
}
