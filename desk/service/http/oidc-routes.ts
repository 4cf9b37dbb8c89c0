import type { FastifyReply } from 'fastify';
import { CandorError, raise } from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { type ConsoleApi, consoleApi } from '#contract/http/console.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { Context } from '../context.ts';
import { record, strangerActor } from '../domain/audit/audit.ts';
import { ownerByOidc } from '../domain/auth/known-browsers.ts';
import { networkOf } from '../domain/auth/network.ts';
import { type Oidc, signInByOidc } from '../domain/auth/oidc.ts';
import { renameAssignee, unassignAllOf } from '../domain/incidents/assignment.ts';
import type { Database } from '../store/database.ts';
import { endSession } from '../store/sessions.ts';
import { currentSession } from './access.ts';
import { knownBrowser, rememberBrowser } from './browser-cookie.ts';
import type { HandlersOf } from './implement.ts';
import { openSession } from './session-routes.ts';

const cookieName = 'candor-sign-in';

/** Sign-in by the organisation. The browser leaves, comes back with a code, and gets the same session as everybody. */
export function oidcHandlers(context: Context): HandlersOf<ConsoleApi, 'oidc'> {
  const { attemptsByAddress, database, now } = context;
  const callbackPath = pathOf(consoleApi, 'oidc.finish');
  // Lax: the browser must send it when the provider redirects back. Alone, it gives no access.
  const cookie = {
    path: pathOf(consoleApi, 'oidc.begin'),
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: context.secure,
    maxAge: 600,
  };
  const callbackUrl = () => `${context.address}${callbackPath}`;

  return {
    async 'oidc.begin'({ query, request, reply }) {
      // `?confirm`: a link on the desk's own page, where the session's cookie comes along. Without one it is a sign-in.
      const session = query.confirm !== undefined ? await currentSession(request, context) : null;
      const confirms = session
        ? { engineer: session.engineer.id, session: session.key }
        : undefined;
      const { location, cookie: secret } = await provider().begin(
        callbackUrl(),
        now().getTime(),
        confirms,
      );
      return reply.setCookie(cookieName, secret, cookie).redirect(location, 303);
    },

    async 'oidc.finish'({ request, reply }) {
      const oidc = provider();
      const [at, nowMs] = [now().toISOString(), now().getTime()];
      void reply.clearCookie(cookieName, cookie);
      const begun = oidc.recall(request.cookies[cookieName], nowMs);
      const browser = knownBrowser(context, request, ownerByOidc);
      const counted = browser === null ? `oidc ${networkOf(request.ip)}` : `browser ${browser}`;
      // Anybody can come here as often as they like: it is counted, and neither the log nor the provider notices.
      if (!begun || attemptsByAddress.waitMs(counted, nowMs) > 0) {
        context.refusedSignIns.add();
        return refused(reply);
      }
      attemptsByAddress.fail(counted, nowMs);
      try {
        const callback = new URL(`${callbackUrl()}${request.url.slice(callbackPath.length)}`);
        const person = await oidc.finish(callback, begun);
        const engineer = await signInByOidc(database, person, {
          address: request.ip,
          at,
          confirms: begun.confirms,
        });
        for (const number of await followPerson(database, engineer, at))
          context.changes.incidentChanged(number);
        attemptsByAddress.succeed(counted);
        // Its cookie does not come along from elsewhere; the new session takes its place.
        if (begun.confirms) await endSession(database, begun.confirms.session);
        await openSession(context, request, reply, engineer, begun.confirms !== null);
        rememberBrowser(context, request, reply, ownerByOidc);
        return reply.redirect(begun.confirms ? '/account' : '/', 303);
      } catch (thrown) {
        if (!(thrown instanceof CandorError)) throw thrown;
        request.log.warn(
          { detail: thrown.error.detail },
          'a sign-in by the organisation was refused',
        );
        const actor = strangerActor(request.ip);
        await record(database, { at, actor, action: 'sign-in-failed', detail: { why: 'oidc' } });
        return refused(reply);
      }
    },
  };

  /** The page says it in words; its address holds nothing of the answer. */
  function refused(reply: FastifyReply): FastifyReply {
    return reply.redirect('/?sign-in=refused', 303);
  }

  function provider(): Oidc {
    return context.oidc ?? raise('not-found', 'There is nothing here.');
  }
}

/**
 * The provider may have given the person another name or role: their incidents show the name, and are nobody's when they
 * may no longer see them. @returns the numbers of those that changed.
 */
async function followPerson(database: Database, engineer: Engineer, at: string): Promise<string[]> {
  const renamed = await renameAssignee(database, engineer);
  return engineer.role === 'auditor'
    ? [...renamed, ...(await unassignAllOf(database, engineer, at))]
    : renamed;
}
