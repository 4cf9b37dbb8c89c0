import { app, net, safeStorage, session, shell } from 'electron';
import { removeUnfinished } from '#bundle/durable-file.ts';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import { raise, toAppError } from '#contract/errors/result.ts';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { AppInfo, EventName, EventPayload } from '#contract/ipc/ipc.ts';
import type { Submission, SubmissionState } from '#contract/ipc/submission.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { createLanguage } from '#i18n/language.ts';
import { decideInProcess } from '../collection/decide.ts';
import { knownValuesInProcess } from '../collection/known-values.ts';
import { spawnCollectorProcess } from '../collection/utility-process.ts';
import { createReplyRedactor } from '../conversation/redact-reply.ts';
import { replyCalls } from '../conversation/reply-calls.ts';
import { sweepCollectFolders } from '../help-session/collect-place.ts';
import { createDraftFile } from '../help-session/draft-file.ts';
import { systemLocale } from '../help-session/electron-facts.ts';
import { createHelpSession } from '../help-session/help-session.ts';
import { createPictures } from '../help-session/pictures.ts';
import { listPresets } from '../help-session/presets.ts';
import { readTimelineAside } from '../help-session/read-timeline.ts';
import { wipeReviewFolders } from '../help-session/review-folder.ts';
import { runCollectors } from '../help-session/run-collectors.ts';
import { openRunTimes } from '../help-session/run-times.ts';
import { noOrganisation, sessionPolicy } from '../help-session/session-policy.ts';
import { createSubmit } from '../help-session/submit.ts';
import { type Answer, createAnswer } from '../ipc/answer.ts';
import { type Log, openLog } from '../log/log.ts';
import { applyNetworkPolicy, rulesNetwork } from '../network/apply-policy.ts';
import { createProxyLogin } from '../network/proxy-login.ts';
import { systemClock } from '../outbox/clock.ts';
import { createElectronStream, createElectronTransport } from '../outbox/electron-net.ts';
import type { IncidentAnswer } from '../outbox/incident-updates.ts';
import { openOutbox } from '../outbox/outbox.ts';
import type { Outbox } from '../outbox/outbox-options.ts';
import { combinedRedactionList, redactionListHandlers } from '../redaction-list/redaction-list.ts';
import { readRedactionList } from '../redaction-list/redaction-list-file.ts';
import { openRequests, type Requests } from '../requests/requests.ts';
import { openRequestStore } from '../requests/store.ts';
import type { SnapshotKeeper } from '../snapshots/keeper.ts';
import { writeFileDurably } from '../storage/durable-file.ts';
import { openDeviceKey } from '../trust/device-key.ts';
import { captureScreens, encodePng } from './capture-screens.ts';
import { type Memory, openMemory } from './memory.ts';
import { isNewer } from './newer-version.ts';
import { openOrganisation, policyParts } from './organisation.ts';
import { durableFolders, type Paths } from './paths.ts';
import { openSnapshots } from './snapshots.ts';
import type { Say } from './texts.ts';
import { translations } from './translations.ts';

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
  /** What of a help session goes on just now. */
  activity(): 'session' | 'sending' | null;
  /** Writes into the journal; never throws. */
  note: Memory['note'];
  /** The window that showed them is gone. */
  forgetPictures(): void;
}

