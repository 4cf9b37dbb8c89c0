import { existsSync } from 'node:fs';
import { recentFailure, rememberFailure } from './cache.mjs';
import { onPath, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { withProgress } from './progress.mjs';
import { aptLine, missingPackages, PACKAGES, parseCandidates, parseInstalled, WITH_WINDOW } from './system-packages.mjs';

/** @typedef {import('./system-packages.mjs').SystemPackage} SystemPackage */

const NOTE = 'system-packages';
const hasDisplay = () => Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * Makes the system packages available that `purpose` needs: installs them on Debian and Ubuntu as root, else says
 * which are missing, and fails when one is missing that `purpose` cannot do without.
 *
 * @param {string} purpose
 * @param {string | undefined} electron its executable, whose libraries are checked where there is no dpkg
 */
export async function ensureSystemPackages(purpose, electron) {
  if (process.platform !== 'linux' || !WITH_WINDOW.includes(purpose)) return;
  if (!existsSync('/usr/bin/dpkg-query') || !existsSync('/usr/bin/apt-get')) return checkLibraries(purpose, electron);
  let missing = await findMissing(purpose);
  if (missing.length === 0) return;
  const essential = (/** @type {SystemPackage} */ entry) => entry.essential(purpose, hasDisplay());
  const subject = missing.map(({ names }) => names[0]).join(' ');
  let output = '';
  // What apt does not have (Ubuntu has no chromium package) is not asked for again at every command.
  if (!missing.some(essential) && recentFailure(NOTE, subject) !== undefined) return;
  if (process.getuid?.() === 0) {
    output = await withProgress(`${missing.length} system packages`, (report) =>
      withLock(
        'apt',
        () => aptInstall(purpose, report),
        () => report('waiting for another set-up'),
      ),
    );
    missing = await findMissing(purpose);
  }
  tell(purpose, missing, missing.filter(essential), output);
  if (missing.length > 0) rememberFailure(NOTE, missing.map(({ names }) => names[0]).join(' '), output.slice(-2000));
}

/** @param {string} purpose */
async function findMissing(purpose) {
  // dpkg-query exits with 1 when it does not know a name; what it does know it prints all the same.
  const format = `\${Package} \${db:Status-Status}\n`;
  const { stdout } = await run('dpkg-query', ['-W', '-f', format, ...PACKAGES.flatMap(({ names }) => names)]);
  return missingPackages(purpose, parseInstalled(stdout), onPath);
}

/** @param {string} purpose @param {(detail: string) => void} report @returns {Promise<string>} what apt printed */
async function aptInstall(purpose, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  report('updating the package lists');
  // One broken source makes it fail though all others were read: what can be installed decides, not the exit code.
  const update = await run('apt-get', ['update'], { env });
  const missing = await findMissing(purpose);
  const policy = await run('apt-cache', ['policy', ...missing.flatMap(({ names }) => names)], { env });
  const candidates = parseCandidates(policy.stdout);
  const names = missing.flatMap((entry) => entry.names.find((name) => candidates.has(name)) ?? []);
  if (names.length === 0) return update.output;
  report(`installing ${names.join(' ')}`.slice(0, 60));
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const install = await run('apt-get', ['install', ...options, ...names], { env });
  return install.code === 0 ? install.output : `${update.output}\n${install.output}`;
}

/**
 * @param {string} purpose
 * @param {SystemPackage[]} missing
 * @param {SystemPackage[]} essential those of them that `purpose` cannot do without
 * @param {string} output what apt printed, when it was asked
 */
function tell(purpose, missing, essential, output) {
  if (missing.length === 0) return;
  const line = aptLine(
    missing.map(({ names }) => names.at(-1) ?? ''),
    process.getuid?.() === 0 ? '' : 'sudo ',
  );
  if (essential.length === 0) {
    console.error(`Some system packages are missing; \`${purpose}\` works without them. To install them: ${line}`);
    return;
  }
  const list = essential.map(({ names }) => names.join(' or ')).join(', ');
  throw new SetupFailure(`\`${purpose}\` cannot do without these system packages: ${list}.`, {
    output,
    wayOut: `run this, then the same command again:\n  ${line}`,
  });
}

/** Elsewhere than on Debian packages have other names, so the loader says what is missing. */
async function checkLibraries(/** @type {string} */ purpose, /** @type {string | undefined} */ electron) {
  const libraries = electron ? missingLibraries((await run('ldd', [electron])).stdout) : [];
  const programs = PACKAGES.filter((entry) => entry.programs && entry.essential(purpose, hasDisplay()))
    .filter((entry) => !entry.programs?.some(onPath))
    .map((entry) => entry.names[0]);
  const missing = [...libraries, ...programs];
  if (missing.length === 0) return;
  throw new SetupFailure(`\`${purpose}\` cannot do without these libraries and programs: ${missing.join(', ')}.`, {
    wayOut: `install the packages of your distribution that hold them (on Debian: ${PACKAGES.map(({ names }) => names.at(-1)).join(' ')}), then run the same command again.`,
  });
}

/** @param {string} stdout of `ldd` @returns {string[]} */
export function missingLibraries(stdout) {
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '');
}
