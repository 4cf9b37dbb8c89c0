import type { MessagePort } from 'node:worker_threads';
import type { Platform } from '#contract/collector/collector.ts';

/** The functions of `systeminformation` that Candor calls; docs/decisions/0001-inventory.md says why these and no others. */
export const inventoryCalls = ['memLayout', 'chassis', 'baseboard', 'cpu', 'graphics'] as const;
export type InventoryCall = (typeof inventoryCalls)[number];

/** Whose machine the library believes it runs on; tests name others than their own. */
export interface Machine {
  platform: Platform;
  architecture: string;
  release: string;
}

/** What a thread of the library is started with. */
export interface ThreadData {
  machine: Machine;
  /** Set and notified once the answer to a command that blocks the thread is on its way. */
  flag: ArrayBufferLike;
  /** Where that answer arrives. */
  blocking: MessagePort;
}

export type ThreadQuestion =
  | { type: 'call'; call: InventoryCall }
  | { type: 'answer'; id: number; ok: boolean; stdout: string };

/** `blocks`: the thread does nothing else until it has the answer. */
export type ThreadReport =
  | { type: 'command'; id: number; line: string; blocks: boolean }
  | { type: 'result'; value: unknown }
  | { type: 'threw' };
