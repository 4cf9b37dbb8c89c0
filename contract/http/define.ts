import type { z } from 'zod';
import type { ErrorCode } from '../errors/result.ts';
import type { TokenScope } from './console-people.ts';
import type { Role } from './roles.ts';

/**
 * The access of endpoints that need no engineer's role. `registration`: a device that the desk may
 * not know yet. `sign-in`: a browser without a session, only from the desk's own pages.
 */
export type Access = 'public' | 'registration' | 'device' | 'sign-in';

interface EndpointShape {
  /** One sentence for the documentation. */
  summary: string;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `:name` matches one segment and `*` the rest; `params` has a key for each. */
  path: `/${string}`;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** JSON. */
  body?: z.ZodType;
  /**
   * JSON, with status 200. An endpoint without `response`, `events` and `raw` responds with 204.
   */
  response?: z.ZodType;
  /** Server-sent events: `event:` is the key, `data:` is JSON, or the bare text where the schema is a string. */
  events?: Readonly<Record<string, z.ZodType>>;
  /** The handler writes the response, and reads the body when `body` names its media type. */
  raw?: { status: 200 | 201 | 204 | 303; body?: string; response?: string };
  /** `false`: a GET that does not answer HEAD. */
  head?: false;
  /** The organisation's key signs each successful response, in the header `candor-signature`. */
  signed?: true;
  /** The errors specific to this endpoint, in addition to those of its access. */
  errors?: readonly ErrorCode[];
}

interface OpenByAccess {
  access: Access;
  roles?: never;
  scope?: never;
}

interface OpenByRole {
  access?: never;
  roles: readonly Role[];
  /** An engineer's token with this scope may also call it. */
  scope?: TokenScope;
}

export type Endpoint = EndpointShape & (OpenByAccess | OpenByRole);

/**
 * One HTTP API, by the names of its calls. Server, clients, tests and documents are derived from
 * it.
 */
export type HttpContract = Readonly<Record<string, Endpoint>>;

/**
 * Whether the same path answers HEAD, like the GET without its body; for a stream, HEAD would never
 * end.
 */
export const answersHead = ({ method, events, head }: Endpoint): boolean =>
  method === 'GET' && events === undefined && head !== false;

const errorsByAccess: Readonly<Record<Access | 'roles', readonly ErrorCode[]>> = {
  public: [],
  registration: ['unauthorized', 'device-revoked', 'enrolment-required'],
  device: ['unauthorized', 'device-revoked', 'enrolment-required'],
  'sign-in': ['forbidden'],
  roles: ['unauthorized', 'forbidden'],
};
const errorsOfAll: readonly ErrorCode[] = [
  'invalid-arguments',
  'too-large',
  'internal',
  'disk-full',
  'disk-failed',
];

/** All errors that a call may return. */
export const errorsOf = ({ access, errors = [] }: Endpoint): ErrorCode[] => [
  ...new Set([...errors, ...errorsByAccess[access ?? 'roles'], ...errorsOfAll]),
];

/** The calls of an API whose names begin with one of these groups. */
export type InGroup<Api extends HttpContract, Group extends string> = Extract<
  keyof Api,
  `${Group}.${string}`
>;

/**
 * The calls that return JSON or nothing, which a client can make without reading the response
 * itself.
 */
export type CallName<Api extends HttpContract> = {
  [Name in keyof Api]: Api[Name] extends { raw: object } | { events: object } ? never : Name;
}[keyof Api];

// biome-ignore lint/complexity/noBannedTypes: `{}` adds nothing to an intersection.
type None = {};
type Optional<T> = { [Key in keyof T]?: T[Key] | undefined };

/** The caller's input, before the schemas apply their defaults. */
export type CallInput<E extends Endpoint> = (E extends { params: infer P extends z.ZodObject }
  ? { params: z.input<P> }
  : None) &
  (E extends { query: infer Q extends z.ZodObject } ? { query?: Optional<z.input<Q>> } : None) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.input<B> } : None);

/** The result of a call; null where it has no content. */
export type CallOutput<E extends Endpoint> = E extends { response: infer R extends z.ZodType }
  ? z.output<R>
  : null;
