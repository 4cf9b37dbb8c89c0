// Lies in `resources/app` of the fallback Electron and does what default_app.asar does in a downloaded one: takes an
// app's path from the command line and runs it. https://github.com/electron/electron/blob/main/default_app/main.ts
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as electronApp } from 'electron';

const require = createRequire(import.meta.url);
/** With the two setters that Electron keeps for its own default app, and leaves out of its types. */
const app =
  /** @type {typeof electronApp & { setVersion(version: string): void, setAppPath(path: string): void }} */ (
    electronApp
  );

/**
 * @param {string[]} args all after the executable, Chromium's switches included
 * @returns {{ file?: string, modules: string[], version: boolean }} `modules`: Playwright's loader comes as `-r FILE`
 */
function parse(args) {
  /** @type {string[]} */
  const modules = [];
  let isModule = false;
  for (const arg of args) {
    if (isModule) modules.push(arg);
    else if (arg === '-v' || arg === '--version') return { modules, version: true };
    else if (arg.startsWith('--app='))
      return { file: arg.slice('--app='.length), modules, version: false };
    else if (!arg.startsWith('-')) return { file: arg, modules, version: false };
    isModule = !isModule && (arg === '-r' || arg === '--require');
  }
  return { modules, version: false };
}

/** @param {string} folder */
function describe(folder) {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const about = JSON.parse(readFileSync(file, 'utf8'));
  if (about.version) app.setVersion(about.version);
  if (about.productName || about.name) app.setName(about.productName || about.name);
  app.setDesktopName(about.desktopName || `${app.getName()}.desktop`);
  return true;
}

/** @param {string} file */
async function load(file) {
  Object.defineProperty(process, 'defaultApp', {
    configurable: false,
    enumerable: true,
    value: true,
  });
  const path = resolve(file);
  const isApp = describe(path);
  const entry = require.resolve(path);
  app.setAppPath(isApp ? path : dirname(entry));
  await import(pathToFileURL(entry).href);
}

const { file, modules, version } = parse(process.argv.slice(1));
if (version) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
if (!file) {
  console.error(
    'Usage: electron [switches] PATH [arguments], PATH being an app folder or its main file.',
  );
  process.exit(1);
}
try {
  for (const module of modules) require(resolve(module));
  await load(file);
} catch (error) {
  console.error(`The app ${resolve(file)} threw an error during load:`);
  console.error(error);
  process.exit(1);
}
