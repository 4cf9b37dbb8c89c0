import { policyRules } from '#bundle/redact/custom-rules.ts';
import { createRedactor, type KnownValues, type Redactor } from '#bundle/redact/redactor.ts';
import type { Application, HostCommand, Platform } from '#contract/collector/collector.ts';
import { applicationCollector } from '../collectors/application/collector.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { trustAlso } from '../network/connection-steps.ts';
import { findFiles } from '../os/find-files.ts';
import { gatherKnownValues } from '../os/known-values.ts';
import { listFolder } from '../os/list-folder.ts';
import { createPowershell, type Powershell } from '../os/powershell.ts';
import { readBytes, readText } from '../os/read-text.ts';
import type { CommandWatcher } from '../os/run-command.ts';
import type { CollectContext, Collector } from '../toolkit/define.ts';
import { catalogue as shipped } from './catalogue.ts';
import { createCommandList } from './command-list.ts';
import type { Commands } from './run-collector.ts';

type PrepareCommand = Extract<HostCommand, { type: 'prepare' }>;

/** What tests replace. */
export interface HostTools {
  catalogue?: readonly Collector[];
  knownValues?: () => Promise<KnownValues>;
  /** The module of the library's threads; without it the library is never asked. */
  inventoryThread?: URL;
}

/** What every collector of one run needs. */
export interface Prepared {
  folder: string;
  redactor: Redactor;
  watcher: CommandWatcher;
  catalogue: readonly Collector[];
  powershell: Powershell;
  inventory: Inventory | null;
  base: Omit<CollectContext, 'signal' | 'add' | keyof Commands>;
}

/** The collectors for this system, those of the policy's applications included. */
const catalogueFor = (
  { applications }: PrepareCommand,
  { catalogue = shipped }: HostTools,
  platform: Platform,
): Collector[] =>
  [...catalogue, ...applications.map(applicationCollector)].filter(({ platforms }) =>
    platforms.includes(platform),
  );

/** @param announce is called with the catalogue before PowerShell or the library are set up. */
export async function prepare(
  command: PrepareCommand,
  tools: HostTools,
  platform: Platform,
  announce: (catalogue: readonly Collector[]) => void,
): Promise<Prepared> {
  trustAlso(command.authorities ?? []);
  const known = await privateValues(command.applications, tools);
  const rules = policyRules(command.hidden);
  const redactor = createRedactor({ known, privateMap: command.privateMap, rules });
  const catalogue = catalogueFor(command, tools, platform);
  announce(catalogue);
  const watcher = createCommandList(command.folder);
  const thread = command.inventory ? tools.inventoryThread : undefined;
  return {
    folder: command.folder,
    redactor,
    watcher,
    powershell: createPowershell({ watcher }),
    inventory: thread ? createInventory({ thread }) : null,
    catalogue,
    base: baseOf(command, platform),
  };
}

function baseOf(
  { facts, endpoints, agentLogs, thorough, policy, description, snapshotFolder }: PrepareCommand,
  platform: Platform,
): Prepared['base'] {
  return {
    ...{ platform, facts, endpoints, agentLogs, policy, description },
    ...{ readText, readBytes, listFolder, findFiles },
    thorough: thorough ?? false,
    snapshotFolder: snapshotFolder ?? null,
    now: () => new Date(),
  };
}

export async function privateValues(
  applications: readonly Application[],
  { knownValues = gatherKnownValues }: HostTools,
): Promise<KnownValues> {
  const publicWords = new Set(applications.flatMap(({ id, name }) => [id, name].flatMap(wordsOf)));
  return withoutWords(await knownValues(), publicWords);
}

/** What the policy calls an application stands in the names of items: a computer of the same name would make each bundle look like a leak. */
function withoutWords(known: KnownValues, words: ReadonlySet<string>): KnownValues {
  const kept = Object.entries(known).map(([kind, values]: [string, string[]]) => [
    kind,
    values.filter((value) => !words.has(value.toLowerCase())),
  ]);
  return Object.fromEntries(kept);
}

const wordsOf = (name: string): string[] => [
  name.toLowerCase(),
  ...name.toLowerCase().split(/[^\p{L}\p{N}]+/u),
];
