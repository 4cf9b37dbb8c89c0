import type { MessagePort } from 'node:worker_threads';
import type { Platform } from '#contract/collector/collector.ts';

/** The functions of `systeminformation` that Candor calls; docs/decisions/0001-inventory.md explains the choice. */
export const inventoryCalls = ['memLayout', 'chassis', 'baseboard', 'cpu', 'graphics'] as const;
export type InventoryCall = (typeof inventoryCalls)[number];

/** The system that the library believes it runs on; tests choose others. */
export interface Machine {
  platform: Platform;
  architecture: string;
  release: string;
}

/** The data that starts a thread of the library. */
export interface ThreadData {
  machine: Machine;
  /** Set and notified when the answer to a blocking command has been sent. */
  flag: ArrayBufferLike;
  /** Where that answer arrives. */
  blocking: MessagePort;
}

export type ThreadQuestion =
  | { type: 'call'; call: InventoryCall }
  | { type: 'answer'; id: number; ok: boolean; stdout: string };

/** `blocks`: the thread waits for the answer. */
export type ThreadReport =
  | { type: 'command'; id: number; line: string; blocks: boolean }
  | { type: 'result'; value: unknown }
  | { type: 'threw' };
