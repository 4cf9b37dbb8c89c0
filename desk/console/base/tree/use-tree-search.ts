import { useEffect, useState } from 'react';
import type { Search } from '#ui/TextSearch.tsx';
import type { JsonNode } from './json-document.ts';
import { findInTree, noTreeMatches } from './tree-search.ts';

/** Milliseconds without a key after which the search begins: not at every letter. */
const pauseMs = 120;

/** The search of a tree, in the form that the search field takes. @param onMatch called with each match that is gone to. */
export function useTreeSearch(document: JsonNode, onMatch: (pointer: string) => void): Search {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState({ query: '', matches: noTreeMatches });
  const [now, setNow] = useState(0);
  const { pointers, capped } = found.matches;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another `onMatch` is no reason to search again.
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const matches = await findInTree(document, query, abort.signal);
      if (abort.signal.aborted) return;
      setFound({ query, matches });
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
    searching: found.query !== query,
  };
}
