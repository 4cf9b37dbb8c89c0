import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { Verdict } from '../trust/request.ts';
import type { DeskEvent } from './listen.ts';
import type { RefusalCount } from './refusal-count.ts';
import type { RequestRegistry } from './request-registry.ts';
import type { RequestStore } from './store.ts';

/** Requests that may wait for the person at once. Others stay at the desk, which offers them again. */
export const mostWaiting = 8;
/** Requests on disk, including ended ones that the desk does not know of yet. */
const mostKept = 100;
/** Used numbers to remember. A desk that creates and withdraws requests without end must not fill the disk. */
export const mostRemembered = 1_000;

export interface InboxOptions {
  store: RequestStore;
  book: RequestRegistry;
  refusals: RefusalCount;
  verify(jws: string): Promise<Verdict>;
  /** Whether IT allows requests to this computer. */
  mayAsk(): boolean;
  /** A new request waits for the person. */
  onIncomingRequests(request: IncomingRequest): void;
  onIncident(number: string): void;
  /** The desk has not received a report that was already sent. */
  tellAgain(): void;
}

/** Handles the events of the desk's stream, one at a time. */
export function createInbox({ store, book, refusals, verify, ...options }: InboxOptions) {
  async function offered(jws: string): Promise<void> {
    // The desk offers open requests at each connection, until it knows that they arrived.
    if (store.now().kept.some((kept) => kept.jws === jws)) return options.tellAgain();
    if (!options.mayAsk()) return;
    const verdict = await verify(jws);
    if (!verdict.ok) return refusals.count(verdict.refusal, verdict.detail);
    const { claims } = verdict;
    // Valid only as the answer to a code; over the stream, it would bypass the number that the person types.
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
        // The listener stops with this error, and reports it.
        return;
      default:
        return event satisfies never;
    }
  };
}
