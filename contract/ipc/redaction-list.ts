import { z } from 'zod';
import { byteCount } from '../collector/collector.ts';
import { hiddenPattern, hiddenWords, mostPatterns } from '../policy/policy.ts';
import { text } from '../text/text.ts';

/**
 * What a person always hides on their own computer. The list stays there: no policy reads it, no
 * bundle contains it.
 */
export const redactionList = z.strictObject({
  words: hiddenWords,
  patterns: z.array(hiddenPattern.max(200)).max(mostPatterns),
});
export type RedactionList = z.infer<typeof redactionList>;

export const redactionListView = redactionList.extend({
  /** False: the list is damaged. Nothing is collected until it is saved again. */
  readable: z.boolean(),
  /** How many words and patterns the policy also hides. */
  byOrganisation: byteCount,
});
export type RedactionListView = z.infer<typeof redactionListView>;

/** The content of the fields: one word, phrase or pattern per line. */
export const redactionListInput = z.strictObject({
  words: z.string().max(1_000_000),
  patterns: z.string().max(100_000),
});
export type RedactionListInput = z.infer<typeof redactionListInput>;

/** Why a line cannot be hidden. `line` counts from 1 and includes empty lines. */
const redactionListFault = z.strictObject({
  list: z.enum(['words', 'patterns']),
  line: z.number().int().positive(),
  problem: text,
});
export type RedactionListFault = z.infer<typeof redactionListFault>;

/** Nothing is saved when a line has an error. */
export const redactionListAnswer = z.strictObject({
  saved: redactionListView.nullable(),
  faults: z.array(redactionListFault).max(20),
});
export type RedactionListAnswer = z.infer<typeof redactionListAnswer>;
