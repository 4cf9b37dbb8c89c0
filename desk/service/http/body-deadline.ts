import type { FastifyInstance } from 'fastify';
import type { Limits } from '../limits.ts';

/**
 * Cuts off who sends a body a byte now and then, to hold connections that others need. Not for uploads, which come over
 * slow lines and need a known device, nor for calls that have no body: event streams stay open.
 */
export function addBodyDeadline(
  app: FastifyInstance,
  { jsonBodyMs }: Pick<Limits, 'jsonBodyMs'>,
): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const { method, routeOptions } = request;
    if (method === 'GET' || method === 'HEAD' || routeOptions.config.endpoint?.raw?.body)
      return payload;
    const timer = setTimeout(() => request.raw.destroy(), jsonBodyMs);
    timer.unref();
    for (const event of ['end', 'close']) request.raw.once(event, () => clearTimeout(timer));
    return payload;
  });
}
