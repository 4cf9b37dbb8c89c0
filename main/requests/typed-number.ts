import { raise } from '#contract/errors/result.ts';
import type { Kept } from './store.ts';

/** How often a person may type the number: enough for a bad line, too few to guess one in a hundred. */
export const mostTries = 3;

/**
 * A phone request after the person typed a number: it matches, or one try is used. The number is never shown to the person,
 * so that a caller without access to the desk cannot have it read out to them.
 */
export function afterTyping(kept: Kept, typed: string): Kept {
  if (kept.claims.kind !== 'phone')
    return raise('wrong-phase', 'This request does not ask for a number.');
  if (kept.matched) return kept;
  const right = typed.replace(/\D/g, '') === kept.claims.number;
  return right ? { ...kept, matched: true } : { ...kept, wrongNumbers: kept.wrongNumbers + 1 };
}
