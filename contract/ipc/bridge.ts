import type { Result } from '../errors/result.ts';
import type { CallArgs, CallName, CallResult, EventName, EventPayload } from './ipc.ts';

/** What preload puts on `window.candor`. */
export interface Bridge {
  call<K extends CallName>(
    name: K,
    ...args: CallArgs<K> extends undefined ? [] : [CallArgs<K>]
  ): Promise<Result<CallResult<K>>>;
  /** Returns a function that stops listening. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
}
