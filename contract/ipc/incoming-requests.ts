import { z } from 'zod';
import { thumbprint } from '../bundle/receipt.ts';
import { collectorDeclaration, itemId } from '../collector/collector.ts';
import { appError } from '../errors/result.ts';
import { incidentNumber } from '../http/incident.ts';
import { longestRevealed, requestKind } from '../http/request.ts';
import { role } from '../http/roles.ts';

/** One thing that an engineer wants to see, described for the person before anything runs. */
export const requestedCollector = collectorDeclaration.pick({
  id: true,
  title: true,
  purpose: true,
  category: true,
  sensitivity: true,
});
export type RequestedCollector = z.infer<typeof requestedCollector>;

/**
 * A pseudonym that an engineer asks about, with its context. All of it stays on this computer
 * unless the person agrees.
 */
export const incomingReveal = z.strictObject({
  pseudonym: z.string().max(100),
  item: itemId,
  /** When the person agreed to the bundle; null when unknown. */
  sentAt: z.iso.datetime().nullable(),
  /**
   * The line of the sent item that contains it, as the engineer sees it; null when it was not
   * stored.
   */
  line: z.string().max(10_000_000).nullable(),
  /** Its real value; null when this computer no longer knows it. */
  value: z.string().max(longestRevealed).nullable(),
});
export type IncomingReveal = z.infer<typeof incomingReveal>;

/** A request that was verified on this device and waits for the person. */
export const incomingRequest = z.strictObject({
  jti: z.uuid(),
  kind: requestKind,
  organisation: z.string().max(200),
  fingerprint: thumbprint,
  engineer: z.strictObject({ name: z.string().max(100), role }),
  incident: incidentNumber.nullable(),
  /** Cleaned for display; may be empty. */
  reason: z.string().max(1000),
  receivedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  state: z.enum(['waiting', 'seen', 'collecting', 'in-review']),
  /**
   * By phone: the person typed the number that the engineer reads out, which this screen never
   * shows. Otherwise always true.
   */
  matched: z.boolean(),
  /**
   * Empty for a reveal request, and when this version of Candor knows none of the requested
   * collectors.
   */
  collectors: z.array(requestedCollector).max(1000),
  reveal: incomingReveal.nullable(),
});
export type IncomingRequest = z.infer<typeof incomingRequest>;

/** How the desk knows this computer. `unknown`: they have not been in contact. */
export const standings = ['unknown', 'unverified', 'verified', 'revoked'] as const;
export const standing = z.enum(standings);
export type Standing = z.infer<typeof standing>;

/** Everything that the window shows about requests. */
export const incomingRequests = z.strictObject({
  requests: z.array(incomingRequest).max(1000),
  /** Those that ended without the person since Candor started; newest last. */
  ended: z
    .array(
      z.strictObject({
        jti: z.uuid(),
        engineer: z.string().max(100),
        how: z.enum(['withdrawn', 'expired']),
      }),
    )
    .max(10_000),
  device: z.strictObject({
    standing,
    /** Why enrolment or listening does not work, when the person or IT has to act. */
    problem: appError.nullable(),
    listening: z.boolean(),
  }),
  /** Until when codes are blocked after too many wrong ones. */
  codesLockedUntil: z.iso.datetime().nullable(),
});
export type IncomingRequests = z.infer<typeof incomingRequests>;
