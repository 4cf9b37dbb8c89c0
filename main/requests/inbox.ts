import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { Verdict } from '../trust/request.ts';
import type { DeskEvent } from './listen.ts';
import type { RefusalCount } from './refusal-count.ts';
import type { RequestRegistry } from './request-registry.ts';
import type { RequestStore } from './store.ts';

/** Requests that wait for the person at once. More are left with the desk, which offers them again. */
export const mostWaiting = 8;
/** Requests on disk, with those that ended and of which the desk has not heard yet. */
const mostKept = 100;
/** Numbers remembered as spent. A desk that makes and withdraws requests without end does not fill the disk with them. */
export const mostRemembered = 1_000;

export interface InboxOptions {
  store: RequestStore;
  book: RequestRegistry;
  refusals: RefusalCount;
  verify(jws: string): Promise<Verdict>;
  /** Whether IT lets engineers ask this computer at all. */
  mayAsk(): boolean;
  /** A request waits for the person. */
  onIncomingRequests(request: IncomingRequest): void;
  onIncident(number: string): void;
  /** The desk does not know of what was told it already. */
  tellAgain(): void;
}

/** What the desk's stream brings, one event after the other. */
export function createInbox({ store, book, refusals, verify, ...options }: InboxOptions) {
  async function offered(jws: string): Promise<void> {
    // The desk offers what is open again at each connection, until it has heard that it arrived.
    if (store.now().kept.some((kept) => kept.jws === jws)) return options.tellAgain();
    if (!options.mayAsk()) return;
    const verdict = await verify(jws);
    if (!verdict.ok) return refusals.count(verdict.refusal, verdict.detail);
    const { claims } = verdict;
    // Made only as the answer to a code; brought by itself it would go past the number that the person compares.
    if (claims.kind === 'phone') return refusals.count('wrong-way', claims.jti);
    const { kept, taken } = store.now();
    const waiting = kept.filter(({ state }) => state !== 'ended').length;
    if (
      waiting >= mostWaiting ||
      kept.length >= mostKept ||
      Object.keys(taken).length >= mostRemembered
    )
      return refusals.count('too-many', claims.jti);
    const shown = await book.take(jws, claims);
    if (shown) options.onIncomingRequests(shown);
  }

  return async function onEvent(event: DeskEvent): Promise<void> {
    switch (event.name) {
      case 'request':
        return offered(event.payload.jws);
      case 'request-ended': {
        const { jti, state } = event.payload;
        if (state === 'withdrawn' || state === 'expired') await book.endFromOutside(jti, state);
        return;
      }
      case 'incident':
        return options.onIncident(event.payload.number);
      case 'revoked':
        // The listener ends with it, and says so.
        return;
      default:
        return event satisfies never;
    }
  };
}
