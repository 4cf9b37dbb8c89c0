import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from './setup/electron-dist.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @typedef {import('./setup/electron-dist.mjs').ElectronRuntime} ElectronRuntime */

/**
 * The Electron that set-up made available. Looks only; fetches nothing.
 *
 * @returns {Promise<ElectronRuntime>} `path` is the executable, `dist` its folder, `version` for example `33.2.1`;
 *   `source` is `cypress` for the fallback that is for development and tests only and must never be released
 * @throws {Error} when set-up did not run
 */
export async function electronRuntime() {
  const runtime = findElectron(root);
  if (runtime) return runtime;
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  throw new Error(
    named
      ? `ELECTRON_OVERRIDE_DIST_PATH names ${named}, which holds no unpacked Electron (an executable and a file "version").`
      : 'No Electron runtime is installed. `npm start` and `npm test` install one.',
  );
}

/**
 * Switches that a development run of Electron needs on this machine; put them before the app's path.
 *
 * Chromium refuses to start its sandbox as root, and where the system forbids unprivileged user namespaces (Ubuntu
 * since 23.10) unless its helper is setuid root, which no npm package can be. An installed Candor has neither problem.
 *
 * @returns {string[]}
 */
export function electronFlags() {
  if (process.platform !== 'linux') return [];
  return process.getuid?.() === 0 || userNamespacesForbidden() ? ['--no-sandbox'] : [];
}

function userNamespacesForbidden() {
  return (
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0'
  );
}

/** @param {string} file */
function setting(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
