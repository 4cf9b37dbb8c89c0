import { z } from 'zod';
import { byteCount } from '../collector/collector.ts';
import { hiddenPattern, hiddenWords, mostPatterns } from '../policy/policy.ts';
import { text } from '../text/text.ts';

/** What a person has always hidden on their own computer. It stays there: no policy reads it, no bundle holds it. */
export const redactionList = z.strictObject({
  words: hiddenWords,
  patterns: z.array(hiddenPattern.max(200)).max(mostPatterns),
});
export type RedactionList = z.infer<typeof redactionList>;

export const redactionListView = redactionList.extend({
  /** False: there is a list, and it is damaged. Nothing is collected until it is written again. */
  readable: z.boolean(),
  /** How many words and patterns the policy hides beside them. */
  byOrganisation: byteCount,
});
export type RedactionListView = z.infer<typeof redactionListView>;

/** As it stands in the fields: one word, phrase or pattern a line. */
export const redactionListInput = z.strictObject({
  words: z.string().max(1_000_000),
  patterns: z.string().max(100_000),
});
export type RedactionListInput = z.infer<typeof redactionListInput>;

/** Why a line cannot be hidden. `line` counts from 1, empty ones too. */
const redactionListFault = z.strictObject({
  list: z.enum(['words', 'patterns']),
  line: z.number().int().positive(),
  problem: text,
});
export type RedactionListFault = z.infer<typeof redactionListFault>;

/** Nothing is saved when a line is at fault. */
export const redactionListAnswer = z.strictObject({
  saved: redactionListView.nullable(),
  faults: z.array(redactionListFault).max(20),
});
export type RedactionListAnswer = z.infer<typeof redactionListAnswer>;
