/**
 * What a command can need. `electron`: the runtime itself; `window`: the libraries it loads when it runs; `display`: a
 * display of the machine's or, without one, a virtual screen; `screen`: a virtual screen in any case; `browser`: a
 * Chromium for the desk's console; the others are programs by their name.
 *
 * @typedef {'electron' | 'window' | 'display' | 'screen' | 'browser' | 'headless-shell' | 'openssl' | 'age' | 'squid' | 'strace' | 'sos'} Need
 *
 * @typedef {object} Command
 * @property {string} script runs on the project's Node once everything it needs is there
 * @property {Need[]} needs it cannot run without them
 * @property {Need[]} [uses] it does less without them
 * @property {string} [withoutDisplay] the command that runs in its place on a machine without a display
 */

/**
 * Every npm command that set-up prepares, and what it needs. This table is the only place: `run.mjs` starts commands
 * from it, set-up installs by it, and a test compares it with package.json and with what the scripts import.
 */
export const COMMANDS = /** @type {Record<string, Command>} */ ({
  start: {
    script: 'scripts/start.ts',
    needs: ['electron', 'window', 'display'],
    withoutDisplay: 'demo',
  },
  dev: { script: 'scripts/dev.ts', needs: ['electron', 'window', 'display'] },
  demo: { script: 'scripts/demo.ts', needs: ['electron', 'window', 'display', 'browser'] },
  test: {
    script: 'scripts/test.ts',
    needs: ['electron', 'window', 'screen', 'browser', 'openssl'],
    uses: ['headless-shell', 'age', 'squid', 'strace'],
  },
  'test:e2e': {
    script: 'scripts/test-e2e.ts',
    needs: ['electron', 'window', 'screen', 'browser', 'openssl'],
    uses: ['strace'],
  },
  agent: { script: 'scripts/agent.ts', needs: ['electron', 'window'] },
  bench: { script: 'bench/index.ts', needs: ['electron', 'window', 'screen'], uses: ['sos'] },
  package: { script: 'scripts/package.ts', needs: ['electron'] },
  desk: { script: 'scripts/desk.ts', needs: [] },
  candor: { script: 'desk/cli/index.ts', needs: [] },
  'test:fresh': { script: 'scripts/fresh-machine.ts', needs: [] },
});

/** @returns {boolean} whether windows can be shown without a virtual screen */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * @param {string} name
 * @param {boolean} display whether the machine has one
 * @returns {{ needs: Set<Need>, uses: Set<Need> }} of the command that will really run
 */
export function needsOf(name, display) {
  const command = COMMANDS[name];
  if (!command) throw new TypeError(`Not a command: ${JSON.stringify(name)}`);
  if (command.withoutDisplay && !display) return needsOf(command.withoutDisplay, display);
  const needs = new Set(command.needs);
  if (needs.delete('display') && !display) needs.add('screen');
  return { needs, uses: new Set(command.uses) };
}
