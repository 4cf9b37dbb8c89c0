import { app, net } from 'electron';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { EventName, EventPayload } from '#contract/ipc/ipc.ts';
import type { Submission, SubmissionState } from '#contract/ipc/submission.ts';
import { knownValuesInProcess } from '../collection/known-values.ts';
import { spawnCollectorProcess } from '../collection/utility-process.ts';
import { createReplyRedactor, type ReplyRedactor } from '../conversation/redact-reply.ts';
import { replyCalls } from '../conversation/reply-calls.ts';
import { endRequested, startRequested } from '../help-session/collect-for-review.ts';
import { helpSessionHandlers } from '../help-session/handlers.ts';
import { refillDraft } from '../help-session/help-session.ts';
import type { HelpSession } from '../help-session/help-session-options.ts';
import { createPictures } from '../help-session/pictures.ts';
import { listPresets } from '../help-session/presets.ts';
import { savedFileHandlers } from '../help-session/saved-file.ts';
import { type Answer, createAnswer } from '../ipc/answer.ts';
import type { Log } from '../log/log.ts';
import { proxyHandlers } from '../network/handlers.ts';
import { createProxyLogin, type ProxyLogin } from '../network/proxy-login.ts';
import { systemClock } from '../outbox/clock.ts';
import { createElectronStream, createElectronTransport } from '../outbox/electron-net.ts';
import { sentHandlers, submissionHandlers } from '../outbox/handlers.ts';
import type { IncidentAnswer } from '../outbox/incident-updates.ts';
import { openOutbox } from '../outbox/outbox.ts';
import type { Outbox } from '../outbox/outbox-options.ts';
import { combinedRedactionList, redactionListHandlers } from '../redaction-list/redaction-list.ts';
import { readRedactionList } from '../redaction-list/redaction-list-file.ts';
import { activityHandlers } from '../requests/activity-handlers.ts';
import { openRequests, type Requests } from '../requests/requests.ts';
import { openRequestStore } from '../requests/store.ts';
import { snapshotHandlers } from '../snapshots/handlers.ts';
import type { SnapshotKeeper } from '../snapshots/keeper.ts';
import { appHandlers } from './app-info.ts';
import { captureScreens, encodePng } from './capture-screens.ts';
import { type Core, openCore } from './core.ts';
import type { Memory } from './memory.ts';
import { openAgentHelpSession } from './open-help-session.ts';
import type { Paths } from './paths.ts';
import { createSay } from './say.ts';
import { openSnapshots } from './snapshots.ts';
import type { Say } from './texts.ts';

/** Set by the build from the collectors themselves. */
declare const COLLECTOR_DECLARATIONS: readonly CollectorDeclaration[];

const underWay: ReadonlySet<SubmissionState> = new Set(['queued', 'uploading', 'waiting']);

export interface Services {
  answer: Answer;
  outbox: Outbox;
  requests: Requests;
  snapshots: SnapshotKeeper;
  log: Log;
  say: Say;
  /** Whether a help session is under way, or a submission; null when neither is. */
  activity(): 'session' | 'sending' | null;
  /** Writes into the activity log; never throws. */
  note: Memory['note'];
  /** The window that showed them is gone. */
  forgetPictures(): void;
}

/** What the services use of the window and the tray. */
interface Surface {
  paths: Paths;
  notify<K extends EventName>(name: K, payload: EventPayload<K>): void;
  chooseFile(sealed: boolean): Promise<string | null>;
  /** Where the person wants a copy of the activity log; null when they closed the dialog. */
  chooseActivityFile(): Promise<string | null>;
  /** Does something while no window of ours is in sight. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  onIncomingRequests(request: IncomingRequest): void;
  /** An engineer wrote, or ended an incident. */
  onAnswer(submission: Submission, answer: IncidentAnswer): void;
  /** A session or a request began or ended. */
  onActivity(): void;
}

/** Everything behind the window's calls. The window may open before this resolves; its calls wait for it. */
export async function createServices(surface: Surface): Promise<Services> {
  const { paths } = surface;
  const core = await openCore(paths);
  const { log, organisation, deviceKey, facts, policy } = core;
  const late = lateRequests();
  const proxyLogin = createProxyLogin({
    setBy: () =>
      ['pac', 'servers'].includes(policy()?.proxy.mode ?? 'system') ? 'policy' : 'system',
    onChange: (question) => surface.notify('proxy.asked', question),
    onAnswer: () => outbox.setOnline(true),
  });
  const outbox = await openAgentOutbox(surface, core, proxyLogin, late);
  const snapshots = openSnapshots(paths, policy(), log);
  await snapshots.start().catch((thrown: unknown) => log.error('daily snapshots', thrown));
  const help = await openHelp(surface, core, outbox, snapshots);
  const requests = await openAgentRequests(surface, core, { outbox, proxyLogin, help });
  late.open(requests);
  void requests.start(outbox.list()).catch((thrown: unknown) => log.error('listening', thrown));
  organisation.watch(deviceKey, () => {
    surface.notify('app.changed', facts.info());
    proxyLogin.reset();
    void core.changedHands().then(requests.policyChanged);
    void core.setUpNetwork().then(() => outbox.setOnline(true));
  });
  return {
    answer: answerCalls(surface, core, { outbox, requests, snapshots, proxyLogin, help }),
    ...{ outbox, requests, snapshots, log },
    say: createSay(() => facts.info().locale),
    activity() {
      if (help.state().phase !== 'idle') return 'session';
      return outbox.list().some(({ state }) => underWay.has(state)) ? 'sending' : null;
    },
    note: core.note,
    forgetPictures: help.options.pictures.forget,
  };
}

