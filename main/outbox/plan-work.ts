import { longestWait } from './delivery-state.ts';
import type { Entry } from './entry.ts';
import type { RetryTimes } from './retry-times.ts';

export type WorkKind = 'send' | 'abandon-upload' | 'request-deletion';

export type Plan =
  | { type: 'work'; kind: WorkKind; id: string }
  /** The wait of this submission is over: it goes back into the queue. */
  | { type: 'wake'; id: string }
  | { type: 'wait'; milliseconds: number }
  | { type: 'idle' };

/** What the outbox does next: queued bundles first, in the order of consent; then whatever is due first. */
export function planWork(
  entries: readonly Entry[],
  retries: Pick<RetryTimes, 'dueAt'>,
  now: number,
): Plan {
  const byConsent = [...entries].sort((a, b) => a.agreedAt.localeCompare(b.agreedAt));
  const queued = byConsent.find(({ delivery }) => delivery.state === 'queued');
  if (queued) return { type: 'work', kind: 'send', id: queued.id };
  const [first] = byConsent
    .flatMap((entry) => {
      const dueAt = dueAtOf(entry, retries, now);
      return dueAt === null ? [] : [{ entry, dueAt }];
    })
    .sort((a, b) => a.dueAt - b.dueAt);
  if (!first) return { type: 'idle' };
  const milliseconds = first.dueAt - now;
  // A wait beyond the longest means that this computer's clock was set back.
  if (milliseconds > 0 && milliseconds <= longestWait) return { type: 'wait', milliseconds };
  const { id, delivery } = first.entry;
  if (delivery.state === 'waiting') return { type: 'wake', id };
  const kind = first.entry.abandonUpload ? 'abandon-upload' : 'request-deletion';
  return { type: 'work', kind, id };
}

/** Milliseconds since 1970; null when there is nothing to do for this submission. */
function dueAtOf(
  { id, delivery, abandonUpload, deletion }: Entry,
  retries: Pick<RetryTimes, 'dueAt'>,
  now: number,
): number | null {
  if (delivery.state === 'waiting') return Date.parse(delivery.nextTryAt);
  const pending = abandonUpload || deletion?.state === 'requested';
  return pending ? (retries.dueAt(id) ?? now) : null;
}
