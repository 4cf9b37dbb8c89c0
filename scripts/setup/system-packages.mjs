import { needsOf } from './commands.mjs';

/** @typedef {import('./commands.mjs').Need} Need */

/**
 * @typedef {object} SystemPackage
 * @property {string[]} names on Debian and Ubuntu; a package renamed for 64-bit time (`t64`) has two, the newer first
 * @property {Need} need what it provides
 * @property {boolean} [optional] the need is met without it, though not as well
 * @property {string[]} [programs] any of these in PATH will do instead
 */

/** What Electron loads (`ldd`, and what it opens by name), a screen for it, and what single commands call. */
export const PACKAGES = /** @type {SystemPackage[]} */ ([
  { names: ['libgtk-3-0t64', 'libgtk-3-0'], need: 'window' },
  { names: ['libnss3'], need: 'window' },
  { names: ['libasound2t64', 'libasound2'], need: 'window' },
  { names: ['libgbm1'], need: 'window' },
  { names: ['libxss1'], need: 'window', optional: true },
  { names: ['libxtst6'], need: 'window', optional: true },
  { names: ['libnotify4'], need: 'window', optional: true },
  { names: ['libsecret-1-0'], need: 'window', optional: true },
  { names: ['dbus-x11'], need: 'window', optional: true },
  { names: ['fonts-liberation'], need: 'window', optional: true },
  { names: ['xvfb'], need: 'screen', programs: ['Xvfb'] },
  // Ubuntu has no such package; set-up then asks Playwright for its own (`browser.mjs`).
  { names: ['chromium'], need: 'browser', optional: true },
  // The same engine without the browser around it: hundreds of pages open in a third of the time.
  {
    names: ['chromium-headless-shell'],
    need: 'headless-shell',
    programs: ['chromium-headless-shell'],
  },
  // Tests make certificates with the one and open sealed bundles with the other.
  { names: ['openssl'], need: 'openssl', programs: ['openssl'] },
  { names: ['age'], need: 'age', programs: ['age'] },
  // A real proxy that wants a log-in.
  { names: ['squid'], need: 'squid', programs: ['squid'] },
  // Shows whether a file was synced before it was promised.
  { names: ['strace'], need: 'strace', programs: ['strace'] },
  // Candor's collecting and redaction are measured against it.
  { names: ['sosreport'], need: 'sos', programs: ['sos'] },
]);

/** @param {string} stdout of `dpkg-query -W -f='${Package} ${db:Status-Status}\n'` @returns {Set<string>} */
export function parseInstalled(stdout) {
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  // A removed package whose settings remain is listed too, as `config-files`.
  return new Set(
    lines
      .filter(([name, status]) => name && status === 'installed')
      .map(([name]) => /** @type {string} */ (name)),
  );
}

/** @param {string} stdout of `apt-cache policy` @returns {Set<string>} the packages that apt can install */
export function parseCandidates(stdout) {
  const names = /** @type {Set<string>} */ (new Set());
  let name = '';
  for (const line of stdout.split('\n')) {
    if (/^\S.*:$/.test(line)) name = line.slice(0, -1);
    else if (/^\s+Candidate: (?!\(none\))/.test(line)) names.add(name);
  }
  return names;
}

/**
 * @param {string} command
 * @param {{ display: boolean, installed: Set<string>, hasProgram: (program: string) => boolean, browser: boolean }} machine
 *   `installed`: names of packages; `browser`: whether it has one that can be started
 * @returns {{ essential: SystemPackage[], optional: SystemPackage[] }} what the command cannot do without, and what it
 *   would be better with
 */
export function missingPackages(command, { display, installed, hasProgram, browser }) {
  const { needs, uses } = needsOf(command, display);
  const missing = PACKAGES.filter(
    ({ names, need, programs }) =>
      (needs.has(need) || uses.has(need)) &&
      !(need === 'browser' && browser) &&
      !names.some((name) => installed.has(name)) &&
      !programs?.some(hasProgram),
  );
  const isEssential = (/** @type {SystemPackage} */ { need, optional }) =>
    needs.has(need) && !optional;
  return {
    essential: missing.filter(isEssential),
    optional: missing.filter((entry) => !isEssential(entry)),
  };
}

/** @param {string[]} names @param {string} [before] `sudo ` */
export function aptLine(names, before = '') {
  return `${before}apt-get update && ${before}apt-get install -y --no-install-recommends ${names.join(' ')}`;
}
