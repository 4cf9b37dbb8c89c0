import { app, safeStorage, session } from 'electron';
import { signReceipt } from '../../bundle/receipt.ts';
import { sealTo } from '../../bundle/seal.ts';
import type { AppInfo, EventName, EventPayload } from '../../contract/ipc.ts';
import { toAppError } from '../../contract/result.ts';
import { createDraftFile } from '../assistance/draft-file.ts';
import { systemLocale } from '../assistance/electron-facts.ts';
import { createHelpSession, noOrganisation, type ReadyBundle } from '../assistance/help-session.ts';
import { listPresets } from '../assistance/presets.ts';
import { wipeReviewFolders } from '../assistance/review-folder.ts';
import { runCollectors } from '../assistance/run-collectors.ts';
import { openRunTimes } from '../assistance/run-times.ts';
import { writeBundleFile } from '../assistance/send-bundle.ts';
import { sessionPolicy } from '../assistance/session-policy.ts';
import { decideInProcess } from '../collector/supervisor/decide.ts';
import { spawnCollectorProcess } from '../collector/supervisor/utility-process.ts';
import { type Answer, createAnswer } from '../ipc/answer.ts';
import { type Log, openLog } from '../log/log.ts';
import { applyNetworkPolicy } from '../network/apply-policy.ts';
import { createProxyLogin } from '../network/proxy-login.ts';
import { createElectronTransport } from '../outbox/electron-net.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import type { SnapshotKeeper } from '../snapshots/keeper.ts';
import { openDeviceKey } from '../trust/device-key.ts';
import { openOrganisation, policyParts } from './organisation.ts';
import type { Paths } from './paths.ts';
import { openSnapshots } from './snapshots.ts';

export interface Services {
  answer: Answer;
  outbox: Outbox;
  snapshots: SnapshotKeeper;
  log: Log;
}

/** Everything behind the window's calls. The window may open before this resolves; its calls wait for it. */
export async function createServices(options: {
  paths: Paths;
  notify<K extends EventName>(name: K, payload: EventPayload<K>): void;
  chooseFile(): Promise<string | null>;
}): Promise<Services> {
  const { paths, notify } = options;
  const log = openLog(paths.logs);
  process.on('uncaughtException', (thrown) => log.error('uncaught', thrown));
  process.on('unhandledRejection', (thrown) => log.error('unhandled rejection', thrown));
  const [organisation, runTimes] = await Promise.all([
    openOrganisation(paths.userData, log),
    openRunTimes(paths.runTimes),
    wipeReviewFolders(paths.review),
  ]);
  const policy = () => organisation.current().policy;
  const recipient = () => organisation.current().recipient;
  const setUpNetwork = () => applyNetworkPolicy(session.defaultSession, policy(), { warn: (what) => log.warn(what) });
  await setUpNetwork();
  const deviceKey = openDeviceKey({
    folder: paths.userData,
    protection: policy()?.deviceKey ?? 'keyring',
    keyring: safeStorage,
    platform: process.platform,
  });
  const proxyLogin = createProxyLogin({
    setBy: () => (['pac', 'servers'].includes(policy()?.proxy.mode ?? 'system') ? 'policy' : 'system'),
    onChange: (question) => notify('proxy.asked', question),
    onAnswer: () => outbox.setOnline(true),
  });
  const outbox = await openOutbox({
    folder: paths.outbox,
    transport: createElectronTransport(proxyLogin),
    policy,
    deviceKey,
    agentVersion: app.getVersion(),
    platform: process.platform,
    onChange: (submissions) => notify('submissions.changed', submissions),
    report: ({ code, message, detail }) => log.warn(`outbox: ${code}: ${detail ?? message.message}`),
  });

  const writeReady = (
    file: string,
    { composition, run, receipt }: ReadyBundle,
    seal: Parameters<typeof writeBundleFile>[0]['seal'],
    onProgress?: (bytes: number) => void,
  ) =>
    writeBundleFile({
      file,
      composition,
      folder: run.folder,
      receipt,
      privateMap: run.privateMap,
      seal,
      ...(onProgress && { onProgress }),
    });

  const snapshots = openSnapshots(paths, policy(), log);
  await snapshots.start().catch((thrown: unknown) => log.error('daily snapshots', thrown));

  const help = await createHelpSession({
    ...sessionPolicy(organisation.current),
    draftFile: createDraftFile(paths.draft),
    decide: (command) => decideInProcess(spawnCollectorProcess(paths.collectorHost), command),
    runTimes,
    run: async (run) =>
      runCollectors({
        ...run,
        snapshotFolder: await snapshots.folder(),
        root: paths.review,
        host: paths.collectorHost,
        ...policyParts(policy()),
        agentLogs: log.files(),
      }),
    async sendProblem() {
      if (!policy()) return organisation.current().problem ?? noOrganisation();
      return deviceKey().then(() => null, toAppError);
    },
    async sign(receipt) {
      const key = await deviceKey();
      return signReceipt({ ...receipt, device: key.id }, key.privateKey, key.publicKey);
    },
    async handOver(id, bundle, onProgress) {
      const { policy, recipient } = organisation.current();
      if (!policy || !recipient || !bundle.receipt) throw new Error('handed over without an organisation');
      await outbox.add(
        {
          id,
          receipt: bundle.receipt,
          summary: bundle.summary,
          recipient,
          retentionDays: policy.retentionDays,
          itemCount: bundle.composition.manifest.items.length,
        },
        (file) => writeReady(file, bundle, sealTo(policy.recipients), onProgress),
      );
      log.info('handed to the outbox', { submission: id, manifestHash: bundle.composition.manifestHash });
    },
    chooseFile: options.chooseFile,
    writeFile: (file, bundle) => writeReady(file, bundle, null),
    onChange: (session) => notify('session.changed', session),
    onFailure: (what, thrown) => log.error(what, thrown),
  });

  const appInfo = (): AppInfo => ({
    version: app.getVersion(),
    locale: policy()?.language ?? systemLocale(),
    recipient: recipient(),
    policyProblem: organisation.current().problem,
    features: policy()?.features ?? { saveToFile: true, requests: true, codes: true },
  });
  organisation.watch(deviceKey, () => {
    notify('app.changed', appInfo());
    proxyLogin.reset();
    void setUpNetwork().then(() => outbox.setOnline(true));
  });

  const answer = createAnswer(
    {
      ...help,
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
      'submissions.receipt': ({ id }) => outbox.receipt(id),
      'submissions.refresh': ({ id }) => outbox.refresh(id),
      'submissions.seen': ({ id }) => outbox.seen(id),
      'submissions.message': ({ id, text }) => outbox.message(id, text),
    },
    (name, thrown) => log.error(`call ${name}`, thrown),
  );
  return { answer, outbox, snapshots, log };
}
