import { because, type CollectResult } from '../toolkit/define.ts';
import type { InventoryAnswer } from './answer.ts';
import type { InventoryCall } from './calls.ts';

type Answer = InventoryAnswer<InventoryCall> | null;

/**
 * The part of an item with an answer: `status` and the facts, if any. Nothing if the library was not used.
 * @param name the item's key for it
 */
export const inventoryIn = (name: string, answer: Answer): Record<string, unknown> =>
  answer === null ? {} : { [name]: { status: answer.status, ...answer.facts } };

/**
 * A tool that is missing, or that only an administrator may use, does not change the collector's result; the item says so.
 * A tool that failed or took too long makes the result `partial`.
 */
export function withInventory(result: CollectResult, answers: readonly Answer[]): CollectResult {
  const failed = answers.some(
    (answer) => answer?.status === 'timeout' || answer?.status === 'fail',
  );
  if (!failed || 'status' in result) return result;
  return {
    ...result,
    status: 'partial',
    reason: because('Some details of the hardware could not be read.'),
  };
}
