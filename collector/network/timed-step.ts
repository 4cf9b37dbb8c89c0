/** One step of a connection test: how long it took, and how it failed if it did. */
export type Step<T> =
  | { ok: true; milliseconds: number; value: T }
  | { ok: false; milliseconds: number; error: string };

/**
 * Times one step and ends it after `timeoutMs` or with the collector, even if the operation itself cannot be ended: the
 * system's resolver, for example, continues in its thread.
 */
export async function timed<T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Step<T>> {
  const started = performance.now();
  const since = (): number => Math.round((performance.now() - started) * 100) / 100;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const value = await Promise.race([work(limit), aborted(limit)]);
    return { ok: true, milliseconds: since(), value };
  } catch (thrown) {
    return {
      ok: false,
      milliseconds: since(),
      error: limit.aborted ? `no answer within ${since()} ms` : errorCodeOf(thrown),
    };
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('stopped'));
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
}

/** The system's code (`ECONNREFUSED`) says more than its message and contains no address. */
export function errorCodeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string')
    return thrown.code;
  return thrown instanceof Error ? thrown.message.slice(0, 300) : String(thrown).slice(0, 300);
}
