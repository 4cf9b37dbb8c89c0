import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  consoleRoutes,
  consoleSession,
  type Engineer,
  engineerMessage,
  incidentChange,
  incidentDetail,
  incidentSummary,
  setup,
  signIn,
} from '../../../contract/console-api.ts';
import { raise } from '../../../contract/result.ts';
import { setUp, setupNeeded, signInEngineer } from '../auth/engineers.ts';
import { csrfTokenOf } from '../auth/secrets.ts';
import { endSession, type Session, startSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { answer, changeStatus } from '../incidents/change.ts';
import { idOf } from '../incidents/number.ts';
import { detailOf, summaries } from '../incidents/read.ts';
import { currentSession, sessionCookieName } from './access.ts';

/** What the console asks, except for item bytes and events. */
export function addConsoleRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, limits, now } = context;
  const oneIncident = `${consoleRoutes.incidents}/:number`;
  const params = z.object({ number: z.string() });
  const response = { 200: incidentDetail };

  app.get(
    consoleRoutes.session,
    { config: { access: 'public' }, schema: { response: { 200: consoleSession } } },
    async (request) => {
      const session = await currentSession(request, context);
      return describeSession(session?.engineer ?? null, session?.csrf ?? null);
    },
  );

  app.post(
    consoleRoutes.session,
    { config: { access: 'sign-in' }, schema: { body: signIn, response: { 200: consoleSession } } },
    async (request, reply) => {
      const engineer = await signInEngineer(database, request.body, {
        address: request.ip,
        byName: context.attemptsByName,
        byAddress: context.attemptsByAddress,
        nowMs: now().getTime(),
      });
      return openSession(request, reply, engineer);
    },
  );

  app.delete(consoleRoutes.session, { config: { access: 'engineer' } }, async (request, reply) => {
    await endSession(database, sessionOf(request).key);
    return reply.clearCookie(sessionCookieName(context), cookie()).code(204).send();
  });

  app.post(
    consoleRoutes.setup,
    { config: { access: 'sign-in' }, schema: { body: setup, response: { 200: consoleSession } } },
    async (request, reply) => openSession(request, reply, await setUp(database, request.body, now().toISOString())),
  );

  app.get(
    consoleRoutes.incidents,
    { config: { access: 'engineer' }, schema: { response: { 200: z.array(incidentSummary) } } },
    () => summaries(context),
  );

  app.get(oneIncident, { config: { access: 'engineer' }, schema: { params, response } }, (request) =>
    detailOf(context, request.params.number),
  );

  app.patch(
    oneIncident,
    { config: { access: 'engineer' }, schema: { params, body: incidentChange, response } },
    async (request) => {
      const { number } = request.params;
      const { engineer } = sessionOf(request);
      const change = { incident: idOf(number), status: request.body.status, engineer, at: now().toISOString() };
      if (await changeStatus(database, change)) context.changes.tell(number);
      return detailOf(context, number);
    },
  );

  app.post(
    `${oneIncident}/messages`,
    { config: { access: 'engineer' }, schema: { params, body: engineerMessage, response } },
    async (request) => {
      const { number } = request.params;
      const { engineer } = sessionOf(request);
      await answer(database, { incident: idOf(number), text: request.body.text, engineer, at: now().toISOString() });
      context.changes.tell(number);
      return detailOf(context, number);
    },
  );

  async function openSession(request: FastifyRequest, reply: FastifyReply, engineer: Engineer) {
    // A session that was there before ends: whoever planted it must not share the new one.
    const before = await currentSession(request, context);
    if (before) await endSession(database, before.key);
    const secret = await startSession(database, engineer, now(), limits);
    void reply.setCookie(sessionCookieName(context), secret, cookie());
    return describeSession(engineer, csrfTokenOf(secret));
  }

  async function describeSession(engineer: Engineer | null, csrf: string | null) {
    return { organisation: context.organisation, setupNeeded: await setupNeeded(database), engineer, csrf };
  }

  function cookie() {
    return { path: '/', httpOnly: true, sameSite: 'strict' as const, secure: context.secure };
  }
}

/** The session that the guard found. */
export function sessionOf({ session }: { session: Session | null }): Session {
  return session ?? raise('unauthorized', 'You are signed out. Sign in again.');
}
