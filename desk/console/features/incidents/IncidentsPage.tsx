import { type KeyboardEvent, useEffect, useRef } from 'react';
import { type IncidentView, incidentViews } from '#contract/http/console-lists.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { MoreRows } from '#desk/console/base/parts/MoreRows.tsx';
import { useTyped } from '#desk/console/base/parts/use-typed.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import type { IncidentList } from '#desk/console/base/state/incident-list.ts';
import { useList, useScrollPlace } from '#desk/console/base/state/use-list.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Filters } from './Filters.tsx';
import { IncidentRows } from './IncidentRows.tsx';
import styles from './IncidentsPage.module.css';

export function IncidentsPage() {
  const { t } = useText();
  const { incidents: list } = useConsole().lists;
  const { page, problem } = useList(list);
  // After the first load, events update the list.
  useEffect(() => {
    if (list.store.getState().page === null) void list.load();
  }, [list]);
  return (
    <div className={styles.page}>
      <PageHeading title={t('incidents.title')} />
      {problem ? (
        <Problem
          title={t(page ? 'incidents.stale' : 'incidents.failed')}
          error={problem}
          again={() => void list.load()}
        />
      ) : null}
      {page === null ? (
        problem ? null : (
          <p role="status">{t('app.loading')}</p>
        )
      ) : page.counts.all === 0 ? (
        <Card>
          <EmptyState icon="mail" title={t('incidents.empty.title')}>
            {t('incidents.empty.text')}
          </EmptyState>
        </Card>
      ) : (
        <List list={list} />
      )}
    </div>
  );
}

function List({ list }: { list: IncidentList }) {
  const { t } = useText();
  const state = useList(list);
  const { query, rows, page } = state;
  useScrollPlace(list);
  if (!page) return null;
  return (
    <>
      <search className={styles.tools}>
        <Views
          view={query.view}
          counts={page.counts}
          onChange={(view) => void list.show({ view })}
        />
        <Find list={list} />
        <p className={styles.count} role="status">
          {t('incidents.count', { count: page.total })}
        </p>
        <Filters list={list} query={query} />
      </search>
      {rows.length === 0 ? (
        <Nothing list={list} />
      ) : (
        <IncidentRows incidents={rows} total={page.total} onKeyDown={moveByKey} />
      )}
      <MoreRows list={list} state={state} />
    </>
  );
}

interface ViewsProps {
  view: IncidentView;
  counts: Readonly<Record<IncidentView, number>>;
  onChange: (view: IncidentView) => void;
}

function Views({ view, counts, onChange }: ViewsProps) {
  const { t, number } = useText();
  return (
    <fieldset className={styles.views}>
      <legend className="visually-hidden">{t('incidents.show')}</legend>
      {incidentViews.map((name) => (
        <label key={name} className={styles.view} title={t(`incidents.show.${name}.help`)}>
          <input
            type="radio"
            name="view"
            value={name}
            checked={view === name}
            onChange={() => onChange(name)}
          />
          <span>{t(`incidents.show.${name}`)}</span>
          <span className={styles.number}>{number(counts[name])}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Find({ list }: { list: IncidentList }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const current = useList(list).query.find;
  const [text, setText] = useTyped(current, (find) => void list.show({ find }));

  useEffect(() => {
    const find = (event: globalThis.KeyboardEvent) => {
      if (
        event.key !== '/' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isEditable(event.target)
      )
        return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', find);
    return () => document.removeEventListener('keydown', find);
  }, []);

  return (
    <input
      ref={input}
      type="search"
      className={styles.find}
      aria-label={t('incidents.find')}
      placeholder={t('incidents.find')}
      title={t('incidents.keys')}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') moveFocus(event, 0);
      }}
    />
  );
}

/** The empty view. Links to other views where the search has matches. */
function Nothing({ list }: { list: IncidentList }) {
  const { t } = useText();
  const { page, query } = useList(list);
  if (!page) return null;
  const isNarrowed =
    query.find !== '' || [query.sender, query.device, query.status, query.assignee].some(Boolean);
  const elsewhere = (['open', 'unverified', 'ended'] as const).filter(
    (view) => view !== query.view && page.found[view] > 0,
  );
  return (
    <Card>
      <EmptyState
        icon="search"
        title={t(isNarrowed ? 'incidents.none.title' : 'incidents.none.inView')}
        action={
          <div className={styles.ways}>
            {elsewhere.map((view) => (
              <Button key={view} onClick={() => void list.show({ view })}>
                {t(`incidents.elsewhere.${view}`, { count: page.found[view] })}
              </Button>
            ))}
            {isNarrowed ? (
              <Button onClick={() => void list.show({ view: 'all', ...noFilters })}>
                {t('incidents.none.all')}
              </Button>
            ) : null}
          </div>
        }
      >
        {t('incidents.none.text')}
      </EmptyState>
    </Card>
  );
}

const noFilters = {
  find: '',
  sender: undefined,
  device: undefined,
  status: undefined,
  assignee: undefined,
};

const isEditable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const rowLinks = (): HTMLAnchorElement[] => [
  ...document.querySelectorAll<HTMLAnchorElement>('a[data-incident]'),
];

function moveByKey(event: KeyboardEvent): void {
  const links = rowLinks();
  const now = links.findIndex((link) => link.matches(':focus'));
  if (now === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = {
    ArrowDown: now + 1,
    j: now + 1,
    ArrowUp: now - 1,
    k: now - 1,
    Home: 0,
    End: links.length - 1,
  }[event.key];
  if (target !== undefined) moveFocus(event, target);
}

function moveFocus(event: KeyboardEvent, index: number): void {
  const link = rowLinks()[index];
  if (!link) return;
  event.preventDefault();
  link.focus();
}
