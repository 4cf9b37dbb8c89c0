import fastifyCookie from '@fastify/cookie';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { CandorError } from '#contract/errors/result.ts';
import { consoleApi } from '#contract/http/console.ts';
import { deviceApi } from '#contract/http/device.ts';
import type { Context } from '../context.ts';
import { guard } from './access.ts';
import { accountHandlers } from './account-routes.ts';
import { auditHandlers } from './audit-routes.ts';
import { addBodyDeadline } from './body-deadline.ts';
import { addCompression } from './compression.ts';
import { addConsoleFiles } from './console-files.ts';
import { incidentHandlers } from './console-routes.ts';
import { deviceAdminHandlers } from './device-admin-routes.ts';
import { deviceRequestHandlers } from './device-request-routes.ts';
import { deviceHandlers } from './device-routes.ts';
import { brokenRequest, nothingHere, sendProblem } from './errors.ts';
import { eventHandlers } from './event-routes.ts';
import { addSecurityHeaders } from './headers.ts';
import { implement } from './implement.ts';
import { itemHandlers } from './item-routes.ts';
import { oidcHandlers } from './oidc-routes.ts';
import { peopleHandlers } from './people-routes.ts';
import { trustedProxies } from './proxies.ts';
import { requestHandlers } from './request-routes.ts';
import { sessionHandlers } from './session-routes.ts';
import { signAnswers } from './sign-answers.ts';
import { uploadHandlers } from './upload-routes.ts';

/** Where log lines go; `false`: nowhere. Lines are JSON and hold no bodies, tokens, addresses' queries or item names. */
export type LogTarget = { write(line: string): void } | false;

export interface RouteName {
  method: string;
  url: string;
  access: string;
  /** Of engineers; empty for the others. */
  roles: readonly string[];
  /** What a token of the command line needs to call it; null when none may. */
  scope: string | null;
}

/** The HTTP server without a route. It comes first, because it brings the log for everything else. */
export function makeServer({
  limits,
  secure,
  log,
  proxies,
}: Pick<Context, 'limits' | 'secure'> & {
  log: LogTarget;
  proxies: readonly string[];
}): FastifyInstance {
  const app: FastifyInstance = fastify({
    logger: log && { level: 'info', base: null, stream: log },
    // Fastify's own lines hold the whole URL, query and all.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.jsonBodyBytes,
    // Only a proxy on this machine, which does the https, or a listed one may say whom a request comes from.
    trustProxy: secure ? trustedProxies(proxies) : false,
    // Slow senders of headers are cut off; bodies may take long: uploads come over slow lines.
    requestTimeout: 0,
    connectionTimeout: 120_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (_error, request, reply) =>
      sendProblem(request, reply, new CandorError(brokenRequest)),
    clientErrorHandler: (_error, socket) => {
      const body = JSON.stringify(brokenRequest);
      const head = `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
      if (socket.writable) socket.end(`${head}\r\n\r\n${body}`);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((thrown, request, reply) => sendProblem(request, reply, thrown));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new CandorError(nothingHere)),
  );
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    request.log.info(
      {
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
  return app;
}

/** @returns every route there is, and who may call it. */
export async function addRoutes(
  app: FastifyInstance,
  context: Context,
  consoleFolder: string | undefined,
): Promise<RouteName[]> {
  const routes: RouteName[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const name of [method].flat()) {
      routes.push({
        method: name,
        url,
        access: config?.access ?? '',
        roles: config?.roles ?? [],
        scope: config?.scope ?? null,
      });
    }
  });
  signAnswers(app, context);
  addSecurityHeaders(app, context);
  addCompression(app);
  addBodyDeadline(app, context.limits);
  await app.register(fastifyCookie);
  guard(app, context);
  implement(app, deviceApi, {
    ...deviceHandlers(context),
    ...deviceRequestHandlers(app, context),
    ...uploadHandlers(context),
  });
  implement(app, consoleApi, {
    ...sessionHandlers(context),
    ...oidcHandlers(context),
    ...accountHandlers(context),
    ...incidentHandlers(context),
    ...itemHandlers(context),
    ...requestHandlers(context),
    ...deviceAdminHandlers(context),
    ...peopleHandlers(context),
    ...auditHandlers(app, context),
    ...eventHandlers(app, context),
  });
  await addConsoleFiles(app, consoleFolder);
  return routes;
}
