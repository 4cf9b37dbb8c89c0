import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What outlives `node_modules`: the fallback Electron, locks, and notes about what failed lately. */
export function cacheFolder() {
  return process.env.CANDOR_CACHE_DIR || join(homedir(), '.cache', 'candor');
}

/**
 * @param {...string} names
 * @returns {string} a path in the cache whose folder exists
 */
export function cachePath(...names) {
  const path = join(cacheFolder(), ...names);
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new SetupFailure(
      `The cache folder ${dirname(path)} cannot be made: ${/** @type {Error} */ (error).message}.`,
      {
        wayOut:
          'make it writable, or name another folder in CANDOR_CACHE_DIR, and run the same command again.',
      },
    );
  }
  return path;
}

/**
 * Remembers that something failed, so that not every run waits for the same failure again.
 * @param {string} name
 * @param {string} subject what was tried; another subject (a new version, another mirror) is a new try
 * @param {string} reason
 */
export function rememberFailure(name, subject, reason) {
  writeFileSync(
    cachePath(`${name}.json`),
    `${JSON.stringify({ subject, reason, at: new Date().toISOString() }, null, 2)}\n`,
  );
}

/**
 * @param {string} name
 * @param {string} subject
 * @param {number} [now] milliseconds since 1970
 * @returns {string | undefined} the reason, when the same thing failed less than a day ago
 */
export function recentFailure(name, subject, now = Date.now()) {
  try {
    const note = JSON.parse(readFileSync(join(cacheFolder(), `${name}.json`), 'utf8'));
    const age = now - Date.parse(note.at);
    // A negative age means that the clock was set back; waiting for it to catch up could take years.
    return note.subject === subject && age >= 0 && age < DAY_MS ? String(note.reason) : undefined;
  } catch {
    return undefined;
  }
}
