import type { FastifyBaseLogger } from 'fastify';
import type { KnownBrowsers } from './domain/auth/known-browsers.ts';
import type { Oidc } from './domain/auth/oidc.ts';
import type { Intake } from './domain/intake/intake.ts';
import type { Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import type { BackOff } from './runtime/back-off.ts';
import type { BundleCache } from './runtime/bundle-cache.ts';
import type { CodeGuard } from './runtime/code-guard.ts';
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

/** The parts of the desk. `startDesk` makes them once; handlers pass on what a rule needs. */
export interface Context {
  version: string;
  organisation: string;
  /** The address that people and agents use, without a trailing slash; set once the port is known. */
  address: string;
  /** Origins from which the console may be opened; set once the port is known. */
  origins: Set<string>;
  /** The address is https: cookies are `Secure`, and an HSTS header makes browsers stay with https. */
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
  /** Limits the requests of one engineer, so that a stolen account cannot call every machine. */
  requestBudget: RateLimiter;
  /** Limits the streams that one device opens. */
  streamBudget: RateLimiter;
  /** The organisation's own sign-in; null without one. */
  oidc: Oidc | null;
  audit: AuditGuardian;
  /** Who read which incident lately, so that reloading a page does not count as another view. */
  views: Map<string, number>;
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  attemptsByName: BackOff;
  attemptsByAddress: BackOff;
  knownBrowsers: KnownBrowsers;
  /** Counts refused sign-ins that get no audit entry each. */
  refusedSignIns: Tally;
  now(): Date;
}
