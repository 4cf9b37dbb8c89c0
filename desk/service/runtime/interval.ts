import type { FastifyBaseLogger } from 'fastify';

/** Runs `work` every `everyMs`, never twice at once. @returns a function that stops it and waits for a run under way. */
export function every(
  work: () => Promise<void>,
  everyMs: number,
  log: Pick<FastifyBaseLogger, 'error'>,
): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work()
      .catch((thrown) => log.error({ err: thrown }, 'the sweep failed'))
      .finally(() => {
        running = null;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
