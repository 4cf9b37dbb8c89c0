import {
  collectorDeclaration,
  type HostCommand,
  type HostReport,
  hostCommand,
  type Platform,
} from '#contract/collector/collector.ts';
import { assertNever } from '#contract/errors/result.ts';
import { endMarked, ownMark } from '../os/process-tree.ts';
import { because, declarationOf } from '../toolkit/define.ts';
import { commandsWith } from './commands.ts';
import { decide } from './decide.ts';
import { keepItems } from './keep-items.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { type HostTools, type Prepared, prepare, privateValues } from './prepare.ts';
import { type Collected, runCollector } from './run-collector.ts';

interface HostOptions extends HostTools {
  send(report: HostReport): void;
  platform?: Platform;
}

interface Host {
  /** Takes one `HostCommand`; throws on anything else. Answers come through `send`. */
  receive(message: unknown): void;
  /** Stops everything that runs, and resolves when it has stopped. */
  close(): Promise<void>;
}

/** Runs under this name beside the collectors, none of which may have it: ids have no spaces. */
const snapshotRun = 'the snapshot';

/** The collector process without its transport: what comes in is a `HostCommand`, what goes out a `HostReport`. */
export function createHost(options: HostOptions): Host {
  const { send, platform = process.platform as Platform } = options;
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  let prepared: Promise<Prepared> | null = null;

  /** Does nothing when it runs already. */
  function start(name: string, work: (stop: AbortSignal) => Promise<HostReport>): void {
    if (running.has(name)) return;
    const stop = new AbortController();
    const done = work(stop.signal)
      .then(send)
      .finally(() => running.delete(name));
    running.set(name, { stop, done });
  }

  function obey(command: HostCommand): void {
    switch (command.type) {
      case 'prepare':
        prepared = prepare(command, options, platform, (catalogue) => {
          const declarations = catalogue.map((one) =>
            collectorDeclaration.parse(declarationOf(one)),
          );
          send({ type: 'ready', catalogue: declarations });
        });
        return;
      case 'decide':
        decide(command).then(
          (decided) => send({ type: 'decided', ...decided }),
          () => send({ type: 'decided', items: null, discovered: [] }),
        );
        return;
      case 'known-values':
        privateValues(command.applications, options).then(
          (values) => send({ type: 'known-values', values }),
          () => send({ type: 'known-values', values: null }),
        );
        return;
      case 'run': {
        if (!prepared) throw new Error('run before prepare');
        const ready = prepared;
        start(command.collector, async (stop) => runOne(command.collector, await ready, stop));
        return;
      }
      case 'snapshot':
        start(snapshotRun, async (stop) => ({
          type: 'snapshot',
          problem: await makeSnapshot(command, platform, stop),
        }));
        return;
      case 'stop':
        running.get(command.collector)?.stop.abort();
        return;
      default:
        assertNever(command);
    }
  }

  return {
    receive: (message) => obey(hostCommand.parse(message)),
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

async function runOne(
  id: string,
  { folder, redactor, watcher, powershell, inventory, catalogue, base }: Prepared,
  stop: AbortSignal,
): Promise<HostReport> {
  const started = performance.now();
  const collector = catalogue.find((one) => one.id === id);
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
  const outcome = await keepItems(folder, id, collected, redactor);
  const durationMs = Math.round(performance.now() - started);
  return {
    type: 'finished',
    outcome: { ...outcome, durationMs },
    discovered: redactor.discovered(),
  };
}
