import type { ReactNode } from 'react';
import { Mark } from '#desk/console/base/Mark.tsx';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import styles from './EntryPage.module.css';

/** The layout of the pages before sign-in. */
export function EntryPage({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: string;
  children: ReactNode;
}) {
  const { t } = useText();
  return (
    <main className={styles.page}>
      <p className={styles.name}>
        <Mark />
        {t('app.name')}
      </p>
      <Card>
        <div className={styles.content}>
          <div className={styles.head}>
            <PageHeading title={title} />
            {intro ? <p className={styles.intro}>{intro}</p> : null}
          </div>
          {children}
        </div>
      </Card>
    </main>
  );
}
