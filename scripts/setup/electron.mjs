import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recentFailure, rememberFailure } from './cache.mjs';
import { run } from './command.mjs';
import { fallbackFits, findElectron, wantedVersion } from './electron-dist.mjs';
import { installFallback, refreshLoader } from './electron-fallback.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { projectNode } from './node-version.mjs';
import { withProgress } from './progress.mjs';

const DOWNLOADER = fileURLToPath(new URL('./electron-download.mjs', import.meta.url));
const NOTE = 'electron-download';

/**
 * Makes an Electron available: the electron package's own download, which is the right one for people; where that
 * fails, and one fits, the fallback. A failed download is tried again after a day, not at every command.
 *
 * @param {string} root
 */
export async function ensureElectron(root) {
  checkNamed(root);
  if (isSettled(root)) return;
  await withProgress('Electron runtime', (report) =>
    withLock(
      'electron',
      async () => {
        report('');
        if (!isSettled(root)) await provide(root, report);
      },
      () => report('waiting for another set-up'),
    ),
  );
}

/** @param {string} root */
function isSettled(root) {
  const found = findElectron(root);
  if (found?.source !== 'cypress') return found !== undefined;
  refreshLoader();
  return recentFailure(NOTE, subject(root)) !== undefined;
}

/** @param {string} root */
function checkNamed(root) {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!named || findElectron(root)) return;
  throw new SetupFailure(
    `ELECTRON_OVERRIDE_DIST_PATH names ${named}, which holds no unpacked Electron.`,
    {
      wayOut:
        'unset it, or name the folder that holds the Electron executable and its file "version".',
    },
  );
}

/** What a failure is about: another version, or another mirror, deserves another try. @param {string} root */
function subject(root) {
  const { ELECTRON_MIRROR, npm_config_electron_mirror: mirror } = process.env;
  return [wantedVersion(root), ELECTRON_MIRROR ?? mirror ?? ''].join(' ').trim();
}

/** @param {string} root @param {(detail: string) => void} report */
async function provide(root, report) {
  const known = fallbackFits() ? recentFailure(NOTE, subject(root)) : undefined;
  const reason = known ?? (await download(root, report));
  if (reason === undefined) return;
  if (!fallbackFits()) throw downloadFailure(root, reason);
  if (!known) rememberFailure(NOTE, subject(root), reason);
  if (!findElectron(root)) await installFallback(root, report);
}

/**
 * @param {string} root
 * @param {(detail: string) => void} report
 * @returns {Promise<string | undefined>} why it failed
 */
async function download(root, report) {
  report('downloading');
  // Node's fetch uses HTTPS_PROXY only when it is enabled.
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1' };
  const node = projectNode(root);
  const fetched = await run(node, [DOWNLOADER], {
    cwd: root,
    env,
    onLine: (line) => {
      const part = /^progress ([\d.]+)$/.exec(line)?.[1];
      if (part) report(`downloading ${Math.round(Number(part) * 100)} %`);
    },
  });
  if (fetched.code !== 0)
    return fetched.output.trim().split('\n').pop() || `exit code ${fetched.code}`;
  report('unpacking');
  const script = join(root, 'node_modules', 'electron', 'install.js');
  const installed = existsSync(script)
    ? await run(node, [script], { cwd: root, env })
    : { code: 1, output: `no ${script}` };
  return installed.code === 0 && findElectron(root)?.source === 'electron'
    ? undefined
    : installed.output.trim() || 'not unpacked';
}

/** @param {string} root @param {string} reason */
function downloadFailure(root, reason) {
  const version = wantedVersion(root);
  return new SetupFailure(
    `Electron ${version} for ${process.platform} ${process.arch} could not be downloaded from ${
      process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases'
    }: ${reason}.`,
    {
      wayOut:
        'check the connection (HTTPS_PROXY for a proxy, ELECTRON_MIRROR for a mirror), or unpack that Electron yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH; then run the same command again.',
    },
  );
}
