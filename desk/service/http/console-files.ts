import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CandorError } from '#contract/errors/result.ts';
import { nothingHere } from './errors.ts';
import { consolePolicy } from './headers.ts';

/** The console's pages by their address; each is the same document, which looks at its address itself. */
const pages = [
  ...[
    '/',
    '/setup',
    '/join',
    '/reset',
    '/incidents',
    '/incidents/*',
    '/requests',
    '/requests/*',
    '/devices',
    '/devices/*',
  ],
  ...['/people', '/settings', '/audit', '/account'],
];

/**
 * Serves the built console. Files under `/assets/` carry their hash in their name and never change. Where the build left a
 * compressed version beside a file, browsers that understand it get that.
 */
export async function addConsoleFiles(
  app: FastifyInstance,
  folder: string | undefined,
): Promise<void> {
  if (!folder || !existsSync(join(folder, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    cacheControl: false,
    dotfiles: 'ignore',
    preCompressed: true,
  });
  const config = { access: 'public' as const };
  for (const page of pages)
    app.get(page, { config }, (_request, reply) => send(reply, 'index.html', 'no-cache'));
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const file = request.params['*'];
    if (/^(api|v1)(\/|$)/.test(file)) throw new CandorError(nothingHere);
    // A person who mistyped an address gets a page that says so; no file of the console is without an extension.
    if (extname(file) === '' && isForPerson(request)) return sendUnknownPage(reply, folder);
    return send(
      reply,
      file,
      file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  });
}

/** Browsers ask for HTML when somebody opens an address, programs for anything. */
const isForPerson = ({ headers }: FastifyRequest): boolean =>
  /(?:^|,)\s*text\/html\b/.test(headers.accept ?? '');

async function sendUnknownPage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'));
  return reply
    .code(404)
    .headers({
      'content-security-policy': consolePolicy,
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    })
    .send(page);
}

function send(reply: FastifyReply, file: string, caching: string): FastifyReply {
  return reply
    .headers({ 'content-security-policy': consolePolicy, 'cache-control': caching })
    .sendFile(file);
}
