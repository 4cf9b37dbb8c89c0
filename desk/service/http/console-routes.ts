import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  consoleRoutes,
  engineerMessage,
  incidentChange,
  incidentDetail,
  incidentSummary,
} from '../../../contract/console-api.ts';
import { raise } from '../../../contract/result.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { workers } from '../auth/allowed.ts';
import type { Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { answer, changeStatus } from '../incidents/change.ts';
import { idOf } from '../incidents/number.ts';
import { detailOf, summaries } from '../incidents/read.ts';
import { isNewView } from './views.ts';

/** What the console asks about incidents, except for item bytes and events. */
export function addConsoleRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = context;
  const config = { access: 'engineer' as const, roles: workers };
  const oneIncident = `${consoleRoutes.incidents}/:number`;
  const params = z.object({ number: z.string() });
  const response = { 200: incidentDetail };

  app.get(consoleRoutes.incidents, { config, schema: { response: { 200: z.array(incidentSummary) } } }, () => summaries(context));

  app.get(oneIncident, { config, schema: { params, response } }, async (request) => {
    const { number } = request.params;
    const detail = await detailOf(context, number);
    const session = sessionOf(request);
    if (isNewView(context, session, number)) {
      const actor = engineerActor(session.engineer);
      await record(database, { at: now().toISOString(), actor, action: 'incident-viewed', object: number });
    }
    return detail;
  });

  app.patch(oneIncident, { config, schema: { params, body: incidentChange, response } }, async (request) => {
    const { number } = request.params;
    const { engineer } = sessionOf(request);
    const change = { incident: idOf(number), status: request.body.status, engineer, at: now().toISOString() };
    if (await changeStatus(database, change)) context.changes.tell(number);
    return detailOf(context, number);
  });

  app.post(`${oneIncident}/messages`, { config, schema: { params, body: engineerMessage, response } }, async (request) => {
    const { number } = request.params;
    const { engineer } = sessionOf(request);
    await answer(database, { ...request.body, incident: idOf(number), engineer, at: now().toISOString() });
    context.changes.tell(number);
    return detailOf(context, number);
  });
}

/** The session that the guard found. */
export function sessionOf({ session }: { session: Session | null }): Session {
  return session ?? raise('unauthorized', 'You are signed out. Sign in again.');
}
