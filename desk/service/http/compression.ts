import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compress = promisify(gzip);

/** Bytes below which an answer fits one packet anyway. */
const smallestBytes = 1024;

/**
 * Compresses the console's JSON. Not items: they may be large, and a browser on the same network has them sooner as they
 * are. Nor answers to devices: these are small. No answer of more than a kilobyte holds a secret of the session, so its
 * length tells nothing of one (BREACH).
 */
export function addCompression(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (
      typeof payload !== 'string' ||
      payload.length < smallestBytes ||
      !request.url.startsWith('/api/')
    )
      return payload;
    if (!String(reply.getHeader('content-type')).startsWith('application/json')) return payload;
    void reply.header('vary', 'accept-encoding');
    if (!acceptsGzip(request.headers['accept-encoding'])) return payload;
    const bytes = await compress(payload, { level: constants.Z_BEST_SPEED });
    void reply.header('content-encoding', 'gzip').header('content-length', bytes.length);
    return bytes;
  });
}

/** `gzip`, unless it is refused by `q=0` (RFC 9110, 12.5.3). */
const acceptsGzip = (header: string | string[] | undefined): boolean =>
  /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(
    String(header ?? ''),
  );
