import { useCallback, useState } from 'react';
import type { AppError, Result } from '#contract/errors/result.ts';

/** One button's action: whether it is running, and why it failed. A second press while it runs does nothing. */
export function useAction<A extends unknown[]>(action: (...args: A) => Promise<Result<unknown>>) {
  const [state, setState] = useState<{ busy: boolean; error: AppError | null }>({
    busy: false,
    error: null,
  });
  const run = async (...args: A): Promise<boolean> => {
    if (state.busy) return false;
    setState({ busy: true, error: null });
    const result = await action(...args);
    setState({ busy: false, error: result.ok ? null : result.error });
    return result.ok;
  };
  const clear = useCallback(() => setState({ busy: false, error: null }), []);
  return { ...state, run, clear };
}
