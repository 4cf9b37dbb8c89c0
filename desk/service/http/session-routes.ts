import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleApi, consoleApi } from '#contract/http/console.ts';
import type { ConsoleSession, Engineer } from '#contract/http/console-api.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import {
  nameKeyOf,
  setUp,
  setupNeeded,
  signInEngineer,
  tooMany,
} from '../domain/auth/engineers.ts';
import { ownerByName } from '../domain/auth/known-browsers.ts';
import { networkOf } from '../domain/auth/network.ts';
import { resetPassword } from '../domain/auth/password-reset.ts';
import { join } from '../domain/auth/people.ts';
import { csrfTokenOf, makeSecret } from '../domain/auth/secrets.ts';
import { startSession } from '../domain/auth/sessions.ts';
import { allowanceOf } from '../domain/requests/create.ts';
import { endSession } from '../store/sessions.ts';
import { unfinishedOf } from '../store/unfinished-sign-ins.ts';
import { currentSession, sessionCookieName } from './access.ts';
import { knownBrowser, rememberBrowser } from './browser-cookie.ts';
import type { HandlersOf } from './implement.ts';

const attemptCookie = 'candor-attempt';

/** Sign-in, sign-out and the links that open an account. */
export function sessionHandlers(context: Context): HandlersOf<ConsoleApi, 'session'> {
  const { database, now } = context;

  return {
    async 'session.read'({ request }) {
      const session = await currentSession(request, context);
      return describeSession(context, session?.engineer ?? null, session?.csrf ?? null);
    },

    async 'session.signIn'({ body, request, reply }) {
      const attempt = request.cookies[attemptCookie] ?? makeSecret();
      const cookie = { ...cookieOf(context), path: consoleApi['session.signIn'].path };
      // Whether or not it ends here: the code is entered in a second call.
      void reply.setCookie(attemptCookie, attempt, { ...cookie, maxAge: 600 });
      const engineer = await signInEngineer(database, body, {
        attempt,
        address: request.ip,
        byName: context.attemptsByName,
        byAddress: context.attemptsByAddress,
        browserOf: (nameKey) => knownBrowser(context, request, ownerByName(nameKey)),
        now: now(),
        key: context.keys.extractKey,
      });
      void reply.clearCookie(attemptCookie, cookie);
      return openHere(request, reply, engineer);
    },

    async 'session.signOut'({ session: { key, engineer }, reply }) {
      await endSession(database, key);
      await record(database, {
        at: now().toISOString(),
        actor: engineerActor(engineer),
        action: 'signed-out',
      });
      void reply.clearCookie(sessionCookieName(context), cookieOf(context));
    },

    async 'session.setUp'({ body, request, reply }) {
      return openHere(request, reply, await setUp(database, body, now().toISOString()));
    },

    async 'session.join'({ body, request, reply }) {
      const engineer = await guessed(request.ip, () => join(database, body, now()));
      return openHere(request, reply, engineer);
    },

    'session.resetPassword': ({ body, request }) =>
      guessed(request.ip, () => resetPassword(database, body, now())),
  };

  /** Begins a session after a password was entered, and remembers the browser. */
  async function openHere(
    request: FastifyRequest,
    reply: FastifyReply,
    engineer: Engineer,
  ): Promise<ConsoleSession> {
    const session = await openSession(context, request, reply, engineer);
    rememberBrowser(context, request, reply, ownerByName(nameKeyOf(engineer.name)));
    return session;
  }

  /** Limits guesses of links as guesses of passwords are limited; the two are counted separately. */
  async function guessed<T>(address: string, follow: () => Promise<T>): Promise<T> {
    const nowMs = now().getTime();
    const counted = `link ${networkOf(address)}`;
    const wait = context.attemptsByAddress.waitMs(counted, nowMs);
    if (wait > 0) tooMany(Math.ceil(wait / 1000));
    context.attemptsByAddress.fail(counted, nowMs);
    const result = await follow();
    context.attemptsByAddress.succeed(counted);
    return result;
  }
}

/** Begins a session and sets its cookie. An earlier session ends: an attacker who planted it must not share the new one. */
export async function openSession(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  engineer: Engineer,
  confirmed = false,
): Promise<ConsoleSession> {
  const before = await currentSession(request, context);
  if (before) await endSession(context.database, before.key);
  const secret = await startSession(
    context.database,
    engineer,
    context.now(),
    context.limits,
    confirmed,
  );
  void reply.setCookie(sessionCookieName(context), secret, cookieOf(context));
  return describeSession(context, engineer, csrfTokenOf(secret));
}

async function describeSession(
  context: Context,
  engineer: Engineer | null,
  csrf: string | null,
): Promise<ConsoleSession> {
  const { organisation, database, oidc } = context;
  const mayAsk = engineer && allowanceOf(context, engineer.role);
  return {
    organisation,
    setupNeeded: await setupNeeded(database),
    engineer,
    csrf,
    mayAsk,
    oidc: oidc?.name ?? null,
    unfinishedSignIns: engineer ? await unfinishedOf(database, engineer.id) : [],
  };
}

const cookieOf = ({ secure }: Pick<Context, 'secure'>) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict' as const,
  secure,
});
