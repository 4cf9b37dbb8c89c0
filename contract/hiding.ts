import { z } from 'zod';
import { byteCount } from './collector.ts';
import { hiddenPattern, hiddenWords, mostPatterns } from './policy.ts';
import { text } from './text.ts';

/** What a person has always hidden on their own computer. It stays there: no policy reads it, no bundle holds it. */
export const hidingList = z.strictObject({
  words: hiddenWords,
  patterns: z.array(hiddenPattern.max(200)).max(mostPatterns),
});
export type HidingList = z.infer<typeof hidingList>;

export const hidingView = hidingList.extend({
  /** False: there is a list, and it is damaged. Nothing is collected until it is written again. */
  readable: z.boolean(),
  /** How many words and patterns the policy hides beside them. */
  byOrganisation: byteCount,
});
export type HidingView = z.infer<typeof hidingView>;

/** As it stands in the fields: one word, phrase or pattern a line. */
export const hidingTyped = z.strictObject({ words: z.string().max(1_000_000), patterns: z.string().max(100_000) });
export type HidingTyped = z.infer<typeof hidingTyped>;

/** Why a line cannot be hidden. `line` counts from 1, empty ones too. */
const hidingFault = z.strictObject({ list: z.enum(['words', 'patterns']), line: z.number().int().positive(), problem: text });
export type HidingFault = z.infer<typeof hidingFault>;

/** Nothing is saved when a line is at fault. */
export const hidingAnswer = z.strictObject({ saved: hidingView.nullable(), faults: z.array(hidingFault).max(20) });
export type HidingAnswer = z.infer<typeof hidingAnswer>;
