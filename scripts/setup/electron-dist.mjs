import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

export const FALLBACK = { version: '33.2.1', platform: 'linux', arch: 'x64' };

/** @typedef {{ path: string, version: string, dist: string, source: 'electron' | 'cypress' }} ElectronRuntime */

/** Where the executable lies in an unpacked Electron, per platform: the same list as in electron's own install.js. */
export function executableName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @returns {string} the folder of the fallback Electron; it outlives `node_modules`, so `npm ci` does not fetch it again */
export function fallbackDist() {
  return join(cacheFolder(), `electron-${FALLBACK.version}-${FALLBACK.platform}-${FALLBACK.arch}`);
}

/** @returns {boolean} whether a fallback exists for this machine */
export function fallbackFits(platform = process.platform, arch = process.arch) {
  return platform === FALLBACK.platform && arch === FALLBACK.arch;
}

/** @param {string} root @returns {string} the version of Electron that the project installs */
export function wantedVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
    .version;
}

/**
 * The Electron to use, the best first: the one named in the environment, the project's own download, the fallback.
 * Only looks; fetches nothing.
 *
 * @param {string} root the project's folder
 * @returns {ElectronRuntime | undefined}
 */
export function findElectron(root) {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) return look(named, 'electron');
  const own = look(join(root, 'node_modules', 'electron', 'dist'), 'electron');
  // An electron package that was updated keeps its old dist folder until the new one is downloaded.
  if (own && own.version === wantedVersion(root)) return own;
  return fallbackFits() ? look(fallbackDist(), 'cypress') : undefined;
}

/**
 * @param {string} dist
 * @param {ElectronRuntime['source']} source
 * @returns {ElectronRuntime | undefined}
 */
function look(dist, source) {
  const path = join(dist, executableName());
  const versionFile = join(dist, 'version');
  if (!existsSync(path) || !existsSync(versionFile)) return undefined;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  return { path, version, dist, source: dist === fallbackDist() ? 'cypress' : source };
}