/** Everything behind the window's calls. The window may open before this resolves; its calls wait for it. */
export async function createServices(options: {
  paths: Paths;
  notify<K extends EventName>(name: K, payload: EventPayload<K>): void;
  chooseFile(sealed: boolean): Promise<string | null>;
  /** Where the person wants a copy of the journal; null when they closed the dialog. */
  chooseActivityFile(): Promise<string | null>;
  /** Does something while no window of ours is in sight. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  onIncomingRequests(request: IncomingRequest): void;
  /** An engineer wrote, or ended an incident. */
  onAnswer(submission: Submission, answer: IncidentAnswer): void;
  /** A session or a request began or ended. */
  onActivity(): void;
}): Promise<Services> {
  const { paths, notify } = options;
  const log = openLog(paths.logs);
  process.on('uncaughtException', (thrown) => log.error('uncaught', thrown));
  process.on('unhandledRejection', (thrown) => log.error('unhandled rejection', thrown));
  const [organisation, runTimes] = await Promise.all([
    openOrganisation(paths.userData, log),
    openRunTimes(paths.runTimes, (detail) => log.warn(detail)),
    wipeReviewFolders(paths.review),
    sweepCollectFolders(paths.collecting),
    ...durableFolders(paths).map((folder) => removeUnfinished(folder)),
  ]);
  const policy = () => organisation.current().policy;
  const recipient = () => organisation.current().recipient;
  let networkRuled = false;
  /** The session is made by its first use and takes 10 MB: an agent that has nothing to set in it rests without. */
  const setUpNetwork = async () => {
    if (!networkRuled && !rulesNetwork(policy())) return;
    networkRuled = true;
    await applyNetworkPolicy(session.defaultSession, policy(), { warn: (what) => log.warn(what) });
  };
  await setUpNetwork();
  const deviceKey = openDeviceKey({
    folder: paths.userData,
    protection: policy()?.deviceKey ?? 'keyring',
    keyring: safeStorage,
    platform: process.platform,
  });
  const { journal, note, maps, endMaps, changedHands } = await openMemory(
    paths,
    organisation.current,
    log,
  );
  /** Set below; what comes before has nothing to do with a request yet. */
  let requests: Requests | null = null;
  /** What the desk said of this device before there was anybody to hear it. */
  const early: Parameters<Requests['deskKnowsUs']>[] = [];
  const proxyLogin = createProxyLogin({
    setBy: () =>
      ['pac', 'servers'].includes(policy()?.proxy.mode ?? 'system') ? 'policy' : 'system',
    onChange: (question) => notify('proxy.asked', question),
    onAnswer: () => outbox.setOnline(true),
  });
  /** The newest Candor that the desk knows of. */
  let newest = app.getVersion();
  const appInfo = (): AppInfo => ({
    version: app.getVersion(),
    locale: policy()?.language ?? systemLocale(),
    recipient: recipient(),
    policyProblem: organisation.current().problem,
    telephone: policy()?.organisation.telephone ?? null,
    newer: policy()?.updates.notice === true && isNewer(newest, app.getVersion()) ? newest : null,
    features: shownFeatures(policy()),
  });
  const outbox = await openOutbox({
    folder: paths.outbox,
    transport: createElectronTransport(proxyLogin),
    policy,
    deviceKey,
    agentVersion: app.getVersion(),
    platform: process.platform,
    onChange(submissions) {
      notify('submissions.changed', submissions);
      options.onActivity();
      requests?.outboxChanged(submissions);
    },
    onStanding(...said) {
      if (requests) requests.deskKnowsUs(...said);
      else early.push(said);
    },
    onVersion(version) {
      if (version === newest) return;
      newest = version;
      notify('app.changed', appInfo());
    },
    onAnswer: options.onAnswer,
    onDeleted({ id, manifestHash, deletion }) {
      void endMaps(maps.forget(id));
      const deletedAt = deletion?.state === 'done' ? deletion.deletedAt : '';
      void note('withdrawn', { submission: id, manifestHash, deletedAt });
    },
    report: ({ code, message, detail }) =>
      log.warn(`outbox: ${code}: ${detail ?? message.message}`),
  });

  const handOver = createSubmit({
    organisation: organisation.current,
    deviceKey,
    outbox,
    maps,
    note,
    log,
  });

  const replyRedactor = createReplyRedactor({
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
  const snapshots = openSnapshots(paths, policy(), log);
  await snapshots.start().catch((thrown: unknown) => log.error('daily snapshots', thrown));

  const pictures = createPictures({
    allowed: () => policy()?.features.screenshot ?? true,
    capture: () => options.aside(captureScreens),
    encode: encodePng,
  });

  let savedFile: string | null = null;
  const { sessions, refill, ...help } = await createHelpSession({
    ...sessionPolicy(organisation.current),
    draftFile: createDraftFile(paths.draft, (detail) => log.warn(detail)),
    readTimeline: (given) => readTimelineAside(paths.timelineThread, given),
    decide: (command) => decideInProcess(spawnCollectorProcess(paths.collectorHost), command),
    pictures,
    runTimes,
    run: async (run) =>
      runCollectors({
        ...run,
        snapshotFolder: await snapshots.folder(),
        root: paths.review,
        host: paths.collectorHost,
        ...policyParts(policy()),
        hidden: combinedRedactionList(policy(), await readRedactionList(paths.hiding)),
        agentLogs: log.files(),
      }),
    async sendProblem() {
      if (!policy()) return organisation.current().problem ?? noOrganisation();
      return deviceKey().then(() => null, toAppError);
    },
    ...handOver,
    chooseFile: options.chooseFile,
    async writeFile(file, ...what) {
      const written = await handOver.writeFile(file, ...what);
      savedFile = file;
      return written;
    },
    onChange(session) {
      notify('session.changed', session);
      options.onActivity();
    },
    onFailure: (what, thrown) => log.error(what, thrown),
  });

  requests = await openRequests({
    store: await openRequestStore(paths.requests, (detail) =>
      log.error(`what was taken of requests is lost: ${detail}`),
    ),
    journal,
    maps,
    desk: outbox.desk,
    stream: createElectronStream(proxyLogin),
    clock: systemClock,
    policy,
    deviceKey,
    catalogue: COLLECTOR_DECLARATIONS,
    platform: process.platform,
    online: () => net.isOnline(),
    startSession: sessions.startRequested,
    endSession: sessions.endRequested,
    onChange(asked) {
      notify('requests.changed', asked);
      options.onActivity();
    },
    onIncomingRequests: options.onIncomingRequests,
    onIncident: (number) => outbox.news(number),
    onListening: (listening) => outbox.setNewsArrive(listening),
    report: (what) => log.warn(what),
  });
  for (const said of early) requests.deskKnowsUs(...said);
  const { handlers, policyChanged, start } = requests;
  void start(outbox.list()).catch((thrown: unknown) => log.error('listening', thrown));
  organisation.watch(deviceKey, () => {
    notify('app.changed', appInfo());
    proxyLogin.reset();
    void changedHands().then(policyChanged);
    void setUpNetwork().then(() => outbox.setOnline(true));
  });

  const answer = createAnswer(
    {
      ...help,
      ...handlers,
      'sent.contents': ({ id }) => outbox.sent.contents(id),
      'sent.read': ({ id, item, offset, length }) => outbox.sent.read(id, item, offset, length),
      'sent.picture': ({ id }) => outbox.sent.picture(id),
      'sent.remove': ({ id }) => outbox.sent.remove(id),
      ...replyCalls(outbox.replies, replyRedactor),
      ...redactionListHandlers({
        file: paths.hiding,
        collectors: COLLECTOR_DECLARATIONS.map(({ id }) => id),
        policy,
        report: (problem) => log.error(problem),
      }),
      'saved.show'() {
        if (savedFile === null)
          raise('not-found', 'No file has been saved since Candor was started.');
        shell.showItemInFolder(savedFile);
      },
      'activity.read': () => journal.read(),
      async 'activity.export'() {
        const file = await options.chooseActivityFile();
        if (file === null) return null;
        await writeFileDurably(file, await journal.export());
        return { file };
      },
      async 'submissions.requestDeletion'({ id }) {
        await outbox.requestDeletion(id);
        await note('withdraw-asked', { submission: id });
      },
      'app.info': appInfo,
      'policy.get': () => organisation.current().view,
      async 'policy.refresh'() {
        await organisation.refresh();
        return organisation.current().view;
      },
      'proxy.question': () => proxyLogin.question(),
      'proxy.answer': (given) => void proxyLogin.answer(given),
      'proxy.dismiss': ({ id }) => proxyLogin.dismiss(id),
      'presets.list': () => listPresets(policy(), runTimes),
      'snapshots.status': () => snapshots.status(),
      'snapshots.set': ({ on }) => snapshots.set(on),
      'submissions.list': () => outbox.list(),
      'submissions.pause': ({ id }) => outbox.pause(id),
      'submissions.resume'({ id }) {
        // Whoever wants to try now may also want to log in after all.
        proxyLogin.reset();
        return outbox.resume(id);
      },
      'submissions.cancel': ({ id }) => outbox.cancel(id),
      async 'submissions.again'({ id }) {
        const words = await outbox.words(id);
        if (words && (await refill(words))) await outbox.forgetWords(id);
      },
      'submissions.receipt': ({ id }) => outbox.receipt(id),
      'submissions.refresh': ({ id }) => outbox.refresh(id),
      'submissions.seen': ({ id }) => outbox.seen(id),
    },
    (name, thrown) => log.error(`call ${name}`, thrown),
  );
  const activity = () =>
    sessions.isActive()
      ? 'session'
      : outbox.list().some(({ state }) => underWay.has(state))
        ? 'sending'
        : null;
  const languageOf = (locale: string) => createLanguage(locale, {}, translations);
  let language = languageOf(appInfo().locale);
  let spoken = appInfo().locale;
  /** The policy may set another language while Candor runs. */
  const say: Say = (message, values) => {
    const { locale } = appInfo();
    if (locale !== spoken) [language, spoken] = [languageOf(locale), locale];
    return language.tText({ message, values });
  };
  return {
    answer,
    outbox,
    requests,
    snapshots,
    log,
    say,
    activity,
    note,
    forgetPictures: pictures.forget,
  };
}

/** What the window offers or not; without a policy, everything. */
function shownFeatures(policy: Policy | null): AppInfo['features'] {
  const {
    saveToFile = true,
    requests = true,
    codes = true,
    screenshot = true,
  } = policy?.features ?? {};
  return { saveToFile, requests, codes, screenshot };
}
