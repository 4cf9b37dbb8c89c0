import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { CallArguments } from '#contract/http/client.ts';
import type { ConsoleApi } from '#contract/http/console.ts';
import type { CallInput, CallName, CallOutput } from '#contract/http/define.ts';
import { apiPath } from '../api/client.ts';
import type { Topic } from '../api/events.ts';
import { useConsole, useConsoleState } from './console-context.tsx';

export interface Resource<T> {
  /** Null until the desk has answered. */
  value: T | null;
  /** Why the last call failed; `value` is then the older answer. */
  problem: AppError | null;
  reload(): void;
  /** Sets the answer to a change. */
  keep(value: T): void;
}

/** The read-only calls. */
type Reading = {
  [Name in CallName<ConsoleApi>]: ConsoleApi[Name] extends { method: 'GET' } ? Name : never;
}[CallName<ConsoleApi>];

/** The desk's answer to a call, repeated when something of `topic` changes. A null `input` makes no call. */
export function useResource<Name extends Reading>(
  name: Name,
  input: CallInput<ConsoleApi[Name]> | null,
  topic: Topic | null = null,
): Resource<CallOutput<ConsoleApi[Name]>> {
  type T = CallOutput<ConsoleApi[Name]>;
  // Compares calls by address, so that an equal input in a new object does not call again.
  const path =
    input === null
      ? null
      : apiPath(name, ...([input] as unknown as CallArguments<ConsoleApi[Name]>));
  const { client } = useConsole();
  const live = useConsoleState((state) => (topic === null ? 0 : state.turns[topic]));
  const [tries, setTries] = useState(0);
  const [known, setKnown] = useState<{
    path: string | null;
    value: T | null;
    problem: AppError | null;
  }>({
    path,
    value: null,
    problem: null,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `live` and `tries` trigger a new call; `path` stands for `input`.
  useEffect(() => {
    if (path === null) return;
    const asking = new AbortController();
    const args = [input, asking.signal] as unknown as CallArguments<
      ConsoleApi[Name],
      AbortSignal | undefined
    >;
    void client.call(name, ...args).then((result) => {
      if (asking.signal.aborted) return;
      setKnown((before) => {
        const value = before.path === path ? before.value : null;
        return result.ok
          ? { path, value: result.value, problem: null }
          : { path, value, problem: result.error };
      });
    });
    return () => asking.abort();
  }, [client, name, path, live, tries]);

  const reload = useCallback(() => setTries((count) => count + 1), []);
  const keep = useCallback((value: T) => setKnown({ path, value, problem: null }), [path]);
  const current = known.path === path ? known : { value: null, problem: null };
  return { value: current.value, problem: current.problem, reload, keep };
}
