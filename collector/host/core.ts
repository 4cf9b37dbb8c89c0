import { makePrivateFolder } from '#bundle/durable-file.ts';
import { policyRules } from '#bundle/redact/custom-rules.ts';
import { createRedactor, type KnownValues, type Redactor } from '#bundle/redact/redactor.ts';
import { diskFullReason, notSavedReason } from '#contract/bundle/not-saved.ts';
import {
  type Application,
  type CollectedItem,
  type CollectorOutcome,
  collectorDeclaration,
  type HostCommand,
  type HostReport,
  hostCommand,
  type Platform,
} from '#contract/collector/collector.ts';
import { assertNever } from '#contract/errors/result.ts';
import { localDay } from '#contract/primitives/day.ts';
import type { Text } from '#contract/text/text.ts';
import { applicationCollector } from '../collectors/application/collector.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { trustAlso } from '../network/connection-steps.ts';
import { findFiles } from '../os/find-files.ts';
import { gatherKnownValues } from '../os/known-values.ts';
import { listFolder } from '../os/list-folder.ts';
import { createPowershell, type Powershell } from '../os/powershell.ts';
import { endMarked, ownMark } from '../os/process-tree.ts';
import { readBytes, readText } from '../os/read-text.ts';
import { type CommandWatcher, runCommand, runProgram } from '../os/run-command.ts';
import { keepSnapshot } from '../snapshot/folder.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { because, type CollectContext, type Collector, declarationOf } from '../toolkit/define.ts';
import { catalogue as shipped } from './catalogue.ts';
import { createCommandList } from './command-list.ts';
import { decide } from './decide.ts';
import { type Collected, type Commands, runCollector } from './run-collector.ts';
import { writeItem } from './write-item.ts';

/** Nobody waits for a snapshot, and Windows takes long to list its drivers. */
const snapshotDeadlineMs = 90_000;

interface HostOptions {
  send(report: HostReport): void;
  catalogue?: readonly Collector[];
  platform?: Platform;
  knownValues?: () => Promise<KnownValues>;
  /** The module of the library's threads; without it, the library is never used. */
  inventoryThread?: URL;
}

interface Host {
  /** Handles one `HostCommand`; throws on anything else. Reports go through `send`. */
  receive(message: unknown): void;
  /** Stops everything that runs, and resolves when it has stopped. */
  close(): Promise<void>;
}

interface Prepared {
  folder: string;
  redactor: Redactor;
  watcher: CommandWatcher;
  catalogue: readonly Collector[];
  powershell: Powershell;
  inventory: Inventory | null;
  base: Omit<CollectContext, 'signal' | 'add' | keyof Commands>;
}

