import { useEffect, useRef } from 'react';
import { Button } from '#ui/Button.tsx';
import type { PagedList, PagedState } from '../state/paged-list.ts';
import { useText } from '../use-text.ts';
import styles from './parts.module.css';

interface MoreRowsProps<Query, Row, Page extends { next: string | null }> {
  list: PagedList<Query, Row, Page>;
  state: PagedState<Query, Row, Page>;
}

/** The end of the loaded rows. Loads the next page when scrolled into view or clicked. */
export function MoreRows<Query, Row, Page extends { next: string | null }>({
  list,
  state,
}: MoreRowsProps<Query, Row, Page>) {
  const { t } = useText();
  const end = useRef<HTMLDivElement>(null);
  const isMore = state.page !== null && state.page.next !== null;
  const { loading, problem } = state;
  // After a failure, only the button retries.
  const waits = loading || problem !== null;

  useEffect(() => {
    // Observed again after each response: an end that stays in view is reported only once.
    if (!isMore || waits || !end.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void list.more();
      },
      { rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [list, isMore, waits]);

  if (!isMore) return null;
  return (
    <div ref={end} className={styles.actions}>
      <Button busy={loading} onClick={() => void list.more()}>
        {t('list.more')}
      </Button>
    </div>
  );
}
