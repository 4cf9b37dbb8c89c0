import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, powerMonitor } from 'electron';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { Opening } from '#contract/ipc/ipc.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { createNotifier, registerCalls } from '../ipc/register.ts';
import type { IncidentAnswer } from '../outbox/incident-updates.ts';
import { activityFactsOf, collectNoticeIn } from './collect-notice.ts';
import { showContextMenu } from './context-menu.ts';
import { linkIn, openingOfLink } from './deep-link.ts';
import { showMacMenu } from './menu.ts';
import { answerTitle, notifyRequest, tellAnswer, tellCollecting } from './notifications.ts';
import type { Paths } from './paths.ts';
import type { Services } from './services.ts';
import type { StartKind } from './start-kind.ts';
import { texts } from './texts.ts';
import { createTray, type TrayIcon } from './tray.ts';
import { createAppWindow } from './window.ts';

/** Logging out must not wait for a desk that does not answer. Unfinished work continues at the next start. */
const longestGoodbyeMs = 3000;
/** After this time the agent starts even if the window has not painted. */
const longestPaintMs = 2000;

/**
 * Starts the agent with its window and tray. The window comes first: everything else is loaded once it has painted, and
 * its first calls wait for that (`npm run bench -- startup` measures what this saves).
 */
export async function startAgent(kind: StartKind, paths: Paths): Promise<void> {
  let painted = () => {};
  const firstPaint =
    kind === 'window' ? new Promise<void>((resolve) => (painted = resolve)) : Promise.resolve();
  const services = Promise.race([firstPaint, app.whenReady().then(() => delay(longestPaintMs))])
    .then(() => app.whenReady())
    .then(() => import('./services.ts'))
    .then(({ createServices }) =>
      createServices({
        paths,
        notify,
        chooseFile,
        chooseActivityFile,
        aside,
        onIncomingRequests,
        onAnswer,
        onActivity,
      }),
    );
  services.catch((thrown: unknown) =>
    process.stderr.write(`Candor could not start: ${String(thrown)}\n`),
  );
  const withServices = (use: (services: Services) => unknown) => services.then(use).catch(() => {});

  const appWindow = createAppWindow({
    preload: paths.preload,
    pages: paths.pages,
    icon: paths.icon,
    onVisible() {
      painted();
      const sinceLaunchMs = Math.round(Date.now() - (process.getCreationTime() ?? 0));
      void withServices(({ log }) => log.info('window visible', { sinceLaunchMs }));
    },
    onCrash: (reason) =>
      void withServices(({ log, forgetPictures }) => {
        log.error(`the window's process ended: ${reason}`);
        forgetPictures();
      }),
    onContextMenu: (window, params) =>
      void withServices(({ say }) => showContextMenu(window, params, say)),
    onClosed: () =>
      void withServices(({ outbox, forgetPictures }) => {
        outbox.setWindowOpen(false);
        forgetPictures();
      }),
  });
  const sender = { contents: () => appWindow.current()?.webContents ?? null };
  const notify = createNotifier(sender);
  const aside = <T>(work: () => Promise<T>) => appWindow.aside(work);

  const show = (opening: Opening | null) => {
    if (opening && appWindow.current()) notify('app.show', opening);
    appWindow.show(opening);
    void withServices(({ outbox }) => outbox.setWindowOpen(true));
  };

  /** Nothing opens without a click of the person on the notification, the tray or the window. */
  function onIncomingRequests(request: IncomingRequest): void {
    void withServices(({ say }) =>
      notifyRequest(request, say, () => show({ screen: 'request', detail: request.jti })),
    );
  }

  function onAnswer({ id, incident }: Submission, answer: IncidentAnswer): void {
    // The window shows the answer already.
    if (appWindow.current()?.isFocused()) return;
    void withServices(({ say }) =>
      tellAnswer(answer, incident?.number ?? '', say, () => show({ screen: 'follow', detail: id })),
    );
  }

  let tray: TrayIcon | null = null;
  /** The screen that a click on the tray opens. */
  let active: Opening | null = null;
  function onActivity(): void {
    void withServices(({ activity, requests, outbox, say }) => {
      const now = activity();
      const [request] = requests.view().requests;
      const answer = outbox.unseenAnswer();
      active =
        now !== 'session' && !request && answer ? { screen: 'follow', detail: answer.id } : null;
      if (now === 'session') tray?.setActive(say(texts.activeSession));
      // A request comes before a submission: it waits for the person, and they know what is being sent.
      else if (request)
        tray?.setActive(
          say(texts.activeRequest, {
            engineer: request.engineer.name,
            organisation: request.organisation,
          }),
        );
      else if (answer) tray?.setActive(say(answerTitle(answer.answer)));
      else tray?.setActive(now === 'sending' ? say(texts.activeSending) : null);
    });
  }

  await app.whenReady();
  registerCalls(
    services.then(({ answer }) => answer),
    sender,
    (name, origin) =>
      void withServices(({ log }) => log.warn(`call ${name} from an untrusted sender: ${origin}`)),
  );
  if (kind === 'window') show(openingOfLink(linkIn(process.argv) ?? ''));
  app.on('second-instance', (_event, words, _folder, brought) => {
    const collecting = collectNoticeIn(brought);
    if (!collecting) return show(openingOfLink(linkIn(words) ?? ''));
    void withServices(async ({ note, say }) => {
      await note('collected-to-file', activityFactsOf(collecting));
      tellCollecting(collecting, say, () => show(null));
    });
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(openingOfLink(link));
  });
  app.on('activate', () => show(null));
  // The agent stays in the tray, so that the outbox continues and answers still arrive.
  app.on('window-all-closed', () => {});
  app.once('will-quit', (event) => {
    // Lets the outbox finish its current write. Then `exit`, because a second `quit` would have no effect.
    event.preventDefault();
    const stopped = withServices(({ outbox, requests, snapshots }) => {
      snapshots.stop();
      return Promise.all([requests.stop(), outbox.stop()]);
    });
    void Promise.race([stopped, delay(longestGoodbyeMs)])
      // A review cannot be resumed, so all of it is deleted, including the picture and texts from before something was hidden.
      .then(() => import('../help-session/review-folder.ts'))
      .then(({ wipeReviewFolders }) => wipeReviewFolders(paths.review))
      .finally(() => app.exit());
  });

  const { log, outbox, requests, snapshots, say } = await services;
  if (process.platform === 'darwin') showMacMenu(texts.menu, say);
  powerMonitor.on('resume', () => {
    outbox.setOnline(true);
    requests.wake();
    void snapshots.look();
  });
  try {
    tray = createTray(paths.trayIcon, say, {
      help: () => show({ screen: 'describe' }),
      history: () => show({ screen: 'history' }),
      quit: () => app.quit(),
      active: () => show(active),
    });
    onActivity();
  } catch (thrown) {
    // Some desktops have no tray. Starting Candor again still opens its window.
    log.error('no tray', thrown);
  }

  function chooseFile(sealed: boolean): Promise<string | null> {
    const filter = sealed
      ? { name: texts.sealedZip, extensions: ['zip.age'] }
      : { name: texts.zip, extensions: ['zip'] };
    return whereToSave(texts.saveTitle, texts.saveName, filter);
  }
  function chooseActivityFile(): Promise<string | null> {
    return whereToSave(texts.journalTitle, texts.journalName, {
      name: texts.json,
      extensions: ['json'],
    });
  }

  async function whereToSave(
    title: string,
    name: string,
    filter: Electron.FileFilter,
  ): Promise<string | null> {
    const parent = appWindow.current();
    const { say } = await services;
    const options = {
      title: say(title),
      defaultPath: join(
        app.getPath('documents'),
        `${say(name)} ${new Date().toISOString().slice(0, 10)}.${filter.extensions[0]}`,
      ),
      filters: [{ ...filter, name: say(filter.name) }],
    };
    const { canceled, filePath } = parent
      ? await dialog.showSaveDialog(parent, options)
      : await dialog.showSaveDialog(options);
    return canceled || !filePath ? null : filePath;
  }
}
