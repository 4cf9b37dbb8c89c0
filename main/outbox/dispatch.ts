import type { OutboxStore } from './store.ts';
import { type Effect, next, type SubmissionEvent } from './submission-state.ts';
import type { WorkContext } from './work.ts';

type Perform = Record<Effect, (id: string) => Promise<void>>;

/** Applies events to the stored submissions, and then their effects. */
export function createDispatch({
  store,
  changed,
  perform,
}: {
  store: Pick<OutboxStore, 'find' | 'update'>;
  changed(): void;
  perform: Perform;
}): WorkContext['dispatch'] {
  return async (id, event: SubmissionEvent) => {
    const before = store.find(id);
    if (!before) return;
    const [after, effects] = next(before, event);
    const written = store.update(id, () => after);
    if (after !== before) changed();
    if (effects.includes('stop-work')) await perform['stop-work'](id);
    await written;
    // The work may have ended with the desk's acceptance, which has effects of its own.
    if (store.find(id)?.delivery.state !== after.delivery.state) return;
    const remaining = effects.filter((effect) => effect !== 'stop-work');
    await Promise.all(remaining.map((effect) => perform[effect](id)));
  };
}
