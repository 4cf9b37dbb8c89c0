import { useState } from 'react';
import type { AppError, Result } from '#contract/errors/result.ts';

export interface Action {
  busy: boolean;
  problem: AppError | null;
  /** Runs the action unless it is running already. @returns the result; null on failure. */
  run<T>(work: () => Promise<Result<T>>): Promise<T | null>;
}

/** An action that a button triggers at the desk. */
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
