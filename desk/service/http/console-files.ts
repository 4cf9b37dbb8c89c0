import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { CandorError } from '../../../contract/result.ts';
import { nothingHere } from './errors.ts';
import { consolePolicy } from './headers.ts';

/** The console's pages by their address; each is the same document, which looks at its address itself. */
const pages = [
  ...['/', '/setup', '/join', '/reset', '/incidents', '/incidents/*', '/requests', '/requests/*', '/devices', '/devices/*'],
  ...['/people', '/settings', '/audit', '/account'],
];

/** Serves the built console. Files under `/assets/` carry their hash in their name and never change. */
export async function addConsoleFiles(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (!folder || !existsSync(join(folder, 'index.html'))) return;
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, dotfiles: 'ignore' });
  const config = { access: 'public' as const };
  for (const page of pages) app.get(page, { config }, (_request, reply) => send(reply, 'index.html', 'no-cache'));
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const file = request.params['*'];
    if (/^(api|v1)(\/|$)/.test(file)) throw new CandorError(nothingHere);
    return send(reply, file, file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
  });
}

function send(reply: FastifyReply, file: string, caching: string): FastifyReply {
  return reply.headers({ 'content-security-policy': consolePolicy, 'cache-control': caching }).sendFile(file);
}
