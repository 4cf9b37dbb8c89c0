import { useState } from 'react';
import type { Engineer } from '#contract/http/console-api.ts';
import { requestViews } from '#contract/http/console-lists.ts';
import type { CreatedRequest } from '#contract/http/console-requests.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { ListTools } from '#desk/console/base/parts/ListTools.tsx';
import { MoreRows } from '#desk/console/base/parts/MoreRows.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useListOf } from '#desk/console/base/state/use-list.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { CallCard } from './CallCard.tsx';
import { RequestForm } from './RequestForm.tsx';
import { RequestRows } from './RequestRows.tsx';

export function RequestsPage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const [created, setCreated] = useState<CreatedRequest | null>(null);
  const lead = engineer.role !== 'engineer';
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('requests.title')} />
        <p className={styles.intro}>{t('requests.intro')}</p>
      </div>
      <Section title={t('call.title')}>
        {created ? <CallCard key={created.request.jti} created={created} /> : null}
        <p className={styles.intro}>{t('call.intro')}</p>
        <RequestForm device={null} incident={null} onCreated={setCreated} />
      </Section>
      <Section title={t(lead ? 'requests.all' : 'requests.yours')}>
        <RequestList />
      </Section>
    </div>
  );
}

function RequestList() {
  const { t } = useText();
  const { requests: list } = useConsole().lists;
  const state = useListOf(list, 'requests');
  const { page, rows, problem, query } = state;
  const nothingYet = page?.total === 0 && query.view === 'all' && query.find === '';
  return (
    <>
      {problem ? <Problem error={problem} again={() => void list.load()} /> : null}
      {page === null ? (
        problem ? null : (
          <p role="status">{t('app.loading')}</p>
        )
      ) : nothingYet ? (
        <Card>
          <EmptyState icon="mail" title={t('requests.empty.title')}>
            {t('requests.empty.text')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <ListTools
            label={t('requests.show')}
            view={query.view}
            options={requestViews.map((value) => ({ value, text: t(`requests.show.${value}`) }))}
            find={query.find}
            findLabel={t('requests.find')}
            count={t('requests.count', { count: page.total })}
            onChange={(change) => void list.show(change)}
          />
          {rows.length === 0 ? (
            <p className={styles.quiet}>{t('requests.none')}</p>
          ) : (
            <RequestRows requests={rows} />
          )}
          <MoreRows list={list} state={state} />
        </>
      )}
    </>
  );
}
