import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, powerMonitor } from 'electron';
import type { CallHandlers, CallName } from '../contract/ipc.ts';
import { toAppError } from '../contract/result.ts';
import { formatText } from '../contract/text.ts';
import { declareAppScheme } from './app/app-scheme.ts';
import { readTask, type Task } from './app/command-line.ts';
import { linkIn, type Screen, screenOfLink } from './app/deep-link.ts';
import { lockContents } from './app/lockdown.ts';
import { pathsIn } from './app/paths.ts';
import type { Services } from './app/services.ts';
import { texts } from './app/texts.ts';
import { createTray } from './app/tray.ts';
import { createAppWindow } from './app/window.ts';
import { callNames, createNotifier, registerCalls } from './ipc/register.ts';
import { openLog } from './log/log.ts';

// Chromium cannot start its sandbox for root; together with that switch the call below would hang the launch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareAppScheme();
lockContents();

/** Logging out must not wait for a desk that does not answer; whatever is not finished goes on at the next start. */
const longestGoodbyeMs = 3000;
const userData = app.getPath('userData');
const paths = pathsIn(userData, import.meta.dirname);

// Not awaited: Electron becomes ready only when this module has been evaluated.
run().catch((thrown: unknown) => {
  const { message, detail } = toAppError(thrown);
  process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
  app.exit(2);
});

async function run(): Promise<void> {
  const task = readTask(process.argv.slice(1));
  if (task.kind === 'collect') await collectAndQuit(task);
  else if (app.requestSingleInstanceLock()) await startAgent(task);
  // The first instance has heard of this start and shows its window.
  else app.quit();
}

async function startAgent(task: Task): Promise<void> {
  const log = openLog(paths.logs);
  process.on('uncaughtException', (thrown) => log.error('uncaught', thrown));
  process.on('unhandledRejection', (thrown) => log.error('unhandled rejection', thrown));
  app.setAsDefaultProtocolClient('candor');

  const appWindow = createAppWindow({
    preload: paths.preload,
    pages: paths.pages,
    icon: paths.icon,
    onVisible: () => log.info('window visible', { sinceLaunchMs: Math.round(Date.now() - (process.getCreationTime() ?? 0)) }),
    onClosed: () => withOutbox((outbox) => outbox.setWindowOpen(false)),
  });
  const sender = { contents: () => appWindow.current()?.webContents ?? null };
  const notify = createNotifier(sender);
  const services = app
    .whenReady()
    .then(() => import('./app/services.ts'))
    .then(({ createServices }) => createServices({ userData, paths, log, notify, chooseFile }));
  services.catch((thrown: unknown) => log.error('the agent could not start', thrown));
  const withOutbox = (use: (outbox: Services['outbox']) => unknown) => services.then(({ outbox }) => use(outbox)).catch(() => {});

  const show = (screen: Screen | null) => {
    if (screen && appWindow.current()) notify('app.show', { screen });
    appWindow.show(screen);
    void withOutbox((outbox) => outbox.setWindowOpen(true));
  };

  await app.whenReady();
  registerCalls(waitFor(services.then(({ handlers }) => handlers)), sender, (name, thrown) => log.error(`call ${name}`, thrown));
  if (task.kind === 'window') show(screenOfLink(linkIn(process.argv) ?? ''));
  app.on('second-instance', (_event, words) => show(screenOfLink(linkIn(words) ?? '')));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(screenOfLink(link));
  });
  app.on('activate', () => show(null));
  // The agent stays in the tray: what waits in the outbox goes on, and answers still arrive.
  app.on('window-all-closed', () => {});
  try {
    createTray(paths.trayIcon, texts, { help: () => show('describe'), history: () => show('history'), quit: () => app.quit() });
  } catch (thrown) {
    // A desktop without a tray: starting Candor again still opens its window.
    log.error('no tray', thrown);
  }
  powerMonitor.on('resume', () => void withOutbox((outbox) => outbox.setOnline(true)));
  app.once('will-quit', (event) => {
    // What the outbox is writing at this moment gets its fsync. A second `quit` would do nothing any more, `exit` does.
    event.preventDefault();
    const stopped = withOutbox((outbox) => outbox.stop());
    void Promise.race([stopped, delay(longestGoodbyeMs)]).then(() => app.exit());
  });

  async function chooseFile(): Promise<string | null> {
    const parent = appWindow.current();
    const options = {
      title: texts.saveTitle,
      defaultPath: join(app.getPath('documents'), `${texts.saveName} ${new Date().toISOString().slice(0, 10)}.zip`),
      filters: [{ name: texts.zip, extensions: ['zip'] }],
    };
    const { canceled, filePath } = parent ? await dialog.showSaveDialog(parent, options) : await dialog.showSaveDialog(options);
    return canceled || !filePath ? null : filePath;
  }
}

/** Handlers that wait until the real ones exist: the window opens at once, and its first calls are answered then. */
function waitFor(real: Promise<CallHandlers>): CallHandlers {
  const waiting = <K extends CallName>(name: K) => [name, async (args: never) => (await real)[name](args)] as const;
  return Object.fromEntries(callNames().map(waiting)) as unknown as CallHandlers;
}

async function collectAndQuit(task: Extract<Task, { kind: 'collect' }>): Promise<void> {
  await app.whenReady();
  const [{ collectToFile }, { endpointsOf, readOrganisation }] = await Promise.all([
    import('./assistance/collect-to-file.ts'),
    import('./app/services.ts'),
  ]);
  const log = openLog(paths.logs);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const { policy } = await readOrganisation(userData, log);
  const printed = await collectToFile(task, {
    paths,
    endpoints: endpointsOf(policy),
    agentLogs: log.files(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
    signal: abort.signal,
  });
  process.stdout.write(`${printed}\n`, () => app.exit(0));
}
