// Runs as a program of its own, on the project's Node: @electron/get needs Node 22. Downloads the electron package's
// binary into Electron's cache, from where electron's own install.js takes it. It prints `progress 0.45` lines.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Long enough for any network that works, short enough to wait for once a day where a firewall swallows packets. */
const STALL_MS = 15_000;

const require = createRequire(import.meta.url);
const electron = require.resolve('electron/package.json');
const get = createRequire(electron).resolve('@electron/get');
const { downloadArtifact } = await import(pathToFileURL(get).href);

const stalled = new AbortController();
const stop = () => stalled.abort(new Error(`no data for ${STALL_MS / 1000} seconds`));
let timer = setTimeout(stop, STALL_MS);
let shown = -1;

try {
  await downloadArtifact({
    version: require(electron).version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    cacheRoot: process.env.electron_config_cache,
    checksums: require('electron/checksums.json'),
    downloadOptions: {
      signal: stalled.signal,
      quiet: true,
      getProgressCallback: async (/** @type {{ percent: number }} */ { percent }) => {
        clearTimeout(timer);
        timer = setTimeout(stop, STALL_MS);
        if (Math.floor(percent * 100) === shown) return;
        shown = Math.floor(percent * 100);
        console.log(`progress ${percent.toFixed(2)}`);
      },
    },
  });
  clearTimeout(timer);
} catch (error) {
  console.error(reasonOf(error));
  process.exit(1);
}

/** @param {any} error fetch hides the reason ("fetch failed") in a chain of causes */
function reasonOf(error) {
  let last = error;
  while (last.cause) last = last.cause;
  return last.message || last.code || String(last);
}
