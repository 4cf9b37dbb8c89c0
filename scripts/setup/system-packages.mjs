/**
 * @typedef {object} SystemPackage
 * @property {string[]} names on Debian and Ubuntu; a package renamed for 64-bit time (`t64`) has two, the newer first
 * @property {(purpose: string, display: boolean) => boolean} essential
 * @property {string[]} [programs] other programs that do as well, found in PATH
 * @property {string[]} [purposes] wanted only for these
 */

const always = () => true;
const never = () => false;
/** Tests and the demo bring their own screen; the others need one only where the machine has none. */
const forScreen = (/** @type {string} */ purpose, /** @type {boolean} */ display) =>
  purpose === 'test' || purpose === 'demo' || (purpose !== 'agent' && !display);

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** `package` builds with Electron but does not run it. */
export const WITH_WINDOW = ['start', 'test', 'demo', 'agent', 'bench'];

/** What Electron loads (`ldd`, and what it opens by name), a screen for it, and a browser for the desk's console. */
export const PACKAGES = /** @type {SystemPackage[]} */ ([
  { names: ['libgtk-3-0t64', 'libgtk-3-0'], essential: always },
  { names: ['libnss3'], essential: always },
  { names: ['libasound2t64', 'libasound2'], essential: always },
  { names: ['libgbm1'], essential: always },
  { names: ['libxss1'], essential: never },
  { names: ['libxtst6'], essential: never },
  { names: ['libnotify4'], essential: never },
  { names: ['libsecret-1-0'], essential: never },
  { names: ['xvfb'], essential: forScreen, programs: ['xvfb-run'] },
  { names: ['xauth'], essential: forScreen, programs: ['xauth'] },
  { names: ['dbus-x11'], essential: never },
  { names: ['fonts-liberation'], essential: never },
  { names: ['chromium'], essential: (purpose) => purpose === 'test', programs: BROWSERS, purposes: ['test', 'demo'] },
  // The same engine without the browser around it: hundreds of pages open in a third of the time.
  { names: ['chromium-headless-shell'], essential: never, programs: ['chromium-headless-shell'], purposes: ['test'] },
  // Tests make certificates with the one and open sealed bundles with the other.
  { names: ['openssl'], essential: always, programs: ['openssl'], purposes: ['test'] },
  { names: ['age'], essential: never, programs: ['age'], purposes: ['test'] },
  // A real proxy that wants a log-in. Its tests are skipped where it cannot be had.
  { names: ['squid'], essential: never, programs: ['squid'], purposes: ['test'] },
]);

/** @param {string} stdout of `dpkg-query -W -f='${Package} ${db:Status-Status}\n'` @returns {Set<string>} */
export function parseInstalled(stdout) {
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  // A removed package whose settings are kept is listed too, as `config-files`.
  return new Set(lines.filter(([name, status]) => name && status === 'installed').map(([name]) => /** @type {string} */ (name)));
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
 * @param {string} purpose
 * @param {Set<string>} installed names of packages
 * @param {(program: string) => boolean} hasProgram whether PATH holds a program
 * @returns {SystemPackage[]}
 */
export function missingPackages(purpose, installed, hasProgram) {
  return PACKAGES.filter(
    ({ names, programs, purposes }) =>
      (!purposes || purposes.includes(purpose)) && !names.some((name) => installed.has(name)) && !programs?.some(hasProgram),
  );
}

/** @param {string[]} names @param {string} [before] `sudo ` */
export function aptLine(names, before = '') {
  return `${before}apt-get update && ${before}apt-get install -y --no-install-recommends ${names.join(' ')}`;
}
