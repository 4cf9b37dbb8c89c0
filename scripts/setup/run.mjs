import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron } from './electron.mjs';
import { findElectron } from './electron-dist.mjs';
import { SetupFailure } from './failure.mjs';
import { checkProjectNode } from './node-version.mjs';
import { ensureSystemPackages } from './system-install.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Which commands run or build with Electron; the desk and the engineers' command line do not. */
const NEEDS_ELECTRON = new Map([
  ['start', true],
  ['test', true],
  ['demo', true],
  ['agent', true],
  ['bench', true],
  ['package', true],
  ['desk', false],
  ['candor', false],
]);

/** @param {string | undefined} purpose the npm script that set-up is for */
export async function setUp(purpose = '') {
  if (!NEEDS_ELECTRON.has(purpose)) {
    throw new SetupFailure(`Unknown purpose ${JSON.stringify(purpose)}.`, {
      wayOut: `run \`node scripts/setup.mjs PURPOSE\` with one of: ${[...NEEDS_ELECTRON.keys()].join(', ')}.`,
    });
  }
  checkProjectNode(root);
  await ensureDependencies(root);
  if (!NEEDS_ELECTRON.get(purpose)) return;
  await ensureElectron(root);
  await ensureSystemPackages(purpose, findElectron(root)?.path);
}
