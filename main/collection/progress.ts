import type { CollectorDeclaration, CollectorOutcome } from '#contract/collector/collector.ts';
import type { CollectorProgress } from '#contract/ipc/session.ts';
import type { Text } from '#contract/text/text.ts';

/** The progress of each collector of a run, in the catalogue's order. */
export interface ProgressBoard {
  started(id: string): void;
  /** Back to waiting: it runs again after its process died. */
  returned(id: string): void;
  ended(outcome: CollectorOutcome): void;
  isEnded(id: string): boolean;
  /** Only finished ones, in the catalogue's order. */
  outcomes(): CollectorOutcome[];
}

export function createProgressBoard(
  declarations: readonly CollectorDeclaration[],
  onProgress: (progress: CollectorProgress[]) => void,
): ProgressBoard {
  const progress = new Map<string, CollectorProgress>(
    declarations.map(({ id, title, purpose, category, sensitivity }) => [
      id,
      {
        id,
        title,
        purpose,
        category,
        sensitivity,
        state: 'waiting',
        durationMs: null,
        reason: null,
        items: [],
      },
    ]),
  );
  const outcomes = new Map<string, CollectorOutcome>();

  function change(id: string, next: Partial<CollectorProgress>): void {
    const before = progress.get(id);
    if (!before) return;
    progress.set(id, { ...before, ...next });
    onProgress([...progress.values()]);
  }
  onProgress([...progress.values()]);

  return {
    started: (id) => change(id, { state: 'running' }),
    returned: (id) => change(id, { state: 'waiting' }),
    ended(outcome) {
      const { collector, status, durationMs, reason, items } = outcome;
      outcomes.set(collector, outcome);
      change(collector, {
        state: status,
        durationMs,
        reason,
        items: items.map(({ id, bytes }) => ({ id, bytes })),
      });
    },
    isEnded: (id) => outcomes.has(id),
    outcomes: () => [...progress.keys()].flatMap((id) => outcomes.get(id) ?? []),
  };
}

/** An outcome that the supervisor states itself because the collector could not. */
export function emptyOutcome(
  collector: string,
  status: CollectorOutcome['status'],
  reason: Text,
  durationMs: number,
): CollectorOutcome {
  return { collector, status, durationMs: Math.max(0, Math.round(durationMs)), reason, items: [] };
}
