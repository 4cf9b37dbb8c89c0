import type { FastifyBaseLogger } from 'fastify';
import type { KnownBrowsers } from './domain/auth/known-browsers.ts';
import type { Oidc } from './domain/auth/oidc.ts';
import type { Intake } from './domain/intake/intake.ts';
import type { CodeGuard } from './domain/requests/codes.ts';
import type { Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import type { BackOff } from './runtime/back-off.ts';
import type { BundleCache } from './runtime/bundle-cache.ts';
import type { EventBus } from './runtime/event-bus.ts';
import type { AuditGuardian } from './runtime/guardian.ts';
import type { IncidentIndex } from './runtime/incident-index.ts';
import type { LastSeen } from './runtime/last-seen.ts';
import type { RateLimiter } from './runtime/rate-limiter.ts';
import type { DeviceStreams } from './runtime/streams.ts';
import type { Tally } from './runtime/tally.ts';
import type { Database } from './store/database.ts';
import type { Folders } from './store/folders.ts';
import type { SeenTokens } from './store/seen-tokens.ts';
import type { Settings } from './store/settings.ts';

/** What the desk is made of; made once by `startDesk` and handed to every route. */
export interface Context {
  version: string;
  organisation: string;
  /** As people and agents know it, without a slash at its end; filled once the port is known. */
  address: string;
  /** Origins under which the console may be opened; filled once the port is known. */
  origins: Set<string>;
  /** The address is https: cookies are `Secure` and browsers are told to stay with https. */
  secure: boolean;
  limits: Limits;
  keys: Keys;
  folders: Folders;
  database: Database;
  seenTokens: SeenTokens;
  changes: EventBus;
  intake: Intake;
  bundleCache: BundleCache;
  index: IncidentIndex;
  registrations: RateLimiter;
  deviceChanges: RateLimiter;
  settings: Settings;
  streams: DeviceStreams;
  sightings: LastSeen;
  codeGuard: CodeGuard;
  /** Requests that one engineer may make; a stolen account shall not call every machine. */
  requestBudget: RateLimiter;
  /** Streams that one device may open. */
  streamBudget: RateLimiter;
  /** The organisation's own sign-in; null without one. */
  oidc: Oidc | null;
  audit: AuditGuardian;
  /** Who read which incident lately, so that a page which loads itself anew is one view. */
  views: Map<string, number>;
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  attemptsByName: BackOff;
  attemptsByAddress: BackOff;
  knownBrowsers: KnownBrowsers;
  /** Refused sign-ins that get no audit entry of their own. */
  refusedSignIns: Tally;
  now(): Date;
}
