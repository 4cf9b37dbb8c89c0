import type { IncidentSummary } from '#contract/http/console-api.ts';
import {
  type IncidentEvent,
  type IncidentPage,
  type IncidentQuery,
  incidentViews,
  isInView,
  matcherOf,
} from '#contract/http/console-lists.ts';
import type { ConsoleClient } from '../api/client.ts';
import { createPagedList, type PagedList, type PagedState } from './paged-list.ts';

export type ListQuery = Omit<IncidentQuery, 'before'>;
type ListState = PagedState<ListQuery, IncidentSummary, IncidentPage>;

export interface IncidentList extends PagedList<ListQuery, IncidentSummary, IncidentPage> {
  /** Applies the desk's event about one changed row. */
  apply(event: IncidentEvent): void;
}

/** Events to remember: more than arrive while one page loads. */
const mostRecent = 500;

/** `engineer`: the signed-in engineer's account; null without a session. */
export function createIncidentList(
  client: Pick<ConsoleClient, 'call'>,
  engineer: () => string | null,
): IncidentList {
  let recent: IncidentEvent[] = [];
  const list = createPagedList<ListQuery, IncidentSummary, IncidentPage>({
    query: { view: 'open', find: '' },
    read: (query, before) =>
      client.call('incidents.list', { query: { ...query, before: before ?? undefined } }),
    rowsOf: ({ incidents }) => incidents,
    // An event may arrive before a response that does not include it yet.
    onPage: () => recent.forEach(take),
  });

  function take(event: IncidentEvent): void {
    list.store.setState((state) => withChange(state, event, engineer()));
  }

  return {
    ...list,
    clear() {
      recent = [];
      list.clear();
    },
    apply(event) {
      recent = [...recent.slice(1 - mostRecent), event];
      take(event);
    },
  };
}

/**
 * The list after one row has changed. Rows are always replaced. A count changes only for an event that the page with this
 * count does not include.
 */
export function withChange(
  state: ListState,
  event: IncidentEvent,
  engineer: string | null,
): ListState {
  const { page, query } = state;
  if (!page) return state;
  const rows = rowsWith(state, event, engineer);
  if (event.version <= page.version) return { ...state, rows };
  const counts = { ...page.counts };
  const found = { ...page.found };
  const matches = matcherOf(query);
  const { find, sender, device, status, assignee } = query;
  const everything =
    find === '' && [sender, device, status, assignee].every((filter) => filter === undefined);
  for (const view of incidentViews) {
    const was = event.before !== null && isInView(event.before, view, engineer) ? 1 : 0;
    const is = event.after !== null && isInView(event.after, view, engineer) ? 1 : 0;
    counts[view] += is - was;
    // In a filtered list only a new row is certain: the event does not say whether an older one matched before.
    if (everything) found[view] += is - was;
    else if (event.before === null && event.after !== null && matches(event.after))
      found[view] += is;
  }
  return {
    ...state,
    rows,
    page: { ...page, counts, found, total: found[query.view], version: event.version },
  };
}

function rowsWith(
  { rows, page, query }: ListState,
  { number, after }: IncidentEvent,
  engineer: string | null,
): readonly IncidentSummary[] {
  const others = rows.filter((row) => row.number !== number);
  if (after === null || !isInView(after, query.view, engineer) || !matcherOf(query)(after))
    return others;
  const index = others.findIndex((row) => numberIn(row) < numberIn(after));
  if (index >= 0) return others.toSpliced(index, 0, after);
  // Older than all loaded rows: its page will contain it.
  return page?.next === null || rows.length > others.length ? [...others, after] : others;
}

const numberIn = ({ number }: IncidentSummary): number => Number(number.slice(4));
