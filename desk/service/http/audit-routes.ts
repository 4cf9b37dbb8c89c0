import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { auditPage, auditQuery, auditVerdict } from '../../../contract/console-people.ts';
import { engineerActor, record } from '../audit/audit.ts';
import type { SignedHead } from '../audit/guardian.ts';
import { auditPageOf } from '../audit/read.ts';
import { entriesOf } from '../audit/verify.ts';
import { overseers } from '../auth/allowed.ts';
import type { Context } from '../context.ts';
import { sessionOf } from './console-routes.ts';

/** Who did what: read, checked, taken along. */
export function addAuditRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { audit, database, keys, now } = context;
  const config = { access: 'engineer' as const, roles: overseers, scope: 'audit' as const };

  // What an administrator does is signed at once: who could hide it afterwards is an administrator, too.
  app.addHook('onResponse', async ({ method, session, log }) => {
    const changes = session?.engineer.role === 'administrator' && method !== 'GET' && method !== 'HEAD';
    await (changes ? audit.sign() : audit.signIfDue()).catch((error) =>
      log.error({ err: error }, 'the audit log was not signed'),
    );
  });

  app.get(
    consoleRoutes.audit,
    { config, schema: { querystring: auditQuery, response: { 200: auditPage } } },
    async (request) => ({
      ...(await auditPageOf(database, request.query)),
      verdict: audit.verdict(),
    }),
  );

  app.post(`${consoleRoutes.audit}/verification`, { config, schema: { response: { 200: auditVerdict } } }, async (request) => {
    const verdict = await audit.check();
    const { intact, problem } = verdict;
    const actor = engineerActor(sessionOf(request).engineer);
    await record(database, { at: now().toISOString(), actor, action: 'audit-verified', detail: { intact, problem } });
    return verdict;
  });

  // No HEAD: its body is made while it is sent.
  app.get(`${consoleRoutes.audit}/export`, { config, exposeHeadRoute: false }, async (request, reply) => {
    const at = now().toISOString();
    await record(database, { at, actor: engineerActor(sessionOf(request).engineer), action: 'audit-exported' });
    const head = await audit.sign();
    void reply.headers({
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="candor-audit-${at.slice(0, 10)}.ndjson"`,
    });
    return reply.send(Readable.from(lines(head)));
  });

  /**
   * One entry a line, up to the signed head, and the head last. Of a log that was altered everything is exported, with the
   * last good head: it does not fit, and whoever checks the export sees that.
   */
  async function* lines(signed: SignedHead | null): AsyncGenerator<string> {
    const end = signed && (audit.verdict()?.intact ?? true) ? signed.entries : Number.POSITIVE_INFINITY;
    for await (const entries of entriesOf(database)) {
      const text = entries.filter(({ seq }) => seq <= end).map((entry) => `${JSON.stringify(entry)}\n`);
      if (text.length > 0) yield text.join('');
    }
    if (signed) yield `${JSON.stringify({ head: signed.jws, publicKey: keys.publicKey })}\n`;
  }
}
