import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { raise } from '#contract/errors/result.ts';
import {
  answersHead,
  type CallOutput,
  type Endpoint,
  type HttpContract,
  type InGroup,
} from '#contract/http/define.ts';
import type { Session } from '../domain/auth/sessions.ts';

/** The response of a call as JSON that is written already; nothing looks at it again. */
export class WrittenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

// biome-ignore lint/complexity/noBannedTypes: `{}` adds nothing to an intersection.
type None = {};

/** What a handler is called with: what the schemas parsed, who calls, and the exchange itself for headers and cookies. */
export type Call<E extends Endpoint> = {
  request: FastifyRequest;
  reply: FastifyReply;
} & (E extends { params: infer P extends z.ZodObject } ? { params: z.output<P> } : None) &
  (E extends { query: infer Q extends z.ZodObject } ? { query: z.output<Q> } : None) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.output<B> } : None) &
  (E extends { roles: readonly unknown[] } ? { session: Session } : None) &
  (E extends { access: 'device' } ? { device: string } : None);

type Answer<E extends Endpoint> = E extends { raw: object }
  ? FastifyReply | Promise<FastifyReply>
  : E extends { response: z.ZodType }
    ? CallOutput<E> | WrittenJson | Promise<CallOutput<E> | WrittenJson>
    : Promise<void>;

export type Handlers<Api extends HttpContract, Name extends keyof Api = keyof Api> = {
  readonly [N in Name]: (call: Call<Api[N]>) => Answer<Api[N]>;
};
export type HandlersOf<Api extends HttpContract, Group extends string> = Handlers<
  Api,
  InGroup<Api, Group>
>;

type AnyHandler = (call: object) => unknown;

/** Adds a route for each endpoint of the contract: the guard checks who calls, the schemas check what comes in and goes out. */
export function implement<Api extends HttpContract>(
  app: FastifyInstance,
  api: Api,
  handlers: Handlers<Api>,
): void {
  const rows = Object.entries(api).map(([name, endpoint]) => ({
    endpoint,
    handler: Reflect.get(handlers, name) as unknown as AnyHandler,
  }));
  for (const { endpoint, handler } of rows) if (!endpoint.raw?.body) add(app, endpoint, handler);
  void app.register(async (streaming) => {
    // The handler reads the body itself, piece by piece.
    streaming.removeAllContentTypeParsers();
    streaming.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const { endpoint, handler } of rows)
      if (endpoint.raw?.body) add(streaming, endpoint, handler);
  });
}

function add(app: FastifyInstance, endpoint: Endpoint, handler: AnyHandler): void {
  const { method, path, params, query, body, response, roles, scope, access } = endpoint;
  app.route({
    method,
    url: path,
    exposeHeadRoute: answersHead(endpoint),
    config: {
      endpoint,
      ...(roles ? { access: 'engineer', roles, ...(scope && { scope }) } : { access }),
    },
    schema: {
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body !== undefined && { body }),
      ...(response && { response: { 200: response } }),
    },
    handler: async (request, reply) => {
      const answer = await handler({
        request,
        reply,
        params: request.params,
        query: request.query,
        body: request.body,
        ...(roles && { session: sessionOf(request) }),
        ...(access === 'device' && { device: deviceOf(request) }),
      });
      if (answer instanceof WrittenJson)
        return reply.type('application/json; charset=utf-8').send(answer.text);
      if (endpoint.response || endpoint.raw || endpoint.events) return answer;
      return reply.code(204).send();
    },
  });
}

/** The session that the guard found. */
const sessionOf = ({ session }: FastifyRequest): Session =>
  session ?? raise('unauthorized', 'You are signed out. Sign in again.');

/** The device that the guard let in. */
const deviceOf = ({ device }: FastifyRequest): string =>
  device ?? raise('unauthorized', 'The desk does not recognise this device.');
