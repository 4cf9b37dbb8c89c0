import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Turns a reply into a stream of server-sent events (HTML standard, 9.2); from here on the caller owns the response.
 * @param retryMs how long the client should wait before it connects again.
 */
export function openEventStream(reply: FastifyReply, retryMs: number): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream',
    // nginx would otherwise collect the events before it passes them on.
    'x-accel-buffering': 'no',
  };
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200);
  raw.write(`retry: ${retryMs}\n\n`);
  return raw;
}
