import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import type { CallOutput, Endpoint, HttpContract } from '#contract/http/define.ts';

// biome-ignore lint/complexity/noBannedTypes: `{}` adds nothing to an intersection.
type None = {};

type FakeCall<E extends Endpoint> = {
  request: IncomingMessage;
  response: ServerResponse;
} & (E extends {
  params: infer P extends z.ZodObject;
}
  ? { params: z.output<P> }
  : None) &
  (E extends { query: infer Q extends z.ZodObject } ? { query: z.output<Q> } : None) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.output<B> } : None);

type FakeAnswer<E extends Endpoint> = E extends { raw: object } | { events: object }
  ? unknown
  : CallOutput<E>;

/** What a fake desk can do; calls that it leaves out are answered 404. A handler of a stream writes the response itself. */
export type FakeHandlers<Api extends HttpContract> = {
  readonly [Name in keyof Api]?: (
    call: FakeCall<Api[Name]>,
  ) => FakeAnswer<Api[Name]> | Promise<FakeAnswer<Api[Name]>>;
};

class Refusal extends Error {
  readonly status: number;
  readonly problem: AppError;

  constructor(status: number, problem: AppError) {
    super(problem.message.message);
    this.status = status;
    this.problem = problem;
  }
}

/** Answers the call with an error. */
export function refuse(status: number, problem: AppError): never {
  throw new Refusal(status, problem);
}

/**
 * Answers one request as a contract says, with handlers in place of a desk. Everything that comes in and goes out is parsed
 * with the contract, so that a fake cannot say what a desk never would. `admit` is asked first, and may refuse.
 */
export async function answerAs<Api extends HttpContract>(
  api: Api,
  handlers: FakeHandlers<Api>,
  admit: (endpoint: Endpoint, request: IncomingMessage) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, document: unknown) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(document));
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
    const found = findEndpoint(api, request.method, pathname) ?? refuse(404, nothingHere);
    const { endpoint, params } = found;
    admit(endpoint, request);
    const handler =
      (handlers[found.name] as ((call: object) => unknown) | undefined) ?? refuse(404, nothingHere);
    const answer = await handler({
      request,
      response,
      params: endpoint.params?.parse(params),
      query: endpoint.query?.parse(Object.fromEntries(searchParams)),
      body: endpoint.body?.parse(await jsonOf(request)),
    });
    if (endpoint.raw || endpoint.events) return;
    if (endpoint.response) send(200, endpoint.response.parse(answer));
    else response.writeHead(204).end();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    send(thrown.status, thrown.problem);
  }
}

const nothingHere = appErrorOf('not-found', 'There is nothing here.');

function findEndpoint(api: HttpContract, method: string | undefined, pathname: string) {
  for (const [name, endpoint] of Object.entries(api)) {
    const holes = [...endpoint.path.matchAll(/:(\w+)|\*/g)].map(([hole, name]) => name ?? hole);
    const pattern = new RegExp(
      `^${endpoint.path.replace(/:\w+/g, '([^/]+)').replace('*', '(.+)')}$`,
    );
    const values = endpoint.method === method ? pattern.exec(pathname)?.slice(1) : undefined;
    if (values) {
      const params = Object.fromEntries(
        holes.map((hole, at) => [hole, decodeURIComponent(values[at] ?? '')]),
      );
      return { name, endpoint, params };
    }
  }
  return null;
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
