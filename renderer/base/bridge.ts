import type { AppError, Result } from '#contract/errors/result.ts';
import type { Bridge } from '#contract/ipc/bridge.ts';
import type { CallArgs, CallName, CallResult } from '#contract/ipc/ipc.ts';

declare global {
  interface Window {
    readonly candor: Bridge;
  }
}

/** Calls main. Never rejects: even a broken bridge becomes an error that says what to do next. */
export async function call<K extends CallName>(
  name: K,
  ...args: CallArgs<K> extends undefined ? [] : [CallArgs<K>]
): Promise<Result<CallResult<K>>> {
  try {
    return await window.candor.call(name, ...args);
  } catch (thrown) {
    return { ok: false, error: brokenBridge(thrown) };
  }
}

function brokenBridge(thrown: unknown): AppError {
  return {
    code: 'internal',
    message: {
      message:
        'Candor did not answer. Close this window, open it again, and your words are still here.',
    },
    detail: String(thrown).slice(0, 4000),
  };
}