/** The collector process without its transport: it receives `HostCommand`s and sends `HostReport`s. */
export function createHost(options: HostOptions): Host {
  const platform = options.platform ?? (process.platform as Platform);
  const now = () => new Date();
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  let prepared: Promise<Prepared> | null = null;

  async function prepare(command: Extract<HostCommand, { type: 'prepare' }>): Promise<Prepared> {
    const {
      folder,
      privateMap,
      facts,
      endpoints,
      agentLogs,
      description,
      applications,
      policy,
      snapshotFolder = null,
    } = command;
    trustAlso(command.authorities ?? []);
    const known = await privateValues(applications);
    const redactor = createRedactor({ known, privateMap, rules: policyRules(command.hidden) });
    const base = {
      platform,
      readText,
      readBytes,
      listFolder,
      findFiles,
      facts,
      endpoints,
      agentLogs,
      thorough: command.thorough ?? false,
      policy,
      description,
      snapshotFolder,
      now,
    };
    const everywhere = [
      ...(options.catalogue ?? shipped),
      ...applications.map(applicationCollector),
    ];
    const catalogue = everywhere.filter((collector) => collector.platforms.includes(platform));
    const declarations = catalogue.map((collector) =>
      collectorDeclaration.parse(declarationOf(collector)),
    );
    options.send({ type: 'ready', catalogue: declarations });
    const watcher = createCommandList(folder);
    const { inventoryThread: thread } = options;
    const inventory = thread && command.inventory ? createInventory({ thread }) : null;
    return {
      folder,
      redactor,
      watcher,
      powershell: createPowershell({ watcher }),
      inventory,
      catalogue,
      base,
    };
  }

  async function privateValues(applications: readonly Application[]): Promise<KnownValues> {
    const publicWords = new Set(
      applications.flatMap(({ id, name }) => [id, name].flatMap(wordsOf)),
    );
    return withoutWords(await (options.knownValues ?? gatherKnownValues)(), publicWords);
  }

  async function run(id: string, ready: Promise<Prepared>, stop: AbortSignal): Promise<void> {
    const { folder, redactor, watcher, powershell, inventory, catalogue, base } = await ready;
    const started = performance.now();
    const collector = catalogue.find((entry) => entry.id === id);
    const collected: Collected = collector
      ? await runCollector(
          collector,
          base,
          (signal) => commandsWith(signal, watcher, powershell, inventory),
          stop,
        )
      : {
          status: 'unavailable',
          reason: because('This version of Candor does not include this collector.'),
          items: [],
        };
    const outcome = await keep(folder, id, collected, redactor);
    const durationMs = Math.round(performance.now() - started);
    options.send({
      type: 'finished',
      outcome: { ...outcome, durationMs },
      discovered: redactor.discovered(),
    });
  }

  /** Records its commands in its own folder, so that none outlives this process. */
  async function makeSnapshot(
    { folder, proxies }: Extract<HostCommand, { type: 'snapshot' }>,
    stop: AbortSignal,
  ): Promise<void> {
    let powershell: Powershell | null = null;
    try {
      await makePrivateFolder(folder);
      const watcher = createCommandList(folder);
      powershell = createPowershell({ watcher });
      const signal = AbortSignal.any([stop, AbortSignal.timeout(snapshotDeadlineMs)]);
      const taken = await takeSnapshot({
        platform,
        signal,
        ...commandsWith(signal, watcher, powershell, null),
        findFiles,
        readText,
        readBytes,
        listFolder,
        add: () => undefined,
        facts: { graphics: null, displays: null, proxies, locale: '', versions: {} },
        endpoints: [],
        agentLogs: [],
        thorough: false,
        policy: null,
        description: null,
        snapshotFolder: folder,
        now,
      });
      signal.throwIfAborted();
      await keepSnapshot(folder, taken, localDay(new Date(taken.takenAt)));
      options.send({ type: 'snapshot', problem: null });
    } catch (thrown) {
      options.send({ type: 'snapshot', problem: String(thrown).slice(0, 2000) });
    } finally {
      powershell?.close();
    }
  }

  return {
    receive(message) {
      const command = hostCommand.parse(message);
      switch (command.type) {
        case 'prepare':
          prepared = prepare(command);
          return;
        case 'decide':
          decide(command).then(
            (decided) => options.send({ type: 'decided', ...decided }),
            () => options.send({ type: 'decided', items: null, discovered: [] }),
          );
          return;
        case 'known-values':
          privateValues(command.applications).then(
            (values) => options.send({ type: 'known-values', values }),
            () => options.send({ type: 'known-values', values: null }),
          );
          return;
        case 'run': {
          if (!prepared) throw new Error('run before prepare');
          const id = command.collector;
          if (running.has(id)) return;
          const stop = new AbortController();
          running.set(id, {
            stop,
            done: run(id, prepared, stop.signal).finally(() => running.delete(id)),
          });
          return;
        }
        case 'snapshot': {
          if (running.has('the snapshot')) return;
          const stop = new AbortController();
          const done = makeSnapshot(command, stop.signal).finally(() =>
            running.delete('the snapshot'),
          );
          running.set('the snapshot', { stop, done });
          return;
        }
        case 'stop':
          running.get(command.collector)?.stop.abort();
          return;
        default:
          assertNever(command);
      }
    },
    async close() {
      for (const { stop } of running.values()) stop.abort();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
      const tools = await prepared?.catch(() => null);
      tools?.powershell.close();
      await tools?.inventory?.close();
      if (platform === 'linux') endMarked(ownMark);
    },
  };
}

function commandsWith(
  signal: AbortSignal,
  watcher: CommandWatcher,
  powershell: Powershell,
  inventory: Inventory | null,
): Commands {
  const commands: Omit<Commands, 'inventory'> = {
    run: (command, words, limits = {}) =>
      runCommand(command, words, { ...limits, signal, watcher }),
    runProgram: (path, words, limits = {}) =>
      runProgram(path, words, { ...limits, signal, watcher }),
    powershell: (script, limits = {}) => powershell.run(script, { ...limits, signal }),
  };
  return {
    ...commands,
    inventory: async (call) =>
      inventory ? inventory.ask(call, { ...commands, readText }, signal) : null,
  };
}

/** Redacts and writes the collected items. Also redacts the reason, because it may quote an error. */
async function keep(
  folder: string,
  collector: string,
  collected: Collected,
  redactor: Redactor,
): Promise<Omit<CollectorOutcome, 'durationMs'>> {
  const { status, reason } = collected;
  const items: CollectedItem[] = [];
  try {
    for (const item of collected.items)
      items.push(await writeItem(folder, collector, item, redactor));
  } catch (thrown) {
    return { collector, status: 'fail', reason: redactedReason(notSaved(thrown), redactor), items };
  }
  return { collector, status, reason: reason && redactedReason(reason, redactor), items };
}

/** Item ids contain the policy's names of applications; a computer of the same name would make every bundle look like a leak. */
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

function notSaved(thrown: unknown): Text {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return because(diskFullReason);
  }
  const detail =
    thrown instanceof Error ? thrown.message.slice(0, 1000) : String(thrown).slice(0, 1000);
  return because(notSavedReason, { detail });
}

function redactedReason({ message, values }: Text, redactor: Redactor): Text {
  if (!values) return { message };
  const safe = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactor.redact(value, 'text/plain').text.slice(0, 2000) : value,
  ]);
  return { message, values: Object.fromEntries(safe) };
}
