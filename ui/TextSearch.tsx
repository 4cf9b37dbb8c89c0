import { type Ref, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './TextViewer.module.css';
import { useTranslator } from './text-context.tsx';
import { findMatches, type Matches, noMatches } from './text-search.ts';

export interface Search {
  query: string;
  setQuery: (query: string) => void;
  matches: Matches;
  /** Index of the current match; -1 if there is none. */
  now: number;
  step: (by: 1 | -1) => void;
  searching: boolean;
}

export function useSearch(text: string, first = ''): Search {
  const [query, setQuery] = useState(first);
  const [found, setFound] = useState({ query: '', text: '', matches: noMatches });
  const [now, setNow] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    // Debounced: otherwise each letter would start a search through a long text.
    const timer = setTimeout(async () => {
      const matches = await findMatches(text, query, abort.signal);
      if (abort.signal.aborted) return;
      setFound({ query, text, matches });
      setNow(0);
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, query]);

  const count = found.matches.starts.length;
  return {
    query,
    setQuery,
    matches: found.text === text ? found.matches : noMatches,
    now: count === 0 ? -1 : Math.min(now, count - 1),
    step: (by) => setNow((current) => (count === 0 ? 0 : (current + by + count) % count)),
    searching: found.query !== query,
  };
}

export function TextSearch({ search, ref }: { search: Search; ref: Ref<HTMLInputElement> }) {
  const { t, number } = useTranslator();
  const id = useId();
  const { matches, now, query, searching } = search;
  const count = matches.starts.length;
  const values = { now: number(now + 1), count: number(count) };
  const countText =
    query === '' || searching
      ? ''
      : count === 0
        ? t('ui.viewer.none')
        : t(matches.capped ? 'ui.viewer.countCapped' : 'ui.viewer.count', values);
  return (
    <search className={styles.search}>
      <label htmlFor={id} className="visually-hidden">
        {t('ui.viewer.find')}
      </label>
      <input
        id={id}
        ref={ref}
        type="search"
        className={styles.find}
        placeholder={t('ui.viewer.findShort')}
        value={query}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            search.step(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape' && query !== '') {
            // The first Escape clears the search; only a second one closes the dialog around the viewer.
            event.preventDefault();
            event.stopPropagation();
            search.setQuery('');
          }
        }}
      />
      <Button
        kind="quiet"
        icon="up"
        aria-label={t('ui.viewer.previous')}
        disabled={count === 0}
        onClick={() => search.step(-1)}
      />
      <Button
        kind="quiet"
        icon="down"
        aria-label={t('ui.viewer.next')}
        disabled={count === 0}
        onClick={() => search.step(1)}
      />
      <span role="status" className={styles.count}>
        {countText}
      </span>
    </search>
  );
}

/** Ctrl+F or Command+F focuses the search field. */
export function useFindKey(): RefObject<HTMLInputElement | null> {
  const find = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (
        !(event.ctrlKey || event.metaKey) ||
        event.key.toLowerCase() !== 'f' ||
        event.defaultPrevented
      )
        return;
      event.preventDefault();
      find.current?.focus();
      find.current?.select();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  return find;
}
