import { type AppError, toAppError } from '#contract/errors/result.ts';
import { abandonUpload } from './abandon-upload.ts';
import type { Clock } from './clock.ts';
import { deliver } from './deliver.ts';
import type { DeskClient } from './desk-client.ts';
import { canWait } from './desk-errors.ts';
import type { WorkKind } from './plan-work.ts';
import { requestDeletion } from './request-deletion.ts';
import type { RetryTimes } from './retry-times.ts';
import type { OutboxStore } from './store.ts';
import type { SubmissionEvent } from './submission-state.ts';
import type { Transport } from './transport.ts';

export interface WorkContext {
  store: OutboxStore;
  desk: DeskClient;
  transport: Transport;
  clock: Clock;
  retries: RetryTimes;
  /** Resolves when the new state is durable and its effects are done. */
  dispatch(id: string, event: SubmissionEvent): Promise<void>;
  announceProgress(): void;
  report(error: AppError): void;
}

type Work = (context: WorkContext, id: string, signal: AbortSignal) => Promise<void>;

/** What the outbox does for one submission at a time. An aborted signal means that the state already says why. */
export const work: Record<WorkKind, Work> = {
  async send(context, id, signal) {
    const { store, desk, transport, clock, dispatch, announceProgress, report } = context;
    await dispatch(id, { type: 'began' });
    const entry = store.find(id);
    if (!entry || signal.aborted) return;
    try {
      const proof = await deliver({
        entry,
        file: store.bundleFile(id),
        desk,
        transport,
        clock,
        signal,
        onUploadPath: (path) => dispatch(id, { type: 'upload-created', path }),
        onProgress(acceptedBytes) {
          store.noteProgress(id, acceptedBytes);
          announceProgress();
        },
        onAdvance: () => void dispatch(id, { type: 'advanced' }),
      });
      await dispatch(id, { type: 'accepted', proof });
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      report(problem);
      await dispatch(id, { type: 'failed', problem, now: clock.now(), random: clock.random() });
    }
  },

  async 'abandon-upload'({ store, desk, transport, retries, dispatch, report }, id, signal) {
    const entry = store.find(id);
    if (!entry) return;
    try {
      const proof = await abandonUpload({ entry, desk, transport, signal });
      if (proof) return await dispatch(id, { type: 'accepted', proof });
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      if (canWait(problem)) return retries.postpone(id, problem);
      report(problem);
    }
    retries.reset(id);
    await dispatch(id, { type: 'upload-abandoned' });
  },

  async 'request-deletion'({ store, desk, retries, dispatch, report }, id, signal) {
    const entry = store.find(id);
    if (entry?.deletion?.state !== 'requested') return;
    try {
      const confirmed = await requestDeletion({ entry, desk, signal });
      // Before the state changes: when the person reads that it is deleted, it is deleted here too.
      await store.removeCopy(id, 'removed').catch((thrown: unknown) => report(toAppError(thrown)));
      retries.reset(id);
      await dispatch(id, { type: 'deletion-confirmed', ...confirmed });
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      report(problem);
      retries.postpone(id, problem);
      await dispatch(id, { type: 'deletion-failed', problem });
    }
  },
};
