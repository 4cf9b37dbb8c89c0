import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError, Result } from '#contract/errors/result.ts';

export interface PagedState<Query, Row, Page> {
  query: Query;
  /** Of all pages that were loaded. */
  rows: readonly Row[];
  /** The newest answer, with its totals; null until the desk has answered. */
  page: Page | null;
  problem: AppError | null;
  loading: boolean;
  /** Where the engineer was in it, in pixels: they come back to the same place. */
  scrollTop: number;
}

export interface PagedList<Query, Row, Page> {
  store: StoreApi<PagedState<Query, Row, Page>>;
  /** Asks for something else, and begins at the top. */
  show(change: Partial<Query>): Promise<void>;
  /** Loads again as many rows as there were, but for those far down. */
  load(): Promise<void>;
  /** Loads the next page, if there is one. */
  more(): Promise<void>;
  /** Forgets everything. */
  clear(): void;
}

export interface PagedListOptions<Query, Row, Page> {
  query: Query;
  read(query: Query, before: string | null): Promise<Result<Page>>;
  rowsOf(page: Page): readonly Row[];
  /** What else becomes of an answer, once its rows are in the list. */
  onPage?(): void;
}

/** Rows that are loaded again at once. Whoever scrolled further scrolls again. */
const mostReloaded = 300;

/** A list that the desk sends page by page. It outlives the screen that shows it. */
export function createPagedList<Query extends object, Row, Page extends { next: string | null }>({
  query: first,
  read,
  rowsOf,
  onPage,
}: PagedListOptions<Query, Row, Page>): PagedList<Query, Row, Page> {
  const empty = { query: first, rows: [], page: null, problem: null, loading: false, scrollTop: 0 };
  const store = createStore<PagedState<Query, Row, Page>>(() => empty);
  const { getState, setState } = store;
  // An answer that was asked for earlier must not overwrite one that was asked for later.
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
