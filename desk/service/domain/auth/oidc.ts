import { randomUUID } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import { type Role, role } from '#contract/http/roles.ts';
import type { Database } from '#desk/service/store/database.ts';
import {
  findEngineerBySubject,
  setNameAndRole,
  setSignedIn,
} from '#desk/service/store/engineers.ts';
import { decrypt, encrypt } from '#desk/service/store/extract.ts';
import { endSessionsOf } from '#desk/service/store/sessions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { engineerActor, record, strangerActor } from '../audit/audit.ts';
import { createEngineer } from './engineers.ts';

/** The file that `--oidc` names. */
export const oidcConfig = z.strictObject({
  /** What people read on the button: "Sign in with …". */
  name: z.string().trim().min(1).max(60),
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** The claim that says who may do what, in the ID token or in the user info; a text or a list. */
  roleClaim: z.string().min(1).default('groups'),
  /** Value of that claim → role. Who has none of them is not let in. */
  roles: z.record(z.string(), role),
});
export type OidcConfig = z.infer<typeof oidcConfig>;

export interface Oidc {
  name: string;
  /** @returns where the browser goes, and the value of the cookie with which it must come back. */
  begin(
    callback: string,
    nowMs: number,
    confirms?: { engineer: string; session: string },
  ): Promise<{ location: string; cookie: string }>;
  /** What this browser began, once; null when it began nothing, or too long ago. */
  recall(cookie: string | undefined, nowMs: number): BegunSignIn | null;
  /**
   * @param callback the address that the browser came back to, query and all.
   * @throws CandorError `forbidden` when the answer does not fit what was begun, or the person has no role here.
   */
  finish(callback: URL, begun: BegunSignIn): Promise<OidcPerson>;
}

/**
 * Kept in the browser's cookie, encrypted, and nowhere at the desk: whoever begins a thousand sign-ins ends nobody else's.
 */
const begunSignIn = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  until: z.number(),
  /** Who is signed in already, in which session, and shall prove that it is them; null for an ordinary sign-in. */
  confirms: z.strictObject({ engineer: z.string(), session: z.string() }).nullable(),
});
export type BegunSignIn = z.infer<typeof begunSignIn>;

export interface OidcPerson {
  /** `issuer subject`: what the person is known by, for good. */
  subject: string;
  name: string;
  role: Role;
}

/** Milliseconds that a person has for the sign-in elsewhere. */
const pendingMs = 10 * 60_000;
/** Seconds that the provider's clock may be behind the desk's. */
const clockSkew = 60;
/** Cookies that were used and have not expired; the oldest are forgotten first. */
const mostSpent = 10_000;
const place = 'oidc sign-in';
const strongestFirst: readonly Role[] = ['administrator', 'lead', 'engineer', 'auditor'];
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636, RFC 9700). */
export function makeOidc(config: OidcConfig, key: Uint8Array): Oidc {
  const spent = new Set<string>();
  let discovered: Promise<Configuration> | null = null;

  function provider(): Promise<Configuration> {
    const issuer = new URL(config.issuer);
    const execute = loopback.test(issuer.hostname) ? [allowInsecureRequests] : [];
    discovered ??= discovery(issuer, config.clientId, config.clientSecret, undefined, {
      execute,
      timeout: 10,
    }).catch((thrown: unknown) => {
      // The next sign-in tries again.
      discovered = null;
      raise(
        'desk-failed',
        'Your organisation’s sign-in does not answer. Try again, or sign in with a password.',
        {
          detail: String(thrown),
          cause: thrown,
        },
      );
    });
    return discovered;
  }

  return {
    name: config.name,
    async begin(callback, nowMs, confirms) {
      const known = await provider();
      const [verifier, state, nonce] = [randomPKCECodeVerifier(), randomState(), randomNonce()];
      const begun: BegunSignIn = {
        verifier,
        state,
        nonce,
        until: nowMs + pendingMs,
        confirms: confirms ?? null,
      };
      const location = buildAuthorizationUrl(known, {
        redirect_uri: callback,
        scope: 'openid profile',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        // OpenID Connect Core 3.1.2.1: ask for the credentials even of somebody who has a session there.
        ...(confirms && { prompt: 'login', max_age: '0' }),
      }).href;
      return {
        location,
        cookie: Buffer.from(encrypt(JSON.stringify(begun), key, place)).toString('base64url'),
      };
    },
    recall(cookie, nowMs) {
      const begun = opened(cookie, key);
      if (!begun || begun.until < nowMs || spent.has(begun.nonce)) return null;
      spent.add(begun.nonce);
      const [oldest] = spent.size > mostSpent ? spent : [];
      if (oldest !== undefined) spent.delete(oldest);
      return begun;
    },
    async finish(callback, begun) {
      const known = await provider();
      const claims = await claimsOf(known, callback, begun).catch((thrown: unknown) =>
        refuse(String(thrown)),
      );
      const found = roleOf(config, claims[config.roleClaim]);
      if (!found) {
        raise('forbidden', 'You have no role at this desk. Ask your administrator.', {
          detail: `claim ${config.roleClaim}`,
        });
      }
      const { sub, iss, name, preferred_username } = identity.parse(claims);
      return {
        subject: `${iss} ${sub}`,
        name: (name ?? preferred_username ?? sub).slice(0, 100),
        role: found,
      };
    },
  };
}

