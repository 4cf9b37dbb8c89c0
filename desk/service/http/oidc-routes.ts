import type { FastifyInstance } from 'fastify';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { CandorError, raise } from '../../../contract/result.ts';
import { record, strangerActor } from '../audit/audit.ts';
import { type Oidc, signInByOidc } from '../auth/oidc.ts';
import type { Context } from '../context.ts';
import { openSession } from './session-routes.ts';

const cookieName = 'candor-sign-in';

/** Sign-in by the organisation. The browser leaves, comes back with a code, and gets the same session as everybody. */
export function addOidcRoutes(app: FastifyInstance, context: Context): void {
  const { database, now } = context;
  const config = { access: 'public' as const };
  const callbackPath = `${consoleRoutes.oidc}/callback`;
  // Lax: it has to come along when the browser is sent back from elsewhere. It opens nothing by itself.
  const cookie = { path: consoleRoutes.oidc, httpOnly: true, sameSite: 'lax' as const, secure: context.secure, maxAge: 600 };
  const callbackUrl = () => `${context.address}${callbackPath}`;

  app.get(consoleRoutes.oidc, { config, exposeHeadRoute: false }, async (_request, reply) => {
    const { location, cookie: secret } = await provider().begin(callbackUrl(), now().getTime());
    return reply.setCookie(cookieName, secret, cookie).redirect(location, 303);
  });

  app.get(callbackPath, { config, exposeHeadRoute: false }, async (request, reply) => {
    const oidc = provider();
    const at = now().toISOString();
    void reply.clearCookie(cookieName, cookie);
    try {
      const callback = new URL(`${callbackUrl()}${request.url.slice(callbackPath.length)}`);
      const person = await oidc.finish(callback, request.cookies[cookieName], now().getTime());
      const engineer = await signInByOidc(database, person, { address: request.ip, at });
      await openSession(context, request, reply, engineer);
      return reply.redirect('/', 303);
    } catch (thrown) {
      if (!(thrown instanceof CandorError)) throw thrown;
      request.log.warn({ detail: thrown.error.detail }, 'a sign-in by the organisation was refused');
      const actor = strangerActor(request.ip);
      await record(database, { at, actor, action: 'sign-in-failed', detail: { why: 'oidc' } });
      // The page says it in words; nothing of the answer stands in its address.
      return reply.redirect('/?sign-in=refused', 303);
    }
  });

  function provider(): Oidc {
    return context.oidc ?? raise('not-found', 'There is nothing here.');
  }
}
