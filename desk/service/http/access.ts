import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PublicKey } from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import { csrfHeader } from '#contract/http/console-api.ts';
import type { TokenScope } from '#contract/http/console-people.ts';
import type { Endpoint, Access as EndpointAccess } from '#contract/http/define.ts';
import type { Role } from '#contract/http/roles.ts';
import type { Context } from '../context.ts';
import { findApiToken } from '../domain/auth/api-tokens.ts';
import { claimedDevice, verifyDeviceToken } from '../domain/auth/device-token.ts';
import { sameSecret } from '../domain/auth/secrets.ts';
import { findSession, type Session } from '../domain/auth/sessions.ts';
import { requireAdmitted } from '../domain/devices/devices.ts';
import { findDeviceKey } from '../store/devices.ts';

/**
 * Who may call a route. `registration`: its handler verifies the token. `engineer`: a session whose role the route names,
 * and for changes also the desk's own page and the session's CSRF token; or, where the route names a scope, an engineer's
 * token that has it.
 */
export type Access = EndpointAccess | 'engineer';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Of routes that a contract declares. */
    endpoint?: Endpoint;
    /** Only with `engineer`, and then always. */
    roles?: readonly Role[];
    scope?: TokenScope;
  }
  interface FastifyRequest {
    device: string | null;
    session: Session | null;
  }
}

/** Checks access before every route. The desk does not start with a route that does not declare who may call it. */
export function guard(app: FastifyInstance, context: Context): void {
  app.decorateRequest('device', null);
  app.decorateRequest('session', null);
  app.addHook('onRoute', (route) => {
    const { access, roles } = route.config ?? {};
    if (!access || (access === 'engineer') !== (roles !== undefined)) {
      throw new Error(`route ${String(route.method)} ${route.url} does not say who may call it`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { access, roles, scope } = request.routeOptions.config;
    // A request without a route has no access: the answer is 404 for every caller.
    if (access === undefined || access === 'public') return;
    if (access === 'registration') return void claimedDevice(request.headers.authorization);
    if (access === 'device') {
      request.device = await authenticateDevice(request, context);
      return;
    }
    if (access === 'sign-in') return requireOwnPage(request, context);
    const session = await requireEngineer(request, context, scope);
    if (!roles?.includes(session.engineer.role)) {
      raise('forbidden', 'Your role does not allow this. Ask an administrator of this desk.', {
        detail: `the role is ${session.engineer.role}`,
      });
    }
    request.session = session;
  });
}

/** What each scope is called where a token is made: `tokens.scope.…` in the console's messages. */
const tickedAs: Record<TokenScope, string> = {
  requests: 'Create and follow requests',
  devices: 'List devices',
  enrolments: 'Create enrolment tokens',
  audit: 'Read the audit log',
};

/** A command-line token is not a cookie: no browser sends it automatically, so no page can misuse it. */
async function requireEngineer(
  request: FastifyRequest,
  context: Context,
  scope: TokenScope | undefined,
): Promise<Session> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const found = await findApiToken(context.database, authorization, context.now());
    if (!found)
      raise(
        'unauthorized',
        'This token is not known, revoked or too old. Make a new one in the console.',
      );
    if (!scope)
      raise('forbidden', 'No token may do that. Sign in to the console and do it there.', {
        detail: 'no scope',
      });
    if (found.scopes?.includes(scope)) return found;
    raise(
      'forbidden',
      'This token may not do that. Make one in the console, under Your account, with “{scope}” ticked.',
      {
        values: { scope: tickedAs[scope] },
        detail: `scope ${scope}`,
      },
    );
  }
  const session = await requireSession(request, context);
  refuseForeignPage(request);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    requireOwnPage(request, context);
    requireCsrfToken(request, session);
  }
  return session;
}

async function authenticateDevice(request: FastifyRequest, context: Context): Promise<string> {
  const { token, device } = claimedDevice(request.headers.authorization);
  const found = await findDeviceKey(context.database, device);
  if (!found)
    raise(
      'unauthorized',
      'The desk does not know this device yet. Candor registers it and tries again.',
      {
        detail: 'unknown device',
      },
    );
  await spendToken(request, context, token, device, found.publicKey);
  // After the signature: only the device itself may learn that it was revoked.
  requireAdmitted(context, found);
  context.sightings.see(device);
  return device;
}

/** Verifies a device's token for this request and prevents its reuse. */
export async function spendToken(
  request: FastifyRequest,
  context: Context,
  token: string,
  device: string,
  key: PublicKey,
): Promise<void> {
  const nowSeconds = Math.floor(context.now().getTime() / 1000);
  const { jti, usedUntil } = await verifyDeviceToken(token, {
    device,
    key,
    audience: context.keys.fingerprint,
    method: request.method,
    path: pathOf(request),
    nowSeconds,
  });
  if (!context.seenTokens.use(`${device}:${jti}`, usedUntil, nowSeconds)) {
    raise('unauthorized', 'This call was made before. Candor makes a new one by itself.', {
      detail: 'the token was used before (jti)',
    });
  }
}

export const pathOf = (request: FastifyRequest): string => request.url.split(/[?#]/, 1)[0] ?? '';

export function sessionCookieName({ secure }: Pick<Context, 'secure'>): string {
  // RFC 6265bis: a browser takes a cookie with this prefix only over https, for this host and the whole path.
  return secure ? '__Host-candor-session' : 'candor-session';
}

export function currentSession(request: FastifyRequest, context: Context): Promise<Session | null> {
  return findSession(
    context.database,
    request.cookies[sessionCookieName(context)],
    context.now(),
    context.limits,
  );
}

async function requireSession(request: FastifyRequest, context: Context): Promise<Session> {
  return (
    (await currentSession(request, context)) ??
    raise('unauthorized', 'You are signed out. Sign in again.')
  );
}

/**
 * A page of a neighbour (another port of this machine, another name of the same domain) sends the session's cookie too:
 * SameSite keeps out other sites, not other origins. It could read nothing, but use up the session's event streams.
 */
function refuseForeignPage({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  raise('forbidden', 'Only the desk’s own pages may do this. Open the desk at its own address.', {
    detail: `from ${site}`,
  });
}

/** Every browser sends Origin with a change; what sends none is no page of the desk's. */
function requireOwnPage(request: FastifyRequest, context: Context): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own =
    origin !== undefined &&
    context.origins.has(origin) &&
    (site === undefined || site === 'same-origin');
  if (!own)
    raise('forbidden', 'Only the desk’s own pages may do this. Open the desk at its own address.', {
      detail: `origin ${origin}`,
    });
}

function requireCsrfToken(request: FastifyRequest, session: Session): void {
  const token = request.headers[csrfHeader];
  if (typeof token !== 'string' || !sameSecret(token, session.csrf)) {
    raise('forbidden', 'This page is out of date. Load it again, then try once more.', {
      detail: `${csrfHeader} is missing or wrong`,
    });
  }
}
