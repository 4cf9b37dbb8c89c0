import type { FastifyBaseLogger } from 'fastify';

/** Does `work` every `everyMs`, never twice at once. @returns the function that ends it and waits for what is under way. */
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
