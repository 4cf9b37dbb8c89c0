import { useEffect, useState } from 'react';
import type { Search } from '#ui/TextSearch.tsx';
import type { JsonNode } from './json-document.ts';
import { findInTree, noTreeMatches } from './tree-search.ts';

/** Milliseconds after the last key before the search starts. */
const pauseMs = 120;

/** Searches a tree for the search field. @param onMatch called with each match that becomes current. */
export function useTreeSearch(document: JsonNode, onMatch: (pointer: string) => void): Search {
  const [query, setQuery] = useState('');
  const [result, setResult] = useState({ query: '', matches: noTreeMatches });
  const [now, setNow] = useState(0);
  const { pointers, capped } = result.matches;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `onMatch` must not start another search.
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const matches = await findInTree(document, query, abort.signal);
      if (abort.signal.aborted) return;
      setResult({ query, matches });
      setNow(0);
      if (matches.pointers[0] !== undefined) onMatch(matches.pointers[0]);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [document, query]);

  return {
    query,
    setQuery,
    matches: { starts: [...pointers.keys()], length: 1, capped },
    now: pointers.length === 0 ? -1 : now,
    step(by) {
      const next = (now + by + pointers.length) % Math.max(1, pointers.length);
      const pointer = pointers[next];
      if (pointer === undefined) return;
      setNow(next);
      onMatch(pointer);
    },
    searching: result.query !== query,
  };
}
