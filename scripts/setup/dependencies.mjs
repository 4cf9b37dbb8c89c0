import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { nodePackage, projectNode } from './node-version.mjs';
import { withProgress } from './progress.mjs';

/** Lies in `node_modules`, so that `npm ci`, which empties that folder first, removes it: a broken-off run leaves none. */
const NOTE = '.candor-setup.json';
const CLEAN_INSTALL = ['ci'];
/** The locked versions all the same; `--no-save` leaves the lock file alone. */
const INSTALL = ['install', '--no-save'];
const OPTIONS = [
  // NODE_ENV=production or a user's npm settings would leave out half of the tools, and Node itself.
  '--include=dev',
  '--include=optional',
];
const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

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
  if (isFresh(root)) return;
  const lock = `install-${lockHash(root).slice(0, 16)}`;
  await withProgress('npm packages', (report) =>
    withLock(
      lock,
      async () => {
        report('');
        if (!isFresh(root)) await install(root);
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
    if (!isInstalled(lock, readFileSync(join(modules, '.package-lock.json'), 'utf8'), [own])) return false;
  } catch {
    return false;
  }
  writeNote(modules, hash);
  return true;
}

/** @param {string} modules @param {string} hash */
function writeNote(modules, hash) {
  writeFileSync(join(modules, NOTE), `${JSON.stringify({ lock: hash })}\n`);
}

/** @param {string} root */
async function install(root) {
  const modules = join(root, 'node_modules');
  // Windows cannot delete a running program, and this one may run from `node_modules`; `npm install` replaces only
  // what changed.
  const keeps = process.platform === 'win32' && process.execPath.startsWith(modules);
  const unreachable = await registryFailure(root);
  // Every package is pinned by its hash, so what npm has at hand is as good as what the registry sends.
  const options = [...OPTIONS, unreachable ? '--offline' : '--prefer-offline'];
  let command = keeps ? INSTALL : CLEAN_INSTALL;
  let { code, output } = await npm([...command, ...options], { cwd: root });
  if (code !== 0 && lacksOnlyUnknown(output)) {
    command = INSTALL;
    ({ code, output } = await npm([...command, ...options], { cwd: root }));
  }
  if (code !== 0) throw installFailure(command.join(' '), code, output, unreachable);
  await checkNode(root);
  writeNote(modules, lockHash(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/**
 * `npm ci` refuses a lock file without an optional package that its registry does not have either: a mirror without the
 * packages for other platforms. npm names such a package without a version. `npm install` leaves it out.
 *
 * @param {string} output of `npm ci`
 * @returns {boolean} whether nothing else is wrong
 */
export function lacksOnlyUnknown(output) {
  const complaints = output.match(/^npm error (Missing|Invalid): .*$/gm) ?? [];
  return complaints.length > 0 && complaints.every((line) => /^npm error Missing: \S+@ from lock file$/.test(line));
}

/**
 * One small question, because without a network npm repeats each of its many with growing pauses, for minutes.
 * @param {string} root
 * @returns {Promise<string | undefined>} the error's code when the registry cannot be reached
 */
async function registryFailure(root) {
  const { code, output } = await npm(['view', 'yauzl', 'name', '--fetch-retries=0', '--fetch-timeout=10000'], { cwd: root });
  return code === 0 ? undefined : OFFLINE.exec(output)?.[1];
}

/**
 * @param {string} command
 * @param {number} code
 * @param {string} output
 * @param {string | undefined} unreachable why the registry could not be reached before
 */
export function installFailure(command, code, output, unreachable) {
  const reason = unreachable ?? OFFLINE.exec(output)?.[1];
  if (reason) {
    return new SetupFailure(`npm cannot reach its registry (${reason}), and npm's cache does not hold every package.`, {
      output,
      wayOut:
        'connect to the network, or check `npm config get registry` and `npm config get proxy`; then run the same command again.',
    });
  }
  return new SetupFailure(`\`npm ${command}\` failed with exit code ${code}.`, {
    output,
    wayOut: 'read what npm printed above, put it right, and run the same command again; nothing else needs undoing.',
  });
}

/** @param {string} root */
async function checkNode(root) {
  const node = projectNode(root);
  const { code, output } = await run(node, ['--version']);
  if (code === 0) return;
  throw new SetupFailure(`The project's own Node (${node}) does not start on this machine.`, {
    output: existsSync('/etc/alpine-release') ? `${output}\nAlpine uses musl; this Node is built for glibc.` : output,
    wayOut: 'use a machine with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, RHEL 8 and later).',
  });
}
