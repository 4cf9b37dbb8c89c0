import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { projectNode } from './node-version.mjs';

const CLEAN_INSTALL = ['ci'];
/** The locked versions all the same; `--no-save` leaves the lock file alone. */
const INSTALL = ['install', '--no-save'];
const OPTIONS = [
  // NODE_ENV=production or a user's npm settings would leave out half of the tools, and Node itself.
  '--include=dev',
  '--include=optional',
  // No package here needs its install script: what is native comes built. npm would still run node-gyp for
  // better-sqlite3, which finds nothing to build, but first wants Python, make and Node's headers from nodejs.org.
  '--ignore-scripts',
];
const OFFLINE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Installs what the lock file says.
 * @param {string} root
 */
export async function npmInstall(root) {
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
}

/**
 * `npm ci` refuses a lock file without an optional package that its registry does not have either: a mirror without the
 * packages for other platforms. npm names such a package without a version. `npm install` leaves it out.
 *
 * @param {string} output of `npm ci`
 * @returns {boolean} whether nothing else is wrong
 */
export function lacksOnlyUnknown(output) {
  const complaints = output.match(/^npm \S+ (Missing|Invalid): .*$/gm) ?? [];
  return (
    complaints.length > 0 &&
    complaints.every((line) => /^npm \S+ Missing: \S+@ from lock file$/.test(line))
  );
}

/**
 * One small question, because without a network npm repeats each of its many with growing pauses, for minutes.
 * @param {string} root
 * @returns {Promise<string | undefined>} the error's code when the registry cannot be reached
 */
async function registryFailure(root) {
  const { code, output } = await npm(['ping', '--fetch-retries=0', '--fetch-timeout=10000'], {
    cwd: root,
  });
  return code === 0 ? undefined : OFFLINE.exec(output)?.[1];
}

/**
 * @param {string} command
 * @param {number} code
 * @param {string} output
 * @param {string | undefined} unreachable why the registry could not be reached before
 */
export function installFailure(command, code, output, unreachable) {
  const reason =
    OFFLINE.exec(output)?.[1] ?? (output.includes('ENOTCACHED') ? unreachable : undefined);
  if (reason) {
    return new SetupFailure(
      `npm cannot reach its registry (${reason}), and npm's cache does not hold every package.`,
      {
        output,
        wayOut:
          'connect to the network, or check `npm config get registry` and `npm config get proxy`; then run the same command again.',
      },
    );
  }
  return new SetupFailure(`\`npm ${command}\` failed with exit code ${code}.`, {
    output,
    wayOut:
      'read what npm printed above, put it right, and run the same command again; nothing else needs undoing.',
  });
}

/** @param {string} root */
async function checkNode(root) {
  const node = projectNode(root);
  const { code, output } = await run(node, ['--version']);
  if (code === 0) return;
  throw new SetupFailure(`The project's own Node (${node}) does not start on this machine.`, {
    output: existsSync('/etc/alpine-release')
      ? `${output}\nAlpine uses musl; this Node is built for glibc.`
      : output,
    wayOut: 'use a machine with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, RHEL 8 and later).',
  });
}
