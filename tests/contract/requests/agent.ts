import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import type { ActivityKind } from '#contract/ipc/activity-log.ts';
import type { IncomingRequest, IncomingRequests } from '#contract/ipc/incoming-requests.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { RequestedSession } from '#main/help-session/requested-session.ts';
import type { Clock } from '#main/outbox/clock.ts';
import { type ActivityLog, openActivityLog } from '#main/requests/activity-log.ts';
import { openPseudonymMapStore } from '#main/requests/pseudonym-map-store.ts';
import { openRequests, type Requests } from '#main/requests/requests.ts';
import { openRequestStore, type RequestStore } from '#main/requests/store.ts';
import { hurriedClock, startAgent } from '../outbox/agent.ts';
import { nodeTransport } from '../outbox/node-transport.ts';
import { nodeStream } from './node-stream.ts';

const declared = (id: string): CollectorDeclaration => ({
  ...{
    id,
    title: id,
    purpose: `Shows ${id}`,
    category: 'network',
    sensitivity: 'technical',
    privileges: 'none',
    platforms: ['linux'],
  },
  ...{ presets: ['network', 'full'], deadlineMs: 1000, byteCap: 1000 },
});

const longestWaitMs = 25_000;

export interface RequestAgent {
  device: string;
  requests: Requests;
  journal: ActivityLog;
  store: RequestStore;
  /** Sessions that were begun, each with what it may collect. */
  sessions: RequestedSession[];
  /** Whom the person was told of. */
  told: IncomingRequest[];
  log: string[];
  /** Versions that the desk named in its greetings. */
  versions: string[];
  call: Requests['handlers'];
  kinds(): Promise<ActivityKind[]>;
  /** Resolves when what the person sees is as wished. */
  until(wish: (asked: IncomingRequests) => boolean): Promise<IncomingRequests>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The agent's half of asking, whole but for windows and collectors, over real sockets and a real disk. */
export async function startRequestAgent(options: {
  policy: Policy | (() => Policy | null);
  folder?: string;
  clock?: Clock;
}): Promise<RequestAgent> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'candor-asked-'));
  const { policy: given, clock = hurriedClock } = options;
  const policy = typeof given === 'function' ? given : () => given;
  const [sessions, told, log]: [RequestedSession[], IncomingRequest[], string[]] = [[], [], []];
  const versions: string[] = [];
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  let requests: Requests | null = null;
  const { outbox, key } = await startAgent({
    ...{ folder, policy, clock, transport: nodeTransport },
    onStanding: (standing, problem, news) => requests?.deskKnowsUs(standing, problem, news),
    onVersion: (version) => versions.push(version),
  });
  const noKeyring = {
    isEncryptionAvailable: () => false,
    encryptString: () => Buffer.of(),
    decryptString: () => '',
  };
  const journal = await openActivityLog(join(folder, 'journal.ndjson'));
  const store = await openRequestStore(
    join(folder, 'requests.json'),
    (detail) => void log.push(detail),
  );
  const opened = await openRequests({
    ...{
      store,
      journal,
      clock,
      policy,
      stream: nodeStream,
      desk: outbox.desk,
      deviceKey: async () => key,
    },
    maps: openPseudonymMapStore({
      folder: join(folder, 'maps'),
      protection: 'file',
      keyring: noKeyring,
      platform: 'linux',
    }),
    catalogue: ['routes', 'dns', 'description'].map(declared),
    platform: 'linux',
    online: () => true,
    startSession(asked) {
      if (sessions.length > 0)
        throw new CandorError(appErrorOf('wrong-phase', 'Another session is under way.'));
      sessions.push(asked);
    },
    endSession: async (jti) =>
      void sessions.splice(
        0,
        sessions.length,
        ...sessions.filter((session) => session.jti !== jti),
      ),
    onChange: look,
    onIncomingRequests: (request) => void told.push(request),
    onIncident: () => {},
    onListening: () => {},
    report: (what) => void log.push(what),
  });
  requests = opened;
  await opened.start([]);
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= Promise.all([opened.stop(), outbox.stop()]).then(() => {});
    return stopping;
  };
  return {
    ...{
      device: key.id,
      requests: opened,
      journal,
      store,
      sessions,
      told,
      log,
      versions,
      call: opened.handlers,
      stop,
    },
    kinds: async () => (await journal.read()).entries.map(({ kind }) => kind).toReversed(),
    until: (wish) =>
      new Promise((resolve, reject) => {
        const watcher = () => {
          const asked = opened.view();
          if (!wish(asked)) return;
          clearTimeout(tooLate);
          watchers.delete(watcher);
          resolve(asked);
        };
        // Sooner than the test's own end, so that a failure tells what was seen instead.
        const tooLate = setTimeout(
          () => reject(new Error(JSON.stringify({ seen: opened.view(), log }, null, 1))),
          longestWaitMs,
        );
        watchers.add(watcher);
        watcher();
      }),
    async [Symbol.asyncDispose]() {
      await stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
