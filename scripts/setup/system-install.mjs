import { existsSync } from 'node:fs';
import { findBrowser } from './browser.mjs';
import { recentFailure, rememberFailure } from './cache.mjs';
import { onPath, run } from './command.mjs';
import { hasDisplay } from './commands.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { withProgress } from './progress.mjs';
import {
  aptLine,
  missingPackages,
  PACKAGES,
  parseCandidates,
  parseInstalled,
} from './system-packages.mjs';

/** @typedef {import('./system-packages.mjs').SystemPackage} SystemPackage */

const NOTE = 'system-packages';

/**
 * Makes the system packages available that a command needs: installs them on Debian and Ubuntu as root, else says
 * which are missing, and fails when one is missing that the command cannot do without.
 *
 * @param {string} command
 * @param {string | undefined} electron its executable, whose libraries are checked where there is no dpkg
 */
export async function ensureSystemPackages(command, electron) {
  if (process.platform !== 'linux') return;
  if (!existsSync('/usr/bin/dpkg-query') || !existsSync('/usr/bin/apt-get'))
    return checkLibraries(command, electron);
  let missing = await findMissing(command);
  if (missing.essential.length + missing.optional.length === 0) return;
  const subject = firstNames([...missing.essential, ...missing.optional]).join(' ');
  let output = '';
  // What apt does not have (Ubuntu has no chromium package) is not asked for again at every command.
  if (missing.essential.length === 0 && recentFailure(NOTE, subject) !== undefined) return;
  if (process.getuid?.() === 0) {
    output = await withProgress(
      `${missing.essential.length + missing.optional.length} system packages`,
      (report) =>
        withLock(
          'apt',
          () => aptInstall(command, report),
          () => report('waiting for another set-up'),
        ),
    );
    missing = await findMissing(command);
  }
  tell(command, missing, output);
  const left = [...missing.essential, ...missing.optional];
  if (left.length > 0) rememberFailure(NOTE, firstNames(left).join(' '), output.slice(-2000));
}

/** @param {SystemPackage[]} packages */
const firstNames = (packages) => packages.map(({ names }) => names[0] ?? '');

/** @param {Set<string>} installed */
const machineWith = (installed) => ({
  display: hasDisplay(),
  installed,
  hasProgram: onPath,
  browser: findBrowser() !== undefined,
});

/** @param {string} command */
async function findMissing(command) {
  // dpkg-query exits with 1 when it does not know a name; it prints what it does know all the same.
  const format = `\${Package} \${db:Status-Status}\n`;
  const { stdout } = await run('dpkg-query', [
    '-W',
    '-f',
    format,
    ...PACKAGES.flatMap(({ names }) => names),
  ]);
  return missingPackages(command, machineWith(parseInstalled(stdout)));
}

/** @param {string} command @param {(detail: string) => void} report @returns {Promise<string>} what apt printed */
async function aptInstall(command, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  report('updating the package lists');
  // One broken source makes it fail though all others were read: what can be installed decides, not the exit code.
  const update = await run('apt-get', ['update'], { env });
  const { essential, optional } = await findMissing(command);
  const missing = [...essential, ...optional];
  const policy = await run('apt-cache', ['policy', ...missing.flatMap(({ names }) => names)], {
    env,
  });
  const candidates = parseCandidates(policy.stdout);
  const names = missing.flatMap((entry) => entry.names.find((name) => candidates.has(name)) ?? []);
  if (names.length === 0) return update.output;
  report(`installing ${names.join(' ')}`.slice(0, 60));
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const install = await run('apt-get', ['install', ...options, ...names], { env });
  return install.code === 0 ? install.output : `${update.output}\n${install.output}`;
}

/**
 * @param {string} command
 * @param {{ essential: SystemPackage[], optional: SystemPackage[] }} missing
 * @param {string} output what apt printed, when it was asked
 */
function tell(command, { essential, optional }, output) {
  const missing = [...essential, ...optional];
  if (missing.length === 0) return;
  const line = aptLine(
    missing.map(({ names }) => names.at(-1) ?? ''),
    process.getuid?.() === 0 ? '' : 'sudo ',
  );
  if (essential.length === 0) {
    console.error(
      `Some system packages are missing; \`${command}\` works without them. To install them: ${line}`,
    );
    return;
  }
  const list = essential.map(({ names }) => names.join(' or ')).join(', ');
  throw new SetupFailure(`\`${command}\` needs these system packages: ${list}.`, {
    output,
    wayOut: `run this, then the same command again:\n  ${line}`,
  });
}

/** Packages have other names outside Debian, so the loader says which libraries are missing. */
async function checkLibraries(
  /** @type {string} */ command,
  /** @type {string | undefined} */ electron,
) {
  const libraries = electron ? missingLibraries((await run('ldd', [electron])).stdout) : [];
  // Libraries were checked above; only programs are left.
  const { essential } = missingPackages(command, machineWith(new Set()));
  const programs = essential.flatMap(({ programs: known }) => known?.[0] ?? []);
  const missing = [...libraries, ...programs];
  if (missing.length === 0) return;
  const debian = PACKAGES.map(({ names }) => names.at(-1)).join(' ');
  throw new SetupFailure(
    `\`${command}\` needs these libraries and programs: ${missing.join(', ')}.`,
    {
      wayOut: `install the packages of your distribution that contain them (on Debian: ${debian}), then run the same command again.`,
    },
  );
}

/** @param {string} stdout of `ldd` @returns {string[]} */
export function missingLibraries(stdout) {
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '');
}
