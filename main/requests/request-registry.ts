import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { RequestClaims, RequestReport } from '#contract/http/request.ts';
import type { ActivityFacts, ActivityKind } from '#contract/ipc/activity-log.ts';
import type { IncomingRequest, IncomingRequests } from '#contract/ipc/incoming-requests.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Clock } from '../outbox/clock.ts';
import { waitOf } from './code-lock.ts';
import type { DeskClock } from './desk-clock.ts';
import type { PseudonymMapStore } from './pseudonym-map-store.ts';
import { catalogueOf, collectorsOf } from './scope.ts';
import { shownName, shownWords } from './shown-text.ts';
import type { Kept, RequestStore } from './store.ts';
import { viewOf } from './view.ts';

/** Adds to the activity log; never throws. */
export type Note = (kind: ActivityKind, facts?: ActivityFacts) => Promise<void>;

/** The requests that this device accepted: stored on disk, shown to the person as in `view`, and ended in time. */
export interface RequestRegistry {
  /** The stored requests were verified again: from now on they are shown and may be answered. */
  prove(): void;
  view(device: IncomingRequests['device']): IncomingRequests;
  /** A request that the person may still answer. @throws CandorError `not-found`. */
  open(jti: string): Kept;
  /** The collectors that it asks for, as far as this computer knows them. */
  collectorsFor(kept: Kept): CollectorDeclaration[];
  /** Stores a request and marks its number as used, before the person sees it. */
  take(jws: string, claims: RequestClaims): Promise<IncomingRequest | null>;
  change(jti: string, how: (kept: Kept) => Kept): Promise<void>;
  endFromOutside(jti: string, how: 'withdrawn' | 'expired'): Promise<void>;
  /** Loads what this machine still knows about a reveal, so that the person can see it. */
  recall(kept: Kept): Promise<void>;
  /** The value behind a reveal's stand-in, as shown to the person; null if it is unknown. */
  shownValue(jti: string): string | null;
  /** Ends expired requests, and returns when the next one expires. */
  look(): void;
  stop(): void;
}

export interface RequestRegistryOptions {
  store: RequestStore;
  maps: PseudonymMapStore;
  clock: Clock;
  deskClock: DeskClock;
  note: Note;
  policy: () => Policy | null;
  catalogue: readonly CollectorDeclaration[];
  platform: string;
  endSession(jti: string): Promise<void>;
  /** Something changed that the person sees, or that the desk may have to be told. */
  changed(): void;
  failed(thrown: unknown): void;
}

/** The longest time between two checks for expired requests, in milliseconds. */
const longestLook = 30 * 60_000;
/** The shortest, so that a clock that does not move causes no busy loop. */
const shortestLook = 1_000;

