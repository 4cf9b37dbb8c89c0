import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import { auditPageOf } from '../domain/audit/read.ts';
import { entriesOf } from '../domain/audit/verify.ts';
import type { SignedHead } from '../runtime/guardian.ts';
import type { HandlersOf } from './implement.ts';

/** Who did what: read, checked, taken along. */
export function auditHandlers(
  app: FastifyInstance,
  context: Context,
): HandlersOf<ConsoleApi, 'audit'> {
  const { audit, database, keys, now } = context;

  // What an administrator does is signed at once: who could hide it afterwards is an administrator, too.
  app.addHook('onResponse', async ({ method, session, log }) => {
    const changes =
      session?.engineer.role === 'administrator' && method !== 'GET' && method !== 'HEAD';
    await (changes ? audit.sign() : audit.signIfDue()).catch((error) =>
      log.error({ err: error }, 'the audit log was not signed'),
    );
  });

  return {
    async 'audit.list'({ query }) {
      return { ...(await auditPageOf(database, query)), verdict: audit.verdict() };
    },

    async 'audit.verify'({ session }) {
      const verdict = await audit.check();
      const { intact, problem } = verdict;
      const actor = engineerActor(session.engineer);
      await record(database, {
        at: now().toISOString(),
        actor,
        action: 'audit-verified',
        detail: { intact, problem },
      });
      return verdict;
    },

    async 'audit.export'({ session, reply }) {
      const at = now().toISOString();
      await record(database, {
        at,
        actor: engineerActor(session.engineer),
        action: 'audit-exported',
      });
      const head = await audit.sign();
      void reply.headers({
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="candor-audit-${at.slice(0, 10)}.ndjson"`,
      });
      return reply.send(Readable.from(lines(head)));
    },
  };

  /**
   * One entry a line, up to the signed head, and the head last. Of a log that was altered everything is exported, with the
   * last good head: it does not fit, and whoever checks the export sees that.
   */
  async function* lines(signed: SignedHead | null): AsyncGenerator<string> {
    const end =
      signed && (audit.verdict()?.intact ?? true) ? signed.entries : Number.POSITIVE_INFINITY;
    for await (const entries of entriesOf(database)) {
      const text = entries
        .filter(({ seq }) => seq <= end)
        .map((entry) => `${JSON.stringify(entry)}\n`);
      if (text.length > 0) yield text.join('');
    }
    if (signed) yield `${JSON.stringify({ head: signed.jws, publicKey: keys.publicKey })}\n`;
  }
}
