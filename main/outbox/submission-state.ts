import type { AppError } from '#contract/errors/result.ts';
import type { Proof } from './deliver.ts';
import { type DeliveryEvent, nextDelivery } from './delivery-state.ts';
import { type Entry, withIncident } from './entry.ts';
import type { ConfirmedDeletion } from './request-deletion.ts';

/** What can happen to one submission, from consent to the deletion of what was sent. */
export type SubmissionEvent =
  | Exclude<DeliveryEvent, { type: 'accepted' | 'restarted' }>
  | { type: 'accepted'; proof: Proof }
  | { type: 'restarted'; now: number }
  /** The desk has begun an upload at this path. */
  | { type: 'upload-created'; path: string }
  /** The desk has nothing left of a canceled upload, or never will give it up on request. */
  | { type: 'upload-abandoned' }
  | { type: 'deletion-requested'; now: number }
  | { type: 'deletion-failed'; problem: AppError }
  | ({ type: 'deletion-confirmed' } & ConfirmedDeletion);

/**
 * What has to be done because of an event. `stop-work` is done at once; the others once the new state is durable, and only
 * if the delivery is still in that state: an acceptance may overtake a cancel.
 */
export type Effect =
  /** Aborts the work on this submission and waits for its end. */
  | 'stop-work'
  | 'remove-bundle'
  | 'remove-words'
  | 'remove-copy'
  | 'forget-replies'
  | 'announce-deletion';

/** The state after an event and what has to be done. An event that does not apply returns the very same entry. */
export function next(entry: Entry, event: SubmissionEvent): [Entry, Effect[]] {
  switch (event.type) {
    case 'accepted':
      // The file is what a restart would need until the acceptance is durable, so it is removed afterwards.
      return [accepted(entry, event.proof), ['remove-bundle', 'remove-words']];
    case 'restarted':
      return [withDelivery(entry, event), leftovers(entry, event.now)];
    case 'paused': {
      const paused = withDelivery(entry, event);
      return [paused, paused.delivery.state === 'paused' ? ['stop-work'] : []];
    }
    case 'canceled':
      return canceled(entry);
    case 'failed': {
      const failed = withDelivery(entry, event);
      // After a refusal, a further try starts from nothing.
      if (failed !== entry && failed.delivery.state === 'refused')
        return [{ ...failed, uploadPath: null, sentBytes: 0 }, []];
      return [failed, []];
    }
    case 'upload-created':
      return [{ ...entry, uploadPath: event.path }, []];
    case 'upload-abandoned':
      return [{ ...entry, abandonUpload: false, uploadPath: null }, []];
    case 'deletion-requested':
    case 'deletion-failed':
    case 'deletion-confirmed':
      return nextDeletion(entry, event);
    default:
      return [withDelivery(entry, event), []];
  }
}

function withDelivery(entry: Entry, event: DeliveryEvent): Entry {
  const delivery = nextDelivery(entry.delivery, event);
  return delivery === entry.delivery ? entry : { ...entry, delivery };
}

function accepted(entry: Entry, { acceptance, incident }: Proof): Entry {
  const sent = withDelivery(entry, { type: 'accepted' });
  if (sent === entry) return entry;
  return {
    ...withIncident(sent, incident),
    acceptance,
    sentBytes: entry.totalBytes,
    uploadPath: null,
    abandonUpload: false,
  };
}

function canceled(entry: Entry): [Entry, Effect[]] {
  const { state } = entry.delivery;
  if (state === 'sent') return [entry, []];
  const effects: Effect[] = ['stop-work', 'remove-bundle', 'remove-copy'];
  const after = withDelivery(entry, { type: 'canceled' });
  if (after === entry) return [entry, effects];
  // Once an upload was under way, the desk may have some of it or even all.
  const abandonUpload = entry.uploadPath !== null || state === 'uploading';
  return [{ ...after, abandonUpload }, effects];
}

/** A crash may have come between the last state and its effects. */
function leftovers({ delivery, agreedAt, retentionDays }: Entry, now: number): Effect[] {
  const ended = delivery.state === 'canceled' || delivery.state === 'refused';
  // What did not arrive keeps its words for another try, for as long as the bundle itself would have been kept.
  const over = Date.parse(agreedAt) + retentionDays * 86_400_000 < now;
  if (delivery.state === 'sent') return ['remove-bundle', 'remove-words'];
  return [
    ...(delivery.state === 'canceled' ? (['remove-bundle'] as const) : []),
    ...(ended && over ? (['remove-words'] as const) : []),
  ];
}

function nextDeletion(
  entry: Entry,
  event: Extract<SubmissionEvent, { type: `deletion-${string}` }>,
): [Entry, Effect[]] {
  const { deletion, delivery } = entry;
  if (event.type === 'deletion-requested') {
    if (delivery.state !== 'sent') return [entry, []];
    if (deletion?.state === 'done') return [entry, ['forget-replies']];
    // A second request means: try again now.
    const at = deletion?.at ?? new Date(event.now).toISOString();
    const requested = { state: 'requested', at, problem: null } as const;
    return [{ ...entry, deletion: requested }, ['forget-replies']];
  }
  if (deletion?.state !== 'requested') return [entry, []];
  if (event.type === 'deletion-failed')
    return [{ ...entry, deletion: { ...deletion, problem: event.problem } }, []];
  const { deletedAt, confirmation } = event;
  const done = { state: 'done', at: deletion.at, deletedAt, confirmation } as const;
  return [{ ...entry, deletion: done }, ['announce-deletion']];
}
