import { Worker } from 'node:worker_threads';
import { timelineItemsIn } from '#contract/bundle/timeline.ts';
import type { TimelineMemory } from '#diagnosis/timeline.ts';

/** Input of the thread. */
export interface TimelineTexts {
  texts: ReadonlyMap<string, string>;
  until: string;
}

/** UTF-16 units that can be read in about ten milliseconds, even if each line is an error. A thread takes longer to start. */
const shortLength = 64 * 1024;

/**
 * Reads the source of the timeline in a thread, because the event log of a busy Windows computer has four megabytes, which
 * would block the window for a tenth of a second.
 * @param module absolute path of the thread's built module
 * @returns an empty map for short texts, which the caller can read without blocking
 * @throws Error when the thread fails
 */
export function readTimelineAside(
  module: string | URL,
  { texts, until }: TimelineTexts,
): Promise<TimelineMemory> {
  const length = timelineItemsIn(texts.keys()).reduce(
    (sum, id) => sum + (texts.get(id)?.length ?? 0),
    0,
  );
  if (length < shortLength) return Promise.resolve(new Map());
  return new Promise((resolve, reject) => {
    const worker = new Worker(module, { workerData: { texts, until } satisfies TimelineTexts });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  });
}
