import type { z } from 'zod';
import type { timelineItems } from '#contract/bundle/timeline.ts';

/** How far back the history is read. */
export const days = 14;
/** The most entries of each list, newest first. */
export const mostOfEach = 1000;

export type SystemHistory = z.infer<(typeof timelineItems)['system-history/system-history.json']>;

export type Restart = SystemHistory['restarts'][number];

export type Setting = SystemHistory['settings'][number];

export type HistoryChange = SystemHistory['changes'][number];

export type HistoryCrash = SystemHistory['crashes'][number];
