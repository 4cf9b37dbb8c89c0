import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { assignee, consoleRoutes, deletion, engineerMessage, handover, incidentChange } from '../../../contract/console-api.ts';
import { incidentPage, incidentQuery } from '../../../contract/console-lists.ts';
import { raise } from '../../../contract/result.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { leads, workers } from '../auth/allowed.ts';
import type { Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { assigneesOf, handOver } from '../incidents/assignment.ts';
import { answer, changeStatus } from '../incidents/change.ts';
import { idOf } from '../incidents/number.ts';
import { detailOf } from '../incidents/read.ts';
import { deleteByEngineer } from '../incidents/withdraw.ts';
import { isNewView } from './views.ts';

/** What the console asks about incidents, except for item bytes and events. */
export function addConsoleRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = context;
  const config = { access: 'engineer' as const, roles: workers };
  const ofLeads = { access: 'engineer' as const, roles: leads };
  const oneIncident = `${consoleRoutes.incidents}/:number`;
  const params = z.object({ number: z.string() });

  app.get(
    consoleRoutes.incidents,
    { config, schema: { querystring: incidentQuery, response: { 200: incidentPage } } },
    (request) => context.index.page(request.query, sessionOf(request).engineer.id),
  );

  app.get(consoleRoutes.assignees, { config, schema: { response: { 200: z.array(assignee) } } }, () => assigneesOf(database));

  app.get(oneIncident, { config, schema: { params } }, async (request, reply) => {
    const { number } = request.params;
    const detail = await detailOf(context, number);
    const session = sessionOf(request);
    if (isNewView(context, session, number)) {
      const actor = engineerActor(session.engineer);
      await record(database, { at: now().toISOString(), actor, action: 'incident-viewed', object: number });
    }
    return sendJson(reply, detail);
  });

  app.patch(oneIncident, { config, schema: { params, body: incidentChange } }, async (request, reply) => {
    const { number } = request.params;
    const { engineer } = sessionOf(request);
    const change = { incident: idOf(number), status: request.body.status, engineer, at: now().toISOString() };
    return sendChanged(reply, number, await changeStatus(database, change));
  });

  app.put(`${oneIncident}/assignee`, { config, schema: { params, body: handover } }, async (request, reply) => {
    const { number } = request.params;
    const { engineer } = sessionOf(request);
    const { engineer: to, instead } = request.body;
    const change = { incident: idOf(number), engineer, at: now().toISOString(), to, instead };
    return sendChanged(reply, number, await handOver(database, change));
  });

  app.post(`${oneIncident}/messages`, { config, schema: { params, body: engineerMessage } }, async (request, reply) => {
    const { number } = request.params;
    const { engineer } = sessionOf(request);
    await answer(database, { ...request.body, incident: idOf(number), engineer, at: now().toISOString() });
    return sendChanged(reply, number, true);
  });

  app.post(`${oneIncident}/deletion`, { config: ofLeads, schema: { params, body: deletion } }, async (request, reply) => {
    await deleteByEngineer(context, sessionOf(request).engineer, request.params.number, request.body.reason);
    return reply.code(204).send();
  });

  async function sendChanged(reply: FastifyReply, number: string, changed: boolean) {
    if (changed) context.changes.tell(number);
    return sendJson(reply, await detailOf(context, number));
  }
}

const sendJson = (reply: FastifyReply, json: string) => reply.type('application/json; charset=utf-8').send(json);

/** The session that the guard found. */
export function sessionOf({ session }: { session: Session | null }): Session {
  return session ?? raise('unauthorized', 'You are signed out. Sign in again.');
}
