import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { auditPage, auditQuery, auditVerdict } from '../../../contract/console-people.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { auditPageOf } from '../audit/read.ts';
import { entriesOf, signHead, verifyAudit } from '../audit/verify.ts';
import { overseers } from '../auth/allowed.ts';
import type { Context } from '../context.ts';
import { sessionOf } from './console-routes.ts';

/** Who did what: read, checked, taken along. */
export function addAuditRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, keys, now } = context;
  const config = { access: 'engineer' as const, roles: overseers, scope: 'audit' as const };

  app.get(consoleRoutes.audit, { config, schema: { querystring: auditQuery, response: { 200: auditPage } } }, async (request) => {
    await context.auditChecked;
    return { ...(await auditPageOf(database, request.query)), verdict: context.auditVerdict };
  });

  app.post(`${consoleRoutes.audit}/verification`, { config, schema: { response: { 200: auditVerdict } } }, async (request) => {
    const at = now().toISOString();
    const verdict = await verifyAudit(context, at);
    context.auditVerdict = verdict;
    const { intact, problem } = verdict;
    const actor = engineerActor(sessionOf(request).engineer);
    await record(database, { at, actor, action: 'audit-verified', detail: { intact, problem } });
    return verdict;
  });

  // No HEAD: its body is made while it is sent.
  app.get(`${consoleRoutes.audit}/export`, { config, exposeHeadRoute: false }, async (request, reply) => {
    const at = now().toISOString();
    await record(database, { at, actor: engineerActor(sessionOf(request).engineer), action: 'audit-exported' });
    const upTo = await signHead(context, at);
    void reply.headers({
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="candor-audit-${at.slice(0, 10)}.ndjson"`,
    });
    return reply.send(Readable.from(lines(upTo)));
  });

  /** One entry a line, up to the signed head, and the head last. */
  async function* lines(signed: { entries: number; jws: string }): AsyncGenerator<string> {
    for await (const entries of entriesOf(database)) {
      const text = entries.filter(({ seq }) => seq <= signed.entries).map((entry) => `${JSON.stringify(entry)}\n`);
      if (text.length > 0) yield text.join('');
    }
    yield `${JSON.stringify({ head: signed.jws, publicKey: keys.publicKey })}\n`;
  }
}
