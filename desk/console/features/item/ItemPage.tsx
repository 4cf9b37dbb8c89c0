import { useEffect } from 'react';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ItemList } from './ItemList.tsx';
import styles from './ItemPage.module.css';
import { ItemView } from './ItemView.tsx';
import { listedItems } from './items-by-category.ts';

export function ItemPage({ number, item }: { number: string; item: string }) {
  const { t } = useText();
  const { loadIncident } = useConsole();
  const incident = useConsoleState((state) => state.details[number]);
  const problem = useConsoleState((state) => state.detailProblems[number]);
  const known = incident !== undefined;

  useEffect(() => {
    if (!known) void loadIncident(number);
  }, [loadIncident, number, known]);

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <nav className={styles.path}>
          <Link to={{ page: 'incidents' }}>{t('incidents.title')}</Link>
          <span aria-hidden="true">/</span>
          <Link to={{ page: 'incident', number }}>{number}</Link>
        </nav>
        <PageHeading key={item} title={t('item.title', { item, number })} className={styles.title}>
          {item}
        </PageHeading>
      </div>
      {incident ? (
        <Body incident={incident} item={item} />
      ) : problem ? (
        <Problem
          title={t('incident.failed')}
          error={problem}
          again={() => void loadIncident(number)}
        />
      ) : (
        <p role="status">{t('app.loading')}</p>
      )}
    </div>
  );
}

function Body({ incident, item }: { incident: IncidentDetail; item: string }) {
  const { t } = useText();
  const { number, manifest } = incident;
  const items = listedItems(manifest.items);
  const index = items.findIndex(({ id }) => id === item);
  const shown = items[index];
  return (
    <div className={styles.columns}>
      <ItemList number={number} items={manifest.items} current={item} />
      {shown ? (
        <ItemView
          key={item}
          number={number}
          item={shown}
          previous={items[index - 1]?.id ?? null}
          next={items[index + 1]?.id ?? null}
        />
      ) : (
        <EmptyState
          icon="document"
          title={t('item.absent.title')}
          action={<Link to={{ page: 'incident', number }}>{t('item.back', { number })}</Link>}
        >
          {t('item.absent.text')}
        </EmptyState>
      )}
    </div>
  );
}
