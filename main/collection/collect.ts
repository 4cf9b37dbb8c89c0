import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CollectorDeclaration,
  CollectorOutcome,
  HostCommand,
  PrivateMapEntry,
} from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CollectorProgress } from '#contract/ipc/session.ts';
import { type BatchEnd, runBatch } from './batch.ts';
import type { CollectorProcess } from './collector-process.ts';
import { type HostSession, startHost } from './host-session.ts';
import { endLeftoverCommands } from './leftovers.ts';
import { createProgressBoard, emptyOutcome, type ProgressBoard } from './progress.ts';
import { type Selection, select } from './select.ts';

export interface CollectOptions {
  /** Starts a collector process; called again if one was killed or died. */
  spawn: () => CollectorProcess;
  selection: Selection;
  /** `folder`: absolute path of the review folder; items arrive in `<folder>/items/<item id>`. */
  prepare: Extract<HostCommand, { type: 'prepare' }>;
  /** How many collectors run at once. */
  concurrency?: number;
  /** Called with all collectors of the run whenever one changes. */
  onProgress(progress: CollectorProgress[]): void;
  /** Cancels the run: finished results stay, everything else becomes `canceled`. */
  signal: AbortSignal;
}

export interface CollectedRun {
  /** One for each declaration, in the catalogue's order. */
  outcomes: CollectorOutcome[];
  declarations: CollectorDeclaration[];
  /** The entries given in `prepare` and all found since. */
  privateMap: PrivateMapEntry[];
}

/**
 * Four. `npm run bench -- concurrency` on two cores that others use as well, median of five runs of `standard`:
 *
 *     at once     2     4     6     8    12    16
 *     all, s   0.62  0.56  0.60  0.86  0.56  0.51
 *     first, s 0.43  0.40  0.35  0.56  0.39  0.38
 *     slowest  0.22  0.15  0.15  0.31  0.30  0.23
 *
 * From four on the differences are noise, and each collector gets slower, which its deadline does not allow for. Where
 * commands or networks are slow, four collectors wait at the same time.
 */
const defaultConcurrency = 4;
const exitWaitMs = 1000;
const canceledExitWaitMs = 60;

/**
 * Runs all collectors of a selection in a separate process, and ends that process. A collector that hangs or crashes costs
 * only its own part: the process is replaced, and the collectors that ran at the same time run again alone.
 *
 * Rejects with a `CandorError` `collector-unavailable` when no process comes up at all, and `disk-full` or `disk-failed`
 * when the folder cannot be made. Once canceled it waits 110 ms at most: 50 for collectors to stop their commands, and 60 for
 * the process to exit.
 */
export async function collect(options: CollectOptions): Promise<CollectedRun> {
  const { selection, prepare, concurrency = defaultConcurrency, onProgress, signal } = options;
  await makeFolder(prepare.folder);
  const privateMap = [...prepare.privateMap];
  const learn = (entries: readonly PrivateMapEntry[]): void => void privateMap.push(...entries);
  const start = (): HostSession =>
    startHost(options.spawn(), { ...prepare, privateMap: [...privateMap] });

  let host = start();
  try {
    const catalogue = await unlessAborted(host.ready, signal);
    if (signal.aborted) return { outcomes: [], declarations: [], privateMap };
    if (!catalogue) {
      raise(
        'collector-unavailable',
        'Candor could not start the part that checks this computer. Restart Candor, then try again.',
      );
    }
    const declarations = select(catalogue, selection);
    const board = createProgressBoard(declarations, onProgress);
    const work = createWork(declarations, concurrency);

    for (let next = work.next(); next !== null; next = work.next()) {
      const end = await runBatch({ host, ...next, board, folder: prepare.folder, learn, signal });
      if (end.how === 'canceled') break;
      if (end.how === 'done') continue;
      work.died(next.alone, end, board);
      await endLeftoverCommands(prepare.folder);
      host = start();
      if (!(await unlessAborted(host.ready, signal))) break;
    }
    endTheRest(declarations, board, signal.aborted);
    return { outcomes: board.outcomes(), declarations, privateMap };
  } finally {
    host.kill();
    await Promise.race([host.exited, after(signal.aborted ? canceledExitWaitMs : exitWaitMs)]);
    await endLeftoverCommands(prepare.folder);
  }
}

interface Work {
  /** The collectors to run together now; suspects come one at a time. Null when all is done. */
  next(): { batch: CollectorDeclaration[]; alone: boolean; concurrency: number } | null;
  died(alone: boolean, end: Extract<BatchEnd, { how: 'died' }>, board: ProgressBoard): void;
}

function createWork(declarations: readonly CollectorDeclaration[], concurrency: number): Work {
  // The person's words first: on a nearly full disk they matter most. Then those with the longest deadlines, because what
  // starts last decides when everything ends.
  const isWords = ({ category }: CollectorDeclaration) => Number(category === 'description');
  let waiting = [...declarations].sort(
    (a, b) => isWords(b) - isWords(a) || b.deadlineMs - a.deadlineMs,
  );
  const suspects: CollectorDeclaration[] = [];
  let idleDeaths = 0;
  return {
    next() {
      const suspect = suspects.shift();
      if (suspect) return { batch: [suspect], alone: true, concurrency: 1 };
      if (waiting.length === 0 || idleDeaths > 2) return null;
      const batch = waiting;
      waiting = [];
      return { batch, alone: false, concurrency };
    },
    died(alone, { inFlight, notStarted, late }, board) {
      waiting.push(...notStarted);
      if (inFlight.length === 0) idleDeaths += 1;
      for (const { declaration, durationMs } of inFlight) {
        const { id, deadlineMs } = declaration;
        // Only a collector that ran alone is certain to have caused it.
        if (late && inFlight.length === 1) {
          const values = { seconds: Math.round(deadlineMs / 1000) };
          const reason = {
            message: 'It took longer than {seconds} seconds and was stopped.',
            values,
          };
          board.ended(emptyOutcome(id, 'timeout', reason, durationMs));
        } else if (alone) {
          board.ended(
            emptyOutcome(
              id,
              'fail',
              { message: 'It ended unexpectedly, twice in a row.' },
              durationMs,
            ),
          );
        } else {
          suspects.push(declaration);
          board.returned(id);
        }
      }
    },
  };
}

function endTheRest(
  declarations: readonly CollectorDeclaration[],
  board: ProgressBoard,
  canceled: boolean,
): void {
  for (const { id } of declarations) {
    if (board.isEnded(id)) continue;
    if (canceled) board.ended(emptyOutcome(id, 'canceled', { message: 'It was canceled.' }, 0));
    else
      board.ended(
        emptyOutcome(
          id,
          'fail',
          { message: 'The part of Candor that checks this computer did not start again.' },
          0,
        ),
      );
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, 'items'), { recursive: true, mode: 0o700 });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
      raise('disk-full', 'The disk is full. Free some space, then try again.', { detail, cause });
    }
    raise(
      'disk-failed',
      'Candor could not create a folder for what it collects. Try again. If it happens again, check your disk.',
      {
        detail,
        cause,
      },
    );
  }
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
