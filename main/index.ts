import { url as inspectorUrl } from 'node:inspector';
import { app } from 'electron';
import { declareAppScheme } from './app/app-scheme.ts';
import { forgetNetworkVariables } from './app/environment.ts';
import { judgeWords } from './app/known-words.ts';
import { lockContents, silenceSessions } from './app/lockdown.ts';
import { noMenu } from './app/menu.ts';
import { pathsIn } from './app/paths.ts';
import { startKind } from './app/start-kind.ts';
import { lacksDisplay, startHeadless } from './app/without-display.ts';

// Must run before the parts of Chromium that read them start.
forgetNetworkVariables(process.env);

const words = process.argv.slice(1);
// A release cannot be inspected (see the fuses). A build that can is driven by a test, which adds its own switches.
if (inspectorUrl() === undefined) {
  // After the path of the app, which only a development build gets.
  const judged = app.isPackaged
    ? words
    : words.toSpliced(
        words.findIndex((word) => !word.startsWith('-')),
        1,
      );
  const verdict = judgeWords(judged, {
    platform: process.platform,
    packaged: app.isPackaged,
    version: app.getVersion(),
  });
  if (verdict.kind === 'say') {
    (verdict.error ? process.stderr : process.stdout).write(verdict.text);
    process.exit(verdict.error ? 2 : 0);
  }
}

const kind = startKind(words);
if (lacksDisplay(process.platform, process.env, (name) => app.commandLine.hasSwitch(name))) {
  // The only `await` here: Electron does not look for a display until this module has been evaluated.
  if (kind === 'collect') process.exit(await startHeadless(process.execPath, words));
  process.stderr.write(
    'Candor needs a display for its window. Without one, as over ssh, it collects into a file: --collect FILE\n',
  );
  process.exit(2);
}

// Chromium cannot start its sandbox for root; with that switch, the call below would block the launch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareAppScheme();
lockContents();
silenceSessions();
noMenu();

const paths = pathsIn(app.getPath('userData'), import.meta.dirname);

// The imports are not awaited, because Electron becomes ready only when this module has been evaluated.
if (kind === 'collect') {
  void import('./app/collect.ts').then(({ collectAndExit }) => collectAndExit(paths));
} else if (app.requestSingleInstanceLock()) {
  void import('./app/agent.ts').then(({ startAgent }) => startAgent(kind, paths));
} else {
  // The running instance was notified of this start and shows its window, so the agent is not loaded here.
  app.exit();
}
