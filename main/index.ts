import { url as inspectorUrl } from 'node:inspector';
import { app } from 'electron';
import { declareAppScheme } from './app/app-scheme.ts';
import { foreignSwitches } from './app/foreign-switches.ts';
import { lockContents, silenceSessions } from './app/lockdown.ts';
import { noMenu } from './app/menu.ts';
import { pathsIn } from './app/paths.ts';
import { startKind } from './app/start-kind.ts';
import { lacksDisplay, startHeadless } from './app/without-display.ts';

// A release cannot be inspected (see the fuses); what can be is driven by a test, which needs one of these switches.
const foreign = app.isPackaged && inspectorUrl() === undefined ? foreignSwitches((name) => app.commandLine.hasSwitch(name)) : [];
if (foreign.length > 0) {
  process.stderr.write(`Candor does not start with --${foreign.join(', --')}. Start it without.\n`);
  process.exit(2);
}

const kind = startKind(process.argv.slice(1));
if (lacksDisplay(process.platform, process.env, (name) => app.commandLine.hasSwitch(name))) {
  // Awaited, and the only thing here that is: until this module has been evaluated, Electron does not look for a display.
  if (kind === 'collect') process.exit(await startHeadless(process.execPath, process.argv.slice(1)));
  process.stderr.write(
    'Candor needs a display for its window. Without one, as over ssh, it collects into a file: --collect FILE\n',
  );
  process.exit(2);
}

// Chromium cannot start its sandbox for root; together with that switch the call below would hang the launch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareAppScheme();
lockContents();
silenceSessions();
noMenu();

const paths = pathsIn(app.getPath('userData'), import.meta.dirname);

// The imports are not awaited: Electron becomes ready only when this module has been evaluated.
if (kind === 'collect') {
  void import('./app/collect.ts').then(({ collectAndExit }) => collectAndExit(paths));
} else if (app.requestSingleInstanceLock()) {
  void import('./app/agent.ts').then(({ startAgent }) => startAgent(kind, paths));
} else {
  // The first instance has heard of this start and shows its window. Nothing of the agent is loaded for that.
  app.exit();
}