/** The outbox opens before requests do: what the desk says of this device in between waits for them. */
function lateRequests() {
  let requests: Requests | null = null;
  const early: Parameters<Requests['deskKnowsUs']>[] = [];
  return {
    outboxChanged: (submissions: readonly Submission[]) => requests?.outboxChanged(submissions),
    deskKnowsUs(...standing: Parameters<Requests['deskKnowsUs']>) {
      if (requests) requests.deskKnowsUs(...standing);
      else early.push(standing);
    },
    open(opened: Requests) {
      requests = opened;
      for (const standing of early) opened.deskKnowsUs(...standing);
    },
  };
}

function openAgentOutbox(
  { paths, notify, onActivity, onAnswer }: Surface,
  { policy, deviceKey, facts, maps, endMaps, note, log }: Core,
  proxyLogin: ProxyLogin,
  requests: ReturnType<typeof lateRequests>,
): Promise<Outbox> {
  return openOutbox({
    folder: paths.outbox,
    transport: createElectronTransport(proxyLogin),
    policy,
    deviceKey,
    agentVersion: app.getVersion(),
    platform: process.platform,
    onChange(submissions) {
      notify('submissions.changed', submissions);
      onActivity();
      requests.outboxChanged(submissions);
    },
    onStanding: requests.deskKnowsUs,
    onVersion: (version) => facts.setNewest(version) && notify('app.changed', facts.info()),
    onAnswer,
    onDeleted({ id, manifestHash, deletion }) {
      void endMaps(maps.forget(id));
      const deletedAt = deletion?.state === 'done' ? deletion.deletedAt : '';
      void note('withdrawn', { submission: id, manifestHash, deletedAt });
    },
    report: ({ code, message, detail }) =>
      log.warn(`outbox: ${code}: ${detail ?? message.message}`),
  });
}

function openHelp(
  { paths, aside, chooseFile, notify, onActivity }: Surface,
  { organisation, policy, deviceKey, maps, note, log, runTimes }: Core,
  outbox: Outbox,
  snapshots: SnapshotKeeper,
): Promise<HelpSession> {
  const pictures = createPictures({
    allowed: () => policy()?.features.screenshot ?? true,
    capture: () => aside(captureScreens),
    encode: encodePng,
  });
  return openAgentHelpSession({
    ...{ paths, log, snapshots, outbox, maps, note, runTimes, deviceKey, chooseFile, pictures },
    organisation: organisation.current,
    onChange(changed) {
      notify('session.changed', changed);
      onActivity();
    },
  });
}

async function openAgentRequests(
  { paths, notify, onActivity, onIncomingRequests }: Surface,
  { journal, maps, policy, deviceKey, log }: Core,
  { outbox, proxyLogin, help }: { outbox: Outbox; proxyLogin: ProxyLogin; help: HelpSession },
): Promise<Requests> {
  return openRequests({
    store: await openRequestStore(paths.requests, (detail) =>
      log.error(`what was taken of requests is lost: ${detail}`),
    ),
    ...{ journal, maps, policy, deviceKey, onIncomingRequests },
    desk: outbox.desk,
    stream: createElectronStream(proxyLogin),
    clock: systemClock,
    catalogue: COLLECTOR_DECLARATIONS,
    platform: process.platform,
    online: () => net.isOnline(),
    startSession: (request) => startRequested(help, request),
    endSession: (jti) => endRequested(help, jti),
    onChange(incoming) {
      notify('requests.changed', incoming);
      onActivity();
    },
    onIncident: (number) => outbox.news(number),
    onListening: (listening) => outbox.setNewsArrive(listening),
    report: (what) => log.warn(what),
  });
}

/** Every call of the window, from the handlers of each feature. */
function answerCalls(
  { paths, chooseActivityFile }: Surface,
  core: Core,
  {
    outbox,
    requests,
    snapshots,
    proxyLogin,
    help,
  }: {
    outbox: Outbox;
    requests: Requests;
    snapshots: SnapshotKeeper;
    proxyLogin: ProxyLogin;
    help: HelpSession;
  },
): Answer {
  const { log, policy, note } = core;
  const session = helpSessionHandlers(help);
  return createAnswer(
    {
      ...session,
      ...savedFileHandlers(session),
      ...requests.handlers,
      ...submissionHandlers({
        ...{ outbox, proxyLogin, note },
        refill: (words) => refillDraft(help, words),
      }),
      ...sentHandlers(outbox),
      ...replyCalls(outbox.replies, replyRedactor(paths, core)),
      ...redactionListHandlers({
        file: paths.hiding,
        collectors: COLLECTOR_DECLARATIONS.map(({ id }) => id),
        policy,
        report: (problem) => log.error(problem),
      }),
      ...activityHandlers(core.journal, chooseActivityFile),
      ...appHandlers(core.facts, core.organisation),
      ...proxyHandlers(proxyLogin),
      ...snapshotHandlers(snapshots),
      'presets.list': () => listPresets(policy(), core.runTimes),
    },
    (name, thrown) => log.error(`call ${name}`, thrown),
  );
}

function replyRedactor(paths: Paths, { policy, maps }: Core): ReplyRedactor {
  return createReplyRedactor({
    clock: systemClock,
    knownValues: () =>
      knownValuesInProcess(
        spawnCollectorProcess(paths.collectorHost),
        policy()?.applications ?? [],
      ),
    hidden: async () => combinedRedactionList(policy(), await readRedactionList(paths.hiding)),
    mayLetThrough: () => policy()?.letThrough ?? true,
    maps,
  });
}
