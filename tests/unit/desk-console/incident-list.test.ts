import { describe, expect, test } from 'vitest';
import { ok, type Result } from '#contract/errors/result.ts';
import type { IncidentSummary } from '#contract/http/console-api.ts';
import { incidentSummary } from '#contract/http/console-api.ts';
import {
  type IncidentPage,
  type IncidentQuery,
  incidentQuery,
  isInView,
  matcherOf,
} from '#contract/http/console-lists.ts';
import { createIncidentList, withChange } from '#desk/console/base/state/incident-list.ts';
import { incidentOf, manyIncidents, ownId } from '#tests/e2e/console-pages/incidents.ts';

const row = (id: number, change: Partial<IncidentSummary> = {}): IncidentSummary =>
  incidentSummary.strip().parse({ ...incidentOf(id), ...change });

const counts = { open: 2, mine: 0, awaiting: 0, ended: 0, unverified: 0, all: 2 };
const pageOf = (change: Partial<IncidentPage> = {}): IncidentPage => ({
  ...{ incidents: [row(6), row(4)], total: 2, found: counts, counts, next: null, version: 10 },
  ...change,
});
const stateOf = (page = pageOf(), query: Partial<IncidentQuery> = {}) => ({
  ...{ page, rows: page.incidents, problem: null, loading: false, scrollTop: 0 },
  query: { view: 'open' as const, find: '', ...query },
});
const numbersIn = (rows: readonly IncidentSummary[]) =>
  rows.map(({ number }) => Number(number.slice(4)));
const standing = ({
  status,
  assignee,
  assigneeId,
  awaitsAnswer,
  deviceVerified,
}: IncidentSummary) => ({
  ...{ status, assignee, assigneeId, awaitsAnswer, deviceVerified },
});

describe('one changed row', () => {
  test('that is new is inserted in order and counted', () => {
    const after = withChange(
      stateOf(),
      { version: 11, number: 'INC-000005', before: null, after: row(5) },
      ownId,
    );
    expect(numbersIn(after.rows)).toEqual([6, 5, 4]);
    expect(after.page).toMatchObject({ total: 3, counts: { open: 3, all: 3 }, version: 11 });
  });

  test('that leaves the view is removed from the rows and the count', () => {
    const change = {
      version: 11,
      number: 'INC-000004',
      before: standing(row(4)),
      after: row(4, { status: 'resolved' }),
    };
    const after = withChange(stateOf(), change, ownId);
    expect(numbersIn(after.rows)).toEqual([6]);
    expect(after.page).toMatchObject({ total: 1, counts: { open: 1, ended: 1, all: 2 } });
  });

  test('that was deleted is removed', () => {
    const after = withChange(
      stateOf(),
      { version: 11, number: 'INC-000006', before: standing(row(6)), after: null },
      ownId,
    );
    expect(numbersIn(after.rows)).toEqual([4]);
    expect(after.page?.counts.all).toBe(1);
  });

  test('that the page already has is not counted twice', () => {
    const after = withChange(
      stateOf(),
      { version: 10, number: 'INC-000006', before: null, after: row(6) },
      ownId,
    );
    expect(numbersIn(after.rows)).toEqual([6, 4]);
    expect(after.page?.counts).toEqual(counts);
  });

  test('older than all loaded rows is left for its page', () => {
    const change = { version: 11, number: 'INC-000002', before: standing(row(2)), after: row(2) };
    expect(
      numbersIn(withChange(stateOf(pageOf({ next: 'INC-000004' })), change, ownId).rows),
    ).toEqual([6, 4]);
    expect(numbersIn(withChange(stateOf(), change, ownId).rows)).toEqual([6, 4, 2]);
  });

  test('that does not match the search is left out', () => {
    const change = { version: 11, number: 'INC-000007', before: null, after: row(7) };
    expect(
      numbersIn(withChange(stateOf(pageOf(), { find: 'printer' }), change, ownId).rows),
    ).toEqual([6, 4]);
  });
});

test('an event that arrives before its page is counted once the page is loaded', async () => {
  const answer = Promise.withResolvers<Result<unknown>>();
  const list = createIncidentList({ call: () => answer.promise as never }, () => ownId);
  const loading = list.load();
  list.apply({ version: 10, number: 'INC-000004', before: null, after: row(4) });
  list.apply({ version: 11, number: 'INC-000007', before: null, after: row(7) });
  answer.resolve(ok(pageOf()));
  await loading;
  expect(numbersIn(list.store.getState().rows)).toEqual([7, 6, 4]);
  expect(list.store.getState().page).toMatchObject({ total: 3, version: 11 });
});

test('a list continues after its last row, and a newer query discards an older response', async () => {
  const asked: unknown[] = [];
  const answers = [pageOf({ next: 'INC-000004' }), pageOf({ incidents: [row(3)], next: null })];
  const list = createIncidentList(
    {
      call: async (name, ...[input]) => {
        asked.push([name, input]);
        return ok(answers.shift() as never);
      },
    },
    () => ownId,
  );
  await list.load();
  await list.more();
  await list.more();
  const query = { view: 'open', find: '' };
  expect(asked).toEqual([
    ['incidents.list', { query }],
    ['incidents.list', { query: { ...query, before: 'INC-000004' } }],
  ]);
  expect(numbersIn(list.store.getState().rows)).toEqual([6, 4, 3]);
});

test('views filter by status and assignee, and a search matches every word', () => {
  const numbers = (view: 'open' | 'mine' | 'awaiting' | 'ended' | 'all', find = '') => {
    const matches = matcherOf(incidentQuery.parse({ find }));
    return numbersIn(
      manyIncidents().filter((each) => isInView(each, view, ownId) && matches(each)),
    );
  };
  expect(numbers('open')).toEqual([2, 3, 4]);
  expect(numbers('mine')).toEqual([2]);
  expect(numbers('awaiting')).toEqual([2]);
  expect(numbers('ended')).toEqual([1]);
  expect(numbers('all', 'vpn ADA')).toEqual([2]);
  expect(numbers('all', '000001')).toEqual([1]);
});
