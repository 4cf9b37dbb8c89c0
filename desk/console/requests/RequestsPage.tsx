import { useState } from 'react';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { deskRequest, type MadeRequest } from '../../../contract/console-requests.ts';
import { Card } from '../../../renderer/ui/Card.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { Section } from '../incident/Section.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import styles from '../parts/parts.module.css';
import { PageHeading } from '../shell/Page.tsx';
import { useResource } from '../state/use-resource.ts';
import { useText } from '../use-text.ts';
import { CallCard } from './CallCard.tsx';
import { RequestForm } from './RequestForm.tsx';
import { RequestRows } from './RequestRows.tsx';

const many = deskRequest.array();

export function RequestsPage() {
  const { t } = useText();
  const requests = useResource(consoleRoutes.requests, many, 'requests');
  const [made, setMade] = useState<MadeRequest | null>(null);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('requests.title')} />
        <p className={styles.intro}>{t('requests.intro')}</p>
      </div>
      <Section title={t('call.title')}>
        {made ? <CallCard key={made.request.jti} made={made} /> : null}
        <p className={styles.intro}>{t('call.intro')}</p>
        <RequestForm device={null} incident={null} onMade={setMade} />
      </Section>
      <Section title={t('requests.all')}>
        <Loaded resource={requests}>
          {(all) =>
            all.length === 0 ? (
              <Card>
                <EmptyState icon="mail" title={t('requests.empty.title')}>
                  {t('requests.empty.text')}
                </EmptyState>
              </Card>
            ) : (
              <RequestRows requests={all} />
            )
          }
        </Loaded>
      </Section>
    </div>
  );
}
