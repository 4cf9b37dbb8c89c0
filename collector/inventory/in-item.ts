import { because, type CollectResult } from '../toolkit/define.ts';
import type { InventoryAnswer } from './answer.ts';
import type { InventoryCall } from './calls.ts';

type Answer = InventoryAnswer<InventoryCall> | null;

/**
 * What an item says of an answer: `status` and the facts, if there are any. Nothing at all where the library was not asked.
 * @param name the item's key for it
 */
export const inventoryIn = (name: string, answer: Answer): Record<string, unknown> =>
  answer === null ? {} : { [name]: { status: answer.status, ...answer.facts } };

/**
 * A tool that this computer lacks, or that only an administrator may use, leaves the collector's result as it is: the item
 * says so. One that failed or took too long makes it `partial`.
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
