import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { nodePackage } from './node-version.mjs';
import { npmInstall } from './npm-install.mjs';
import { withProgress } from './progress.mjs';

/** Lies in `node_modules`, so that `npm ci`, which empties that folder first, removes it: a broken-off run leaves none. */
const NOTE = '.candor-setup.json';

/** @param {string} text @returns {string} */
export function lockHash(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Whether the installed packages are the locked ones, by npm's own record of what it installed. Times say less: git
 * gives every file of a fresh checkout the time of the checkout.
 *
 * @param {string} lock `package-lock.json`
 * @param {string} installed `node_modules/.package-lock.json`
 * @param {string[]} [required] optional packages that have to be there all the same
 * @returns {boolean}
 */
export function isInstalled(lock, installed, required = []) {
  const wanted = JSON.parse(lock).packages ?? {};
  const found = JSON.parse(installed).packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const have = found[path];
    // npm leaves out optional packages made for other platforms.
    if (!have && entry.optional && !required.includes(path)) continue;
    if (!have || have.version !== entry.version || have.integrity !== entry.integrity) return false;
  }
  return Object.keys(found).every((path) => wanted[path]);
}

/**
 * Installs the locked packages with `npm ci`, unless they are there.
 * @param {string} root
 */
export async function ensureDependencies(root) {
  if (!existsSync(join(root, 'package-lock.json'))) {
    throw new SetupFailure(`${join(root, 'package-lock.json')} is missing.`, {
      wayOut:
        'bring it back with `git checkout package-lock.json`, and run the same command again.',
    });
  }
  if (isFresh(root)) return;
  const lock = `install-${lockHash(root).slice(0, 16)}`;
  await withProgress('npm packages', (report) =>
    withLock(
      lock,
      async () => {
        report('');
        if (isFresh(root)) return;
        await npmInstall(root);
        writeNote(root);
      },
      () => report('waiting for another set-up'),
    ),
  );
}

/** @param {string} root */
function isFresh(root) {
  const modules = join(root, 'node_modules');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = lockHash(lock);
  try {
    if (JSON.parse(readFileSync(join(modules, NOTE), 'utf8')).lock === hash) return true;
  } catch {
    // No note, or half a note: npm's own record decides.
  }
  try {
    const own = `node_modules/${nodePackage()}`;
    if (!isInstalled(lock, readFileSync(join(modules, '.package-lock.json'), 'utf8'), [own]))
      return false;
  } catch {
    return false;
  }
  writeNote(root);
  return true;
}

/** @param {string} root */
function writeNote(root) {
  const lock = lockHash(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  writeFileSync(join(root, 'node_modules', NOTE), `${JSON.stringify({ lock })}\n`);
}
