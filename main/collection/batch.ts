import type { CollectorDeclaration, PrivateMapEntry } from '#contract/collector/collector.ts';
import type { Finished, HostSession } from './host-session.ts';
import { emptyOutcome, type ProgressBoard } from './progress.ts';
import { filesMatch } from './verify-outcome.ts';

interface BatchOptions {
  host: HostSession;
  batch: readonly CollectorDeclaration[];
  concurrency: number;
  board: ProgressBoard;
  folder: string;
  learn(entries: readonly PrivateMapEntry[]): void;
  signal: AbortSignal;
}

/** `late`: the process did not answer in time and was killed. */
export type BatchEnd =
  | { how: 'done' }
  | { how: 'canceled' }
  | { how: 'died'; inFlight: InFlight[]; notStarted: CollectorDeclaration[]; late: boolean };

interface InFlight {
  declaration: CollectorDeclaration;
  durationMs: number;
}

/** Milliseconds after a deadline, which the collector process enforces itself, until the process counts as hung. */
const watchdogMs = 1000;
/** Milliseconds that collectors have to stop their commands before the process is killed. */
const stopWaitMs = 50;

/** Runs collectors in one process, a limited number at a time, until all have ended, the process dies or the run is canceled. */
export function runBatch(options: BatchOptions): Promise<BatchEnd> {
  const { host, batch, concurrency, board, folder, learn, signal } = options;
  const waiting = [...batch];
  const running = new Map<
    string,
    { declaration: CollectorDeclaration; startedAt: number; watchdog: NodeJS.Timeout }
  >();
  let checking = 0;
  let late = false;
  let dead = false;

  return new Promise((resolve) => {
    let ended = false;
    const end = (how: BatchEnd): void => {
      if (ended) return;
      ended = true;
      for (const { watchdog } of running.values()) clearTimeout(watchdog);
      signal.removeEventListener('abort', cancel);
      host.onFinished(() => undefined);
      resolve(how);
    };
    const inFlight = (): InFlight[] =>
      [...running.values()].map(({ declaration, startedAt }) => ({
        declaration,
        durationMs: performance.now() - startedAt,
      }));
    const advance = (): void => {
      if (ended) return;
      while (!signal.aborted && !dead) {
        const declaration = nextOf(waiting, running.size, concurrency);
        if (!declaration) break;
        const hangs = (): void => {
          late = true;
          host.kill();
        };
        const watchdog = setTimeout(hangs, declaration.deadlineMs + watchdogMs);
        running.set(declaration.id, { declaration, startedAt: performance.now(), watchdog });
        board.started(declaration.id);
        host.run(declaration.id);
      }
      // Results reported before the process died still count.
      if (checking > 0 || (running.size > 0 && !dead)) return;
      if (signal.aborted) end({ how: 'canceled' });
      else if (dead) end({ how: 'died', inFlight: inFlight(), notStarted: waiting, late });
      else if (waiting.length === 0) end({ how: 'done' });
    };
    const finished = async ({ outcome, discovered }: Finished): Promise<void> => {
      const one = running.get(outcome.collector);
      if (!one) return;
      clearTimeout(one.watchdog);
      running.delete(outcome.collector);
      learn(discovered);
      checking += 1;
      const matches = await filesMatch(folder, outcome);
      checking -= 1;
      if (ended) return;
      const notFound = { message: 'Its results could not be read back from the disk.' };
      board.ended(
        matches ? outcome : emptyOutcome(outcome.collector, 'fail', notFound, outcome.durationMs),
      );
      advance();
    };
    const cancel = (): void => {
      for (const id of running.keys()) host.stop(id);
      setTimeout(() => end({ how: 'canceled' }), stopWaitMs);
      advance();
    };

    host.onFinished((report) => void finished(report));
    signal.addEventListener('abort', cancel, { once: true });
    void host.exited.then(() => {
      dead = true;
      advance();
    });
    if (signal.aborted) cancel();
    else advance();
  });
}

/** Takes the next collector while there is room; one that needs quiet comes last, and alone. */
function nextOf(
  waiting: CollectorDeclaration[],
  running: number,
  concurrency: number,
): CollectorDeclaration | undefined {
  const loud = waiting.findIndex(({ quiet }) => !quiet);
  if (loud >= 0) return running < concurrency ? waiting.splice(loud, 1)[0] : undefined;
  return running === 0 ? waiting.shift() : undefined;
}
