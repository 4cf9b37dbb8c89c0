import { Worker } from 'node:worker_threads';
import { timelineItemsIn } from '#contract/bundle/timeline.ts';
import type { TimelineMemory } from '#diagnosis/timeline.ts';

/** What the thread is given. */
export interface TimelineTexts {
  texts: ReadonlyMap<string, string>;
  until: string;
}

/** UTF-16 units that are read in some ten milliseconds, also where each line of a log is an error; a thread takes longer to start. */
const shortLength = 64 * 1024;

/**
 * Reads what the timeline is made from in a thread of its own: the event log of a busy Windows holds four megabytes, which
 * would stop the window for a tenth of a second.
 * @param module absolute path of the thread's built module
 * @returns nothing for little text, which whoever makes the timeline reads as well
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
