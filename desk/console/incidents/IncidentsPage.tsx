import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Engineer, IncidentSummary } from '../../../contract/console-api.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { Card } from '../../../renderer/ui/Card.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { PageHeading } from '../shell/Page.tsx';
import { Problem } from '../shell/Problem.tsx';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import { matching, type View, views } from './filter.ts';
import { IncidentRows } from './IncidentRows.tsx';
import styles from './IncidentsPage.module.css';

/** Rows drawn at once: what stands below them is found faster than scrolled to. */
const rowsPerStep = 200;

export function IncidentsPage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const { loadIncidents } = useConsole();
  const incidents = useConsoleState((state) => state.incidents);
  const problem = useConsoleState((state) => state.incidentsProblem);

  useEffect(() => {
    void loadIncidents();
  }, [loadIncidents]);

  return (
    <div className={styles.page}>
      <PageHeading title={t('incidents.title')} />
      {problem ? (
        <Problem
          title={t(incidents ? 'incidents.stale' : 'incidents.failed')}
          error={problem}
          again={() => void loadIncidents()}
        />
      ) : null}
      {incidents === null ? (
        problem ? null : (
          <p role="status">{t('app.loading')}</p>
        )
      ) : incidents.length === 0 ? (
        <Card>
          <EmptyState icon="mail" title={t('incidents.empty.title')}>
            {t('incidents.empty.text')}
          </EmptyState>
        </Card>
      ) : (
        <IncidentList incidents={incidents} engineer={engineer} />
      )}
    </div>
  );
}

function IncidentList({ incidents, engineer }: { incidents: readonly IncidentSummary[]; engineer: Engineer }) {
  const { t } = useText();
  const [view, setView] = useState<View>('open');
  const [query, setQuery] = useState('');
  const [limit, setLimit] = useState(rowsPerStep);
  const search = useRef<HTMLInputElement>(null);
  const found = matching(incidents, view, query, engineer.name);

  useEffect(() => {
    const find = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isEditable(event.target)) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', find);
    return () => document.removeEventListener('keydown', find);
  }, []);

  return (
    <>
      <search className={styles.tools}>
        <fieldset className={styles.views}>
          <legend className="visually-hidden">{t('incidents.show')}</legend>
          {views.map((name) => (
            <label key={name} className={styles.view}>
              <input type="radio" name="view" value={name} checked={view === name} onChange={() => setView(name)} />
              <span>{t(`incidents.show.${name}`)}</span>
              <span className={styles.number}>{matching(incidents, name, '', engineer.name).length}</span>
            </label>
          ))}
        </fieldset>
        <input
          ref={search}
          type="search"
          className={styles.find}
          aria-label={t('incidents.find')}
          placeholder={t('incidents.find')}
          title={t('incidents.keys')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') moveFocus(event, 0);
          }}
        />
        <p className={styles.count} role="status">
          {t('incidents.count', { count: found.length })}
        </p>
      </search>
      {found.length === 0 ? (
        <Card>
          <EmptyState
            icon="search"
            title={t('incidents.none.title')}
            action={
              <Button
                onClick={() => {
                  setView('all');
                  setQuery('');
                }}
              >
                {t('incidents.none.all')}
              </Button>
            }
          >
            {t('incidents.none.text')}
          </EmptyState>
        </Card>
      ) : (
        <IncidentRows incidents={found.slice(0, limit)} onKeyDown={moveByKey} />
      )}
      {found.length > limit ? (
        <Button onClick={() => setLimit(limit + rowsPerStep)}>
          {t('incidents.more', { count: Math.min(rowsPerStep, found.length - limit) })}
        </Button>
      ) : null}
    </>
  );
}

const isEditable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const rowLinks = (): HTMLAnchorElement[] => [...document.querySelectorAll<HTMLAnchorElement>('a[data-incident]')];

function moveByKey(event: KeyboardEvent): void {
  const links = rowLinks();
  const now = links.findIndex((link) => link.matches(':focus'));
  if (now === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = { ArrowDown: now + 1, j: now + 1, ArrowUp: now - 1, k: now - 1, Home: 0, End: links.length - 1 }[event.key];
  if (target !== undefined) moveFocus(event, target);
}

function moveFocus(event: KeyboardEvent, index: number): void {
  const link = rowLinks()[index];
  if (!link) return;
  event.preventDefault();
  link.focus();
}
