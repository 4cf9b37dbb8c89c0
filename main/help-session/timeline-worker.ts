import { parentPort, workerData } from 'node:worker_threads';
import { applicationLogsIn } from '#contract/bundle/timeline.ts';
import { type TimelineMemory, timelineOf } from '#diagnosis/timeline.ts';
import type { TimelineTexts } from './read-timeline.ts';

/** A thread that reads the items of one review and ends; see read-timeline.ts. */
const { texts, until } = workerData as TimelineTexts;
const memory: TimelineMemory = new Map();
timelineOf((id) => texts.get(id), until, memory, applicationLogsIn(texts.keys()));
parentPort?.postMessage(memory);
