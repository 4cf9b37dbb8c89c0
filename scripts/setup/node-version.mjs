import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';

/** What this set-up itself needs, and npm 11 with it. The first command in a fresh clone runs on the machine's own Node. */
const SETUP_NEEDS = '20.18.0';
/** What everything else runs on: type stripping without a flag, and the engines of vitest, Kysely and better-sqlite3. */
const PROJECT_NEEDS = '24.0.0';

/**
 * @param {string} text for example `v20.18.1` or `24.0.0-rc.1`
 * @returns {[number, number, number]}
 */
export function parseVersion(text) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  if (!match) throw new TypeError(`Not a version: ${JSON.stringify(text)}`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** @param {string} version @param {string} needed @returns {boolean} */
export function isAtLeast(version, needed) {
  const [major, minor, patch] = parseVersion(version);
  const [neededMajor, neededMinor, neededPatch] = parseVersion(needed);
  return (major - neededMajor || minor - neededMinor || patch - neededPatch) >= 0;
}

/** @param {string} version of the Node that runs set-up */
export function checkSetupNode(version) {
  if (isAtLeast(version, SETUP_NEEDS)) return;
  throw new SetupFailure(
    `Set-up needs Node ${SETUP_NEEDS} or newer; this is ${version} (${process.execPath}).`,
    {
      wayOut:
        'install Node 24 from https://nodejs.org or your package manager, open a new terminal, and run the same command again.',
    },
  );
}

/** @returns {string} the npm package that holds Node for a platform, whether it exists or not */
export function nodePackage(platform = process.platform, arch = process.arch) {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/**
 * The Node that npm scripts run on: the project's own, brought along as an optional dependency, because npm puts
 * `node_modules/.bin` first in PATH; else the one that runs set-up.
 *
 * @param {string} root
 * @returns {string}
 */
export function projectNode(root) {
  const own = join(
    root,
    'node_modules',
    nodePackage(),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(own) ? own : process.execPath;
}

/**
 * Refuses a machine on which the project's scripts could not run, before anything is installed.
 * @param {string} root
 * @param {{ version?: string, name?: string }} [machine]
 */
export function checkProjectNode(
  root,
  { version = process.versions.node, name = nodePackage() } = {},
) {
  const { optionalDependencies = {} } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  if (isAtLeast(version, PROJECT_NEEDS) || Object.hasOwn(optionalDependencies, name)) return;
  throw new SetupFailure(
    `Candor's scripts need Node ${PROJECT_NEEDS} or newer; this is ${version} (${process.execPath}), and Candor brings no Node of its own for ${process.platform} ${process.arch}.`,
    {
      wayOut:
        'install Node 24 (https://nodejs.org, `nvm install 24` or `brew install node@24`) and run the same command again.',
    },
  );
}
