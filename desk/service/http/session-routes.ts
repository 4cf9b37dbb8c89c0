import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  type ConsoleSession,
  consoleRoutes,
  consoleSession,
  type Engineer,
  setup,
  signIn,
} from '../../../contract/console-api.ts';
import { joining, passwordReset } from '../../../contract/console-people.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { everyone } from '../auth/allowed.ts';
import { nameKeyOf, setUp, setupNeeded, signInEngineer, tooMany } from '../auth/engineers.ts';
import { ownerByName } from '../auth/known-browsers.ts';
import { networkOf } from '../auth/network.ts';
import { resetPassword } from '../auth/password-reset.ts';
import { join } from '../auth/people.ts';
import { csrfTokenOf, makeSecret } from '../auth/secrets.ts';
import { endSession, startSession } from '../auth/sessions.ts';
import { unfinishedOf } from '../auth/unfinished-sign-ins.ts';
import type { Context } from '../context.ts';
import { allowanceOf } from '../requests/create.ts';
import { currentSession, sessionCookieName } from './access.ts';
import { knownBrowser, rememberBrowser } from './browser-cookie.ts';
import { sessionOf } from './console-routes.ts';

const attemptCookie = 'candor-attempt';

/** Coming in and going out. */
export function addSessionRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = context;
  const response = { 200: consoleSession };

  app.get(consoleRoutes.session, { config: { access: 'public' }, schema: { response } }, async (request) => {
    const session = await currentSession(request, context);
    return describeSession(context, session?.engineer ?? null, session?.csrf ?? null);
  });

  app.post(
    consoleRoutes.session,
    { config: { access: 'sign-in' }, schema: { body: signIn, response } },
    async (request, reply) => {
      const attempt = request.cookies[attemptCookie] ?? makeSecret();
      // Whether or not it ends here: the code is entered in a second call.
      void reply.setCookie(attemptCookie, attempt, { ...cookieOf(context), path: consoleRoutes.session, maxAge: 600 });
      const engineer = await signInEngineer(database, request.body, {
        attempt,
        address: request.ip,
        byName: context.attemptsByName,
        byAddress: context.attemptsByAddress,
        browserOf: (nameKey) => knownBrowser(context, request, ownerByName(nameKey)),
        now: now(),
        key: context.keys.extractKey,
      });
      void reply.clearCookie(attemptCookie, { ...cookieOf(context), path: consoleRoutes.session });
      return openHere(request, reply, engineer);
    },
  );

  app.delete(consoleRoutes.session, { config: { access: 'engineer', roles: everyone } }, async (request, reply) => {
    const { key, engineer } = sessionOf(request);
    await endSession(database, key);
    await record(database, { at: now().toISOString(), actor: engineerActor(engineer), action: 'signed-out' });
    return reply.clearCookie(sessionCookieName(context), cookieOf(context)).code(204).send();
  });

  app.post(consoleRoutes.setup, { config: { access: 'sign-in' }, schema: { body: setup, response } }, async (request, reply) =>
    openHere(request, reply, await setUp(database, request.body, now().toISOString())),
  );

  app.post(consoleRoutes.join, { config: { access: 'sign-in' }, schema: { body: joining, response } }, async (request, reply) => {
    const engineer = await guessed(request.ip, () => join(database, request.body, now()));
    return openHere(request, reply, engineer);
  });

  app.post(consoleRoutes.reset, { config: { access: 'sign-in' }, schema: { body: passwordReset } }, async (request, reply) => {
    await guessed(request.ip, () => resetPassword(database, request.body, now()));
    return reply.code(204).send();
  });

  /** A session after a password: the next time this browser is recognised. */
  async function openHere(request: FastifyRequest, reply: FastifyReply, engineer: Engineer): Promise<ConsoleSession> {
    const session = await openSession(context, request, reply, engineer);
    rememberBrowser(context, request, reply, ownerByName(nameKeyOf(engineer.name)));
    return session;
  }

  /** Whoever guesses at links waits as whoever guesses at passwords does, and neither waits for the other. */
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

/** Begins a session and gives its cookie. One that was there before ends: whoever planted it must not share the new one. */
export async function openSession(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  engineer: Engineer,
  confirmed = false,
): Promise<ConsoleSession> {
  const before = await currentSession(request, context);
  if (before) await endSession(context.database, before.key);
  const secret = await startSession(context.database, engineer, context.now(), context.limits, confirmed);
  void reply.setCookie(sessionCookieName(context), secret, cookieOf(context));
  return describeSession(context, engineer, csrfTokenOf(secret));
}

async function describeSession(context: Context, engineer: Engineer | null, csrf: string | null): Promise<ConsoleSession> {
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

const cookieOf = ({ secure }: Pick<Context, 'secure'>) => ({ path: '/', httpOnly: true, sameSite: 'strict' as const, secure });
