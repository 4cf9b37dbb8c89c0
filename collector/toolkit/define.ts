import type {
  CollectorDeclaration,
  ElectronFacts,
  Endpoint,
  Platform,
} from '#contract/collector/collector.ts';
import type { Description } from '#contract/text/description.ts';
import type { Text } from '#contract/text/text.ts';
import type { InventoryAnswer } from '../inventory/answer.ts';
import type { InventoryCall } from '../inventory/calls.ts';
import type { FoundFiles } from '../os/find-files.ts';
import type { Listing } from '../os/list-folder.ts';
import type { Reading } from '../os/read-text.ts';
import type { CommandOptions, CommandResult } from '../os/run-command.ts';

type JsonName = `${string}.json`;
type TextName = `${string}.log` | `${string}.txt`;
/** An item's file name, whose ending tells its media type. In a declaration, `*` stands for a number. */
export type ItemName = JsonName | TextName;

/** What a collector found, not yet redacted. `droppedBytes`: what was cut off while it was gathered. */
export type RawItem =
  | { name: JsonName; mediaType: 'application/json'; content: unknown }
  | { name: TextName; mediaType: 'text/plain'; content: string; droppedBytes: number };

/** Without a status it is `success`; every other status has a reason in plain words. */
export type CollectResult =
  | { items: RawItem[] }
  | {
      status: 'partial' | 'fail' | 'skip' | 'unavailable' | 'denied';
      reason: Text;
      items?: RawItem[];
    };

/** Everything that a collector may use. A collector only reads; it changes nothing on the machine. */
export interface CollectContext {
  platform: Platform;
  /** Aborted by the deadline or by the person. Commands then end with their output so far. */
  signal: AbortSignal;
  run(
    command: string,
    commandArguments: readonly string[],
    options?: CommandOptions,
  ): Promise<CommandResult>;
  /** The same for a program at an absolute path; only the policy may name one. */
  runProgram(
    path: string,
    programArguments: readonly string[],
    options?: CommandOptions,
  ): Promise<CommandResult>;
  /** Files by an absolute pattern, newest first; `*` and `?` stand for parts of one name. */
  findFiles(pattern: string): Promise<FoundFiles>;
  /** Windows: runs a fixed script in a long-lived PowerShell. `stdout` is its pipeline's output as text. */
  powershell(script: string, options?: CommandOptions): Promise<CommandResult>;
  /** Hardware details from `systeminformation`; null when this run does not use the library. */
  inventory<C extends InventoryCall>(call: C): Promise<InventoryAnswer<C> | null>;
  readText(path: string, capBytes: number, keep?: 'both' | 'end'): Promise<Reading>;
  /** The first bytes of a binary file; null when it cannot be read. */
  readBytes(path: string, capBytes: number): Promise<Uint8Array | null>;
  listFolder(path: string, options?: { times?: boolean }): Promise<Listing>;
  /** Adds an item at once, so that a later deadline does not lose it. */
  add(item: RawItem): void;
  facts: ElectronFacts;
  endpoints: Endpoint[];
  agentLogs: string[];
  /** Whether the collector may use seconds of processor time. */
  thorough: boolean;
  /** The current settings. */
  policy: unknown;
  description: Description | null;
  /** The folder of the private daily snapshots; null when they are off. */
  snapshotFolder: string | null;
  now(): Date;
}

export interface Collector extends CollectorDeclaration {
  /** Every item it may write. The redactor treats the words of these names as ordinary words. */
  items: readonly ItemName[];
  /** Every command it may run and every file it may read, for each system; `docs/collectors.md` shows them. */
  reads: Readonly<Record<Platform, readonly string[]>>;
  /** What a stranger could learn from its items, and what it intentionally leaves out. */
  mayReveal: string;
  collect(context: CollectContext): Promise<CollectResult>;
}

/** The part of a collector that other processes know. */
export function declarationOf({
  collect: _,
  items: _items,
  reads: _reads,
  mayReveal: _mayReveal,
  ...declaration
}: Collector): CollectorDeclaration {
  return declaration;
}

export const defineCollector = (collector: Collector): Collector => collector;

export const jsonItem = <T>(name: JsonName, content: T): RawItem => ({
  name,
  mediaType: 'application/json',
  content,
});

export const textItem = (name: TextName, content: string, droppedBytes = 0): RawItem => ({
  name,
  mediaType: 'text/plain',
  content,
  droppedBytes,
});

/** A reason in plain words; `message` is the English source and the key of its translation. */
export const because = (message: string, values?: Record<string, string | number>): Text =>
  values ? { message, values } : { message };
