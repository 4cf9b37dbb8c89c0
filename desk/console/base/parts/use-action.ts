import { useState } from 'react';
import type { AppError, Result } from '#contract/errors/result.ts';

export interface Action {
  busy: boolean;
  problem: AppError | null;
  /** Does it, unless it is being done. @returns what it came to; null when it failed. */
  run<T>(work: () => Promise<Result<T>>): Promise<T | null>;
}

/** One thing that a button does at the desk. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  return {
    busy,
    problem,
    async run(work) {
      if (busy) return null;
      setBusy(true);
      setProblem(null);
      const result = await work();
      setBusy(false);
      if (result.ok) return result.value;
      setProblem(result.error);
      return null;
    },
  };
}
