import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { workers } from '../auth/allowed.ts';
import type { Context } from '../context.ts';
import { readBundleFile } from '../incidents/read.ts';
import { sessionOf } from './console-routes.ts';
import { itemPolicy } from './headers.ts';

/** The exact bytes of an item or of one of the bundle's documents: nothing but text, or a picture that was looked at first. */
export function addItemRoutes(plain: FastifyInstance, context: Context): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    `${consoleRoutes.incidents}/:number/items/*`,
    {
      config: { access: 'engineer', roles: workers },
      schema: {
        params: z.object({ number: z.string(), '*': z.string().max(200) }),
        querystring: z.object({ download: z.literal('1').optional() }),
      },
    },
    async (request, reply) => {
      const { number, '*': id } = request.params;
      const { bytes, picture } = await readBundleFile(context, number, id);
      await record(context.database, {
        at: context.now().toISOString(),
        actor: engineerActor(sessionOf(request).engineer),
        action: request.query.download ? 'item-downloaded' : 'item-viewed',
        object: number,
        detail: { item: id },
      });
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
