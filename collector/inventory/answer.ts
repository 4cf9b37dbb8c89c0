import type { InventoryCall } from './calls.ts';
import type { InventoryFacts } from './facts.ts';

/** Why a source said nothing; the library cannot tell, because its lines end in `2>/dev/null` or in a successful `unset`. */
export type Problem = 'unavailable' | 'denied' | 'timeout' | 'fail';

/** `success`: every source answered; `partial`: the facts are true, but a source said nothing. Otherwise there are no facts. */
export interface InventoryAnswer<C extends InventoryCall> {
  status: 'success' | 'partial' | Problem;
  facts: InventoryFacts[C] | null;
}