function opened(cookie: string | undefined, key: Uint8Array): BegunSignIn | null {
  if (!cookie || cookie.length > 2_000) return null;
  try {
    return begunSignIn.parse(
      JSON.parse(decrypt(z.string(), Buffer.from(cookie, 'base64url'), key, place)),
    );
  } catch {
    return null;
  }
}

const identity = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  name: z.string().trim().min(1).optional(),
  preferred_username: z.string().trim().min(1).optional(),
});

/** What the ID token says, and what only the user info adds. */
async function claimsOf(
  provider: Configuration,
  callback: URL,
  { verifier, state, nonce, until, confirms }: BegunSignIn,
): Promise<Record<string, unknown>> {
  const tokens = await authorizationCodeGrant(provider, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
    // Makes the provider say when the person proved who they are; how long ago that may be is decided below.
    ...(confirms && { maxAge: pendingMs / 1000 }),
  });
  const claims = tokens.claims();
  if (!claims) refuse('no ID token');
  const begunAt = (until - pendingMs) / 1000;
  if (confirms && (claims.auth_time ?? 0) < begunAt - clockSkew)
    refuse('the provider did not ask for the credentials again');
  const more = provider.serverMetadata().userinfo_endpoint
    ? await fetchUserInfo(provider, tokens.access_token, claims.sub)
    : {};
  return { ...more, ...claims };
}

export function roleOf({ roles }: Pick<OidcConfig, 'roles'>, claim: unknown): Role | null {
  const values = [claim].flat().filter((value): value is string => typeof value === 'string');
  const granted = values.flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]] : []));
  return strongestFirst.find((each) => granted.includes(each)) ?? null;
}

function refuse(detail: string): never {
  raise('forbidden', 'The sign-in could not be completed. Begin again.', { detail });
}

/**
 * The account of a person who signed in elsewhere: made at the first time, with today's name and role at each.
 * @throws CandorError `forbidden` when it is disabled here, or is not the one that was to be confirmed.
 */
export async function signInByOidc(
  database: Database,
  { subject, name, role: granted }: OidcPerson,
  { address, at, confirms }: { address: string; at: string; confirms: BegunSignIn['confirms'] },
): Promise<Engineer> {
  const known = await findEngineerBySubject(database, subject);
  if (known && known.disabledAt !== null) {
    const detail = { why: 'disabled' };
    await record(database, {
      at,
      actor: strangerActor(address),
      action: 'sign-in-failed',
      object: known.id,
      detail,
    });
    raise('forbidden', 'Your account at this desk is disabled. Ask your administrator.');
  }
  if (confirms && known?.id !== confirms.engineer)
    refuse('somebody else signed in to confirm who they are');
  const engineer: Engineer = { id: known?.id ?? randomUUID(), name, role: granted };
  await inTransaction(database, async (transaction) => {
    const actor = engineerActor(engineer);
    if (!known) {
      await createEngineer(transaction, { ...engineer, password: '', subject, at });
      await record(transaction, { at, actor, action: 'person-joined', detail: { role: granted } });
    } else {
      await setNameAndRole(transaction, engineer);
    }
    await setSignedIn(transaction, engineer.id, at);
    if (known && known.role !== granted) {
      await endSessionsOf(transaction, engineer.id);
      const detail = { from: known.role, to: granted };
      await record(transaction, { at, actor, action: 'role-changed', object: engineer.id, detail });
    }
    await record(transaction, { at, actor, action: 'signed-in', detail: { address, oidc: true } });
  });
  return engineer;
}
