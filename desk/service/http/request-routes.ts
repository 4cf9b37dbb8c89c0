import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { requestPage, requestQuery } from '../../../contract/console-lists.ts';
import { deskRequest, madeRequest, requestWish, requestWithdrawal } from '../../../contract/console-requests.ts';
import { raise } from '../../../contract/result.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { leads, workers } from '../auth/allowed.ts';
import type { Context } from '../context.ts';
import { makeRequest } from '../requests/create.ts';
import { openReports, requestOf, requestPageOf } from '../requests/read.ts';
import { findRequest, withdrawRequest } from '../requests/state.ts';
import { sessionOf } from './console-routes.ts';

/** Engineers' requests: made, followed, taken back. */
export function addRequestRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = context;
  const config = { access: 'engineer' as const, roles: workers, scope: 'requests' as const };
  const ofLeads = { access: 'engineer' as const, roles: leads };
  const params = z.object({ jti: z.uuid().toLowerCase() });
  const oneRequest = `${consoleRoutes.requests}/:jti`;
  const many = { 200: z.array(deskRequest) };
  const one = { 200: deskRequest };

  app.get(consoleRoutes.requests, { config, schema: { querystring: requestQuery, response: { 200: requestPage } } }, (request) =>
    requestPageOf(context, sessionOf(request), request.query),
  );

  app.post(consoleRoutes.requests, { config, schema: { body: requestWish, response: { 200: madeRequest } } }, async (request) => {
    const session = sessionOf(request);
    const { row, code } = await makeRequest(context, session.engineer, request.body);
    return { request: await requestOf(context, session, row.jti), code };
  });

  app.get(oneRequest, { config, schema: { params, response: one } }, (request) =>
    requestOf(context, sessionOf(request), request.params.jti),
  );

  app.post(
    `${oneRequest}/withdrawal`,
    { config, schema: { params, body: requestWithdrawal, response: one } },
    async (request) => {
      const { jti } = request.params;
      await withdrawRequest(context, sessionOf(request).engineer, jti, request.body.sentence);
      return requestOf(context, sessionOf(request), jti);
    },
  );

  app.get(consoleRoutes.reports, { config: ofLeads, schema: { response: many } }, (request) =>
    openReports(context, sessionOf(request)),
  );

  app.post(`${oneRequest}/acknowledgement`, { config: ofLeads, schema: { params, response: one } }, async (request) => {
    const { jti } = request.params;
    const { engineer } = sessionOf(request);
    const { state } = await findRequest(database, jti);
    if (state !== 'reported') raise('conflict', 'Nobody has reported this request.');
    await database.transaction().execute(async (transaction) => {
      await transaction.updateTable('requests').set({ acknowledged_by: engineer.name }).where('jti', '=', jti).execute();
      const actor = engineerActor(engineer);
      await record(transaction, { at: now().toISOString(), actor, action: 'report-acknowledged', object: jti });
    });
    context.changes.tellOf('requests', jti);
    return requestOf(context, sessionOf(request), jti);
  });
}
