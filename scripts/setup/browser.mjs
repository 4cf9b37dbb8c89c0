import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { recentFailure, rememberFailure } from './cache.mjs';
import { run } from './command.mjs';
import { hasDisplay, needsOf } from './commands.mjs';
import { SetupFailure } from './failure.mjs';
import { projectNode } from './node-version.mjs';
import { withProgress } from './progress.mjs';

/** The first is the same engine without the browser around it, which opens a window in a third of the time. */
const PROGRAMS = [
  'chromium-headless-shell',
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'chromium-browser',
];
const NOTE = 'browser-download';

/**
 * The machine's own Chromium: the one that `CANDOR_CHROMIUM` names, else the first in PATH. Set-up accepts exactly what
 * the commands start, because both ask here.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} an absolute path
 */
export function findBrowser(environment = process.env) {
  const named = environment.CANDOR_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupFailure(
      `CANDOR_CHROMIUM names ${JSON.stringify(named)}, which does not exist.`,
      {
        wayOut: 'give the path of a Chromium or Chrome, or unset the variable.',
      },
    );
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find(
    (file) => existsSync(file) && !isSnap(file),
  );
}

/**
 * A snap sees neither /tmp nor hidden folders, so it cannot be driven. Ubuntu's `chromium-browser` is a script that
 * starts one.
 *
 * @param {string} file
 */
function isSnap(file) {
  if (/\/snap(\/|$)/.test(realpathSync(file))) return true;
  const content = readFileSync(file).subarray(0, 8192).toString('latin1');
  return content.startsWith('#!') && content.includes('/snap/bin/');
}

/**
 * Makes a browser available where the system's packages have none: Playwright's own download.
 *
 * @param {string} command
 * @param {string} root
 */
export async function ensureBrowser(command, root) {
  if (
    !needsOf(command, hasDisplay()).needs.has('browser') ||
    findBrowser() ||
    (await downloadedBrowser(root))
  )
    return;
  const known = recentFailure(NOTE, root);
  const output = known ?? (await download(root));
  if (await downloadedBrowser(root)) return;
  rememberFailure(NOTE, root, output.slice(-2000));
  throw new SetupFailure(
    `\`${command}\` needs a Chromium or Chrome, and none was found or could be downloaded.`,
    {
      output,
      wayOut:
        'install one from your distribution (on Debian: `apt-get install chromium`), or name one in CANDOR_CHROMIUM, then run the same command again.',
    },
  );
}

/** @param {string} root @returns {Promise<boolean>} whether Playwright has downloaded the browser that it would start */
async function downloadedBrowser(root) {
  const { chromium } = await import(
    pathToFileURL(join(root, 'node_modules/playwright/index.mjs')).href
  );
  return existsSync(chromium.executablePath());
}

/** @param {string} root @returns {Promise<string>} what the download printed */
function download(root) {
  return withProgress('Chromium', async (report) => {
    report('downloading');
    const { output } = await run(projectNode(root), [
      join(root, 'node_modules/playwright/cli.js'),
      'install',
      'chromium',
    ]);
    return output;
  });
}
