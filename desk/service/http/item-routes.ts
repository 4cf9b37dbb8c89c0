import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { timelineName } from '../../../contract/manifest.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { workers } from '../auth/allowed.ts';
import type { Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { readBundleFile } from '../incidents/read.ts';
import { sessionOf } from './console-routes.ts';
import { itemPolicy } from './headers.ts';
import { isNewView } from './views.ts';

/** The exact bytes of an item or of one of the bundle's documents: nothing but text, or a picture that was looked at first. */
export function addItemRoutes(plain: FastifyInstance, context: Context): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    `${consoleRoutes.incidents}/:number/items/*`,
    {
      config: { access: 'engineer', roles: workers },
      schema: {
        params: z.object({ number: z.string(), '*': z.string().max(200) }),
        querystring: z.object({ download: z.literal('1').optional(), part: z.literal('incident').optional() }),
      },
    },
    async (request, reply) => {
      const { number, '*': id } = request.params;
      const { bytes, picture } = await readBundleFile(context, number, id);
      await recordRead(context, sessionOf(request), { number, id, ...request.query });
      // The id has passed the contract's pattern: letters, digits, `.`, `-`, `_` and one slash.
      const name = `${number}-${id.replace('/', '-')}`;
      void reply.headers({
        'content-type': picture ? 'image/png' : 'text/plain; charset=utf-8',
        'content-security-policy': itemPolicy,
        'content-disposition': request.query.download ? `attachment; filename="${name}"` : 'inline',
      });
      return reply.send(bytes);
    },
  );
}

/** What the page of an incident shows without anybody opening an item. */
const partsOfIncident: readonly string[] = [timelineName, 'performance/performance.json'];

/** Says what the engineer did: reading a part of the incident's page is looking at the incident. */
async function recordRead(
  context: Context,
  session: Session,
  { number, id, download, part }: { number: string; id: string; download?: '1' | undefined; part?: 'incident' | undefined },
): Promise<void> {
  const common = { at: context.now().toISOString(), actor: engineerActor(session.engineer), object: number };
  if (part && !download && partsOfIncident.includes(id)) {
    if (isNewView(context, session, number)) await record(context.database, { ...common, action: 'incident-viewed' });
    return;
  }
  await record(context.database, { ...common, action: download ? 'item-downloaded' : 'item-viewed', detail: { item: id } });
}
