import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';

type Parts = Pick<Context, 'knownBrowsers' | 'secure'>;

/** Half a year: after that the browser counts as unknown, and at worst its user waits longer. */
const maxAge = 180 * 24 * 3_600;
const nameOf = ({ secure }: Pick<Context, 'secure'>): string =>
  secure ? '__Host-candor-browser' : 'candor-browser';

/** Names the browser, if `owner` has signed in there before. */
export function knownBrowser(
  context: Parts,
  { cookies }: FastifyRequest,
  owner: string,
): string | null {
  return context.knownBrowsers.recognise(cookies[nameOf(context)], owner);
}

export function rememberBrowser(
  context: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
  owner: string,
): void {
  if (knownBrowser(context, request, owner) !== null) return;
  const { secure } = context;
  // Lax: it has to come along when the organisation's sign-in sends the browser back.
  const options = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure, maxAge };
  void reply.setCookie(nameOf(context), context.knownBrowsers.cookieFor(owner), options);
}
