import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';

/** The console's own scripts, styles and calls, and nothing else. No inline code, no frames, no string becomes a script. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** An item's bytes come from a stranger's machine: whatever they say, a browser shows them as plain text. */
export const itemPolicy = "sandbox; default-src 'none'";

/** Of every answer that is not a page or an item. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=()',
  'cache-control': 'no-store',
};

/** Added before every route; a route may replace one before it sends. */
export function addSecurityHeaders(
  app: FastifyInstance,
  { secure }: Pick<Context, 'secure'>,
): void {
  const headers = secure
    ? { ...safeHeaders, 'strict-transport-security': 'max-age=31536000' }
    : safeHeaders;
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers(headers);
  });
}
