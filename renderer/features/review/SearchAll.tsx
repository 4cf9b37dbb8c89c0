import { type FormEvent, useId } from 'react';
import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import { hide, search, setQuery, useDecisions } from './decide.ts';
import styles from './Review.module.css';
import { readingOf } from './reading-of.ts';

interface SearchAllProps {
  review: Review;
  onRead: (reading: Reading) => void;
  onHidden: () => void;
}

/** “Is my name in here?”: searches the whole bundle and hides what should not be in it. */
export function SearchAll({ review, onRead, onHidden }: SearchAllProps) {
  const texts = useText();
  const { t, number } = texts;
  const field = useId();
  const { query, found, busy, error, done } = useDecisions();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void search(query);
  };
  return (
    <section aria-labelledby="search-title" className={styles.section}>
      <div>
        <h2 id="search-title">{t('search.title')}</h2>
        <p className={styles.muted}>{t('search.lead')}</p>
        {review.items.some(({ mediaType }) => mediaType === 'image/png') ? (
          <p className={styles.muted}>{t('picture.notSearched')}</p>
        ) : null}
      </div>
      <Card>
        <search>
          <form className={styles.searchForm} onSubmit={submit}>
            <label htmlFor={field} className="visually-hidden">
              {t('search.field')}
            </label>
            <input
              id={field}
              type="search"
              className={styles.searchField}
              placeholder={t('search.field')}
              value={query}
              maxLength={500}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setQuery(event.target.value)}
            />
            <Button type="submit" busy={busy === 'search'} disabled={query.trim() === ''}>
              {t('search.go')}
            </Button>
            <Button kind="quiet" icon="lock" onClick={onHidden}>
              {t('hidden.open')}
            </Button>
          </form>
        </search>
        {error ? <ErrorNotice error={error} /> : null}
        <div role="status" className={styles.searchResult}>
          {busy === 'hide' || busy === 'show' ? <p>{t('search.changing')}</p> : null}
          {done ? (
            <Notice
              kind="info"
              title={t(`search.done.${done.kind}`, { text: done.text, count: done.places })}
            >
              {t(done.kind === 'hidden' ? 'search.done.hidden.text' : 'search.done.shown.text')}
            </Notice>
          ) : null}
          {found && found.total === 0 ? <p>{t('search.none', { text: found.text })}</p> : null}
          {found && found.total > 0 ? (
            <p>{t('search.found', { text: found.text, count: found.total })}</p>
          ) : null}
        </div>
        {found && found.total > 0 ? (
          <>
            <ul className={styles.places} aria-label={t('search.places', { text: found.text })}>
              {found.places.map(({ id, count }) => {
                const reading = readingOf(review, id, texts);
                return (
                  <li key={id}>
                    <Button
                      kind="quiet"
                      icon="document"
                      onClick={() => onRead({ ...reading, query: found.text })}
                    >
                      {reading.title}
                    </Button>
                    <span className={styles.muted}>
                      {t('search.count', { count, shown: number(count) })}
                    </span>
                    <code>{id}</code>
                  </li>
                );
              })}
            </ul>
            <Button
              busy={busy === 'hide'}
              disabled={found.text.length < 2}
              onClick={() => void hide(found.text)}
            >
              {t('search.hide', { text: found.text })}
            </Button>
          </>
        ) : null}
      </Card>
    </section>
  );
}
