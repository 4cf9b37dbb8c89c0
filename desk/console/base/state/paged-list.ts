import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError, Result } from '#contract/errors/result.ts';

export interface PagedState<Query, Row, Page> {
  query: Query;
  /** The rows of all loaded pages. */
  rows: readonly Row[];
  /** The newest response, with its totals; null before the first. */
  page: Page | null;
  problem: AppError | null;
  loading: boolean;
  /** Scroll position in pixels, restored when the engineer returns. */
  scrollTop: number;
}

export interface PagedList<Query, Row, Page> {
  store: StoreApi<PagedState<Query, Row, Page>>;
  /** Starts a new query at the top. */
  show(change: Partial<Query>): Promise<void>;
  /** Reloads the rows, up to a limit. */
  load(): Promise<void>;
  /** Loads the next page, if there is one. */
  more(): Promise<void>;
  /** Clears all data. */
  clear(): void;
}

export interface PagedListOptions<Query, Row, Page> {
  query: Query;
  read(query: Query, before: string | null): Promise<Result<Page>>;
  rowsOf(page: Page): readonly Row[];
  /** Called with each response once its rows are in the list. */
  onPage?(): void;
}

/** The most rows to reload at once. Rows beyond that load on scrolling. */
const mostReloaded = 300;

/** A list that the desk sends page by page. It outlives the page that shows it. */
export function createPagedList<Query extends object, Row, Page extends { next: string | null }>({
  query: first,
  read,
  rowsOf,
  onPage,
}: PagedListOptions<Query, Row, Page>): PagedList<Query, Row, Page> {
  const empty = { query: first, rows: [], page: null, problem: null, loading: false, scrollTop: 0 };
  const store = createStore<PagedState<Query, Row, Page>>(() => empty);
  const { getState, setState } = store;
  // The response to an older call must not overwrite the response to a newer one.
  let turn = 0;

  async function load(least: number): Promise<void> {
    turn += 1;
    const own = turn;
    setState({ loading: true });
    let rows: readonly Row[] = [];
    let before: string | null = null;
    do {
      const result: Result<Page> = await read(getState().query, before);
      if (own !== turn) return;
      if (!result.ok) return setState({ loading: false, problem: result.error });
      rows = [...rows, ...rowsOf(result.value)];
      before = result.value.next;
      if (rows.length < least && before !== null) continue;
      setState({ loading: false, problem: null, rows, page: result.value });
      onPage?.();
      return;
    } while (before !== null);
  }

  return {
    store,
    show(change) {
      setState({ query: { ...getState().query, ...change }, scrollTop: 0 });
      return load(1);
    },
    load: () => load(Math.min(getState().rows.length, mostReloaded)),
    async more() {
      const { page, loading, query, rows } = getState();
      if (loading || !page || page.next === null) return;
      turn += 1;
      const own = turn;
      setState({ loading: true });
      const result = await read(query, page.next);
      if (own !== turn) return;
      if (!result.ok) return setState({ loading: false, problem: result.error });
      setState({
        loading: false,
        problem: null,
        rows: [...rows, ...rowsOf(result.value)],
        page: result.value,
      });
      onPage?.();
    },
    clear() {
      turn += 1;
      setState(empty, true);
    },
  };
}
