import { z } from 'zod';
import type { CallInput, CallName, CallOutput, Endpoint, HttpContract } from './define.ts';

/** One request that is ready to send. */
export interface HttpRequest {
  endpoint: Endpoint;
  /** With the query. */
  path: string;
  /** JSON; undefined for none. */
  body: string | undefined;
}

/**
 * How a process sends requests. `Options`: what callers may pass for a single call, such as a
 * signal that aborts it; optional where it includes `undefined`.
 */
export interface Exchange<Options> {
  /**
   * @returns the JSON of a successful response; any value where the endpoint has no `response`.
   * Throws for everything else.
   */
  send(request: HttpRequest, options: Options): Promise<unknown>;
  /** The error for a response that does not match the contract. */
  misunderstood(request: HttpRequest, detail: string): Error;
}

/** `input` is optional when nothing has to be filled in. */
export type CallArguments<E extends Endpoint, Options = undefined> = undefined extends Options
  ? Record<never, never> extends CallInput<E>
    ? [input?: CallInput<E>, options?: Options]
    : [input: CallInput<E>, options?: Options]
  : [input: CallInput<E>, options: Options];

export type Client<Api extends HttpContract, Options> = <Name extends CallName<Api>>(
  name: Name,
  ...args: CallArguments<Api[Name], Options>
) => Promise<CallOutput<Api[Name]>>;

/**
 * Calls an API by the names in its contract: fills in paths, writes bodies and parses responses.
 */
export function createClient<Api extends HttpContract, Options>(
  api: Api,
  exchange: Exchange<Options>,
): Client<Api, Options> {
  return async (name, ...[input, options]) => {
    const endpoint = api[name] as Endpoint;
    const given: AnyInput = input ?? {};
    const body = endpoint.body && JSON.stringify(given.body);
    const request: HttpRequest = { endpoint, path: fill(endpoint, given), body };
    const document = await exchange.send(request, options as Options);
    const parsed = (endpoint.response ?? nothing).safeParse(document);
    if (!parsed.success) throw exchange.misunderstood(request, z.prettifyError(parsed.error));
    return parsed.data as CallOutput<Api[typeof name]>;
  };
}

/**
 * The address of any endpoint, such as a stream or a download: its path with parameters and query
 * filled in.
 */
export function pathOf<Api extends HttpContract, Name extends keyof Api>(
  api: Api,
  name: Name,
  ...[input]: CallArguments<Api[Name]>
): string {
  return fill(api[name] as Endpoint, input ?? {});
}

type Values = Readonly<Record<string, unknown>>;
interface AnyInput {
  params?: Values;
  query?: Values;
  body?: unknown;
}

const nothing = z.unknown().transform(() => null);

function fill({ path, method }: Endpoint, { params = {}, query = {} }: AnyInput): string {
  const filled = path.replace(/:(\w+)|\*/g, (hole, name: string = hole) => {
    const value = params[name];
    if (typeof value !== 'string' || value === '')
      throw new Error(`${method} ${path}: ${hole} is not filled in`);
    // A `*` covers several segments, separated by slashes.
    const segments = hole === '*' ? value.split('/') : [value];
    // A URL resolves these, encoded or not, so they would lead to another endpoint.
    if (segments.some((segment) => segment === '.' || segment === '..'))
      throw new Error(`${method} ${path}: ${hole} is “${value}”`);
    return segments.map(encodeURIComponent).join('/');
  });
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}
