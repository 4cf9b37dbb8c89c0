import { useEffect, useRef } from 'react';
import { Button } from '#ui/Button.tsx';
import type { PagedList, PagedState } from '../state/paged-list.ts';
import { useText } from '../use-text.ts';
import styles from './parts.module.css';

interface MoreRowsProps<Query, Row, Page extends { next: string | null }> {
  list: PagedList<Query, Row, Page>;
  state: PagedState<Query, Row, Page>;
}

/** At the end of the rows that are there: loads the next page when it comes into sight, or when somebody presses it. */
export function MoreRows<Query, Row, Page extends { next: string | null }>({
  list,
  state,
}: MoreRowsProps<Query, Row, Page>) {
  const { t } = useText();
  const end = useRef<HTMLDivElement>(null);
  const isMore = state.page !== null && state.page.next !== null;
  const { loading, problem } = state;
  // After a failure only the button asks again.
  const waits = loading || problem !== null;

  useEffect(() => {
    // Observed anew after each answer: an end that stayed in sight all the time would be reported only once.
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
