import {
  type CollectorDeclaration,
  type HostCommand,
  type HostReport,
  hostReport,
} from '#contract/collector/collector.ts';
import type { CollectorProcess } from './collector-process.ts';

export type Finished = Extract<HostReport, { type: 'finished' }>;

/** One collector process from its start to its end. */
export interface HostSession {
  /** The catalogue once it is ready; null if it ended or stayed silent. */
  ready: Promise<readonly CollectorDeclaration[] | null>;
  exited: Promise<void>;
  /** Listens for ended collectors; only the latest listener is called. */
  onFinished(listener: (report: Finished) => void): void;
  run(collector: string): void;
  stop(collector: string): void;
  kill(): void;
}

const readyTimeoutMs = 15_000;

/**
 * Starts and prepares a process. Reports that do not fit the contract are dropped: the watchdog then ends the wait for them.
 */
export function startHost(
  child: CollectorProcess,
  prepare: Extract<HostCommand, { type: 'prepare' }>,
): HostSession {
  let alive = true;
  let onFinished: (report: Finished) => void = () => undefined;
  const { promise: ready, resolve: setReady } = withResolvers<
    readonly CollectorDeclaration[] | null
  >();
  const { promise: exited, resolve: setExited } = withResolvers<void>();
  const timer = setTimeout(() => setReady(null), readyTimeoutMs);
  const post = (command: HostCommand): void => {
    if (alive) child.postMessage(command);
  };

  child.onMessage((message) => {
    const report = hostReport.safeParse(message);
    if (!report.success || !alive) return;
    if (report.data.type === 'ready') setReady(report.data.catalogue);
    else if (report.data.type === 'finished') onFinished(report.data);
  });
  child.onExit(() => {
    alive = false;
    clearTimeout(timer);
    setReady(null);
    setExited();
  });
  post(prepare);

  return {
    ready: ready.finally(() => clearTimeout(timer)),
    exited,
    onFinished: (listener) => {
      onFinished = listener;
    },
    run: (collector) => post({ type: 'run', collector }),
    stop: (collector) => post({ type: 'stop', collector }),
    kill: () => child.kill(),
  };
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