export function createRequestRegistry(options: RequestRegistryOptions): RequestRegistry {
  const { store, maps, clock, deskClock, note, policy } = options;
  const reveals = new Map<string, NonNullable<IncomingRequest['reveal']>>();
  const ended: IncomingRequests['ended'] = [];
  let callOff = () => {};
  let stopped = false;
  let proven = false;

  const find = (jti: string) => store.now().kept.find(({ claims }) => claims.jti === jti);
  const collectorsFor = ({ claims }: Kept) =>
    claims.kind === 'reveal'
      ? []
      : collectorsOf(
          claims.scope,
          catalogueOf(options.catalogue, policy(), options.platform),
          policy(),
        );

  function seenAs(kept: Kept): IncomingRequest | null {
    const organisation = policy()?.organisation.name;
    // Without an organisation, there are no requests to show.
    return organisation === undefined || !proven
      ? null
      : viewOf(kept, {
          organisation,
          collectors: collectorsFor(kept),
          reveal: reveals.get(kept.claims.jti) ?? null,
        });
  }

  async function change(jti: string, how: (kept: Kept) => Kept): Promise<void> {
    await store.change((now) => ({
      ...now,
      kept: now.kept.map((kept) => (kept.claims.jti === jti ? how(kept) : kept)),
    }));
    options.changed();
  }

  async function recall({ claims }: Kept): Promise<void> {
    if (claims.kind !== 'reveal') return;
    const { item, pseudonym } = claims.reveal;
    const { sentAt = null, line = null, value = null } = (await maps.find(claims.reveal)) ?? {};
    reveals.set(claims.jti, { pseudonym, item, sentAt, line, value });
  }

  async function endFromOutside(jti: string, how: 'withdrawn' | 'expired'): Promise<void> {
    const kept = find(jti);
    // Once it is agreed to and in the outbox, the person's decision is final.
    if (!kept || !isOpen(kept)) return;
    const engineer = shownName(kept.claims.engineer.name);
    ended.push({ jti, engineer, how });
    const left = (one: Kept): Kept[] =>
      one.reports.length > 0 ? [{ ...one, state: 'ended' }] : [];
    await store.change((now) => ({
      ...now,
      kept: now.kept.flatMap((one) => (one.claims.jti === jti ? left(one) : [one])),
    }));
    reveals.delete(jti);
    await note('ended', { request: jti, engineer, how });
    await options.endSession(jti);
    options.changed();
  }

  function look(): void {
    callOff();
    if (stopped) return;
    const now = deskClock.certain();
    const open = store.now().kept.filter(isOpen);
    for (const { claims } of open.filter(({ claims }) => claims.exp * 1000 <= now)) {
      void endFromOutside(claims.jti, 'expired').catch(options.failed);
    }
    const next = Math.min(
      ...open.map(({ claims }) => claims.exp * 1000 - now).filter((wait) => wait > 0),
      longestLook,
    );
    callOff = clock.after(Math.max(shortestLook, next), look);
  }

  return {
    prove() {
      proven = true;
    },
    view: (device) => ({
      requests: store.now().kept.flatMap((kept) => seenAs(kept) ?? []),
      ended: ended.slice(-10),
      device,
      codesLockedUntil: lockedUntil(waitOf(store.now().codes, clock.now()), clock.now()),
    }),
    open(jti) {
      const kept = find(jti);
      if (proven && kept && isOpen(kept) && kept.claims.exp * 1000 > deskClock.now()) return kept;
      return raise(
        'not-found',
        'This request has ended: it was answered or withdrawn, or its time is over.',
        { detail: jti },
      );
    },
    collectorsFor,
    async take(jws, claims) {
      const kept: Kept = {
        jws,
        claims,
        receivedAt: new Date(clock.now()).toISOString(),
        state: 'waiting',
        matched: claims.kind !== 'phone',
        wrongNumbers: 0,
        submission: null,
        reports: [{ state: 'delivered' }],
        answer: null,
      };
      await store.change((now) => ({
        ...now,
        taken: { ...now.taken, [claims.jti]: claims.exp },
        kept: [...now.kept, kept],
      }));
      await note('asked', factsOf(claims));
      await recall(kept);
      options.changed();
      look();
      return seenAs(kept);
    },
    change,
    endFromOutside,
    recall,
    shownValue: (jti) => reveals.get(jti)?.value ?? null,
    look,
    stop() {
      stopped = true;
      callOff();
    },
  };
}

/** Whether the person can still answer it. */
export const isOpen = ({ state }: Kept): boolean => state !== 'sending' && state !== 'ended';

/** The request with one more report for the desk. */
export const reporting = (kept: Kept, report: RequestReport): Kept => ({
  ...kept,
  reports: [...kept.reports, report].slice(-20),
});

const lockedUntil = (wait: number, now: number): string | null =>
  wait > 0 ? new Date(now + wait).toISOString() : null;

export const factsOf = ({
  jti,
  engineer,
  organisation,
  incident,
  kind,
  reason,
}: RequestClaims): ActivityFacts => ({
  request: jti,
  kind,
  engineer: shownName(engineer.name),
  role: engineer.role,
  organisation,
  reason: shownWords(reason),
  ...(incident && { incident }),
});
