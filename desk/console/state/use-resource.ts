import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { AppError } from '../../../contract/result.ts';
import type { Topic } from '../api/events.ts';
import { useConsole, useConsoleState } from './console-context.tsx';

export interface Resource<T> {
  /** Null until the desk has answered. */
  value: T | null;
  /** Why the last asking failed; `value` is then what was known before. */
  problem: AppError | null;
  reload(): void;
  /** What a change was answered with. */
  keep(value: T): void;
}

/** What the desk says at `path`, asked anew whenever something of `topic` changes there. `path` null: not asked at all. */
export function useResource<T>(path: string | null, schema: z.ZodType<T>, topic: Topic | null = null): Resource<T> {
  const { client } = useConsole();
  const live = useConsoleState((state) => (topic === null ? 0 : state.turns[topic]));
  const [tries, setTries] = useState(0);
  const [known, setKnown] = useState<{ path: string | null; value: T | null; problem: AppError | null }>({
    path,
    value: null,
    problem: null,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `live` and `tries` are the reasons to ask again.
  useEffect(() => {
    if (path === null) return;
    const asking = new AbortController();
    void client.read(path, schema, asking.signal).then((result) => {
      if (asking.signal.aborted) return;
      setKnown((before) => {
        const value = before.path === path ? before.value : null;
        return result.ok ? { path, value: result.value, problem: null } : { path, value, problem: result.error };
      });
    });
    return () => asking.abort();
  }, [client, path, schema, live, tries]);

  const reload = useCallback(() => setTries((count) => count + 1), []);
  const keep = useCallback((value: T) => setKnown({ path, value, problem: null }), [path]);
  const current = known.path === path ? known : { value: null, problem: null };
  return { value: current.value, problem: current.problem, reload, keep };
}
