import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { cachePath } from './cache.mjs';

const HEARTBEAT_MS = 2000;
const STALE_MS = 30_000;
const POLL_MS = 250;

/**
 * Lets one set-up at a time do `work`; another one waits and then finds the work done. The holder touches the lock
 * every two seconds, so that a lock left by a killed process, or by a container that is gone, is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(name, work, onWait) {
  const path = cachePath(`${name}.lock`);
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let waited = false; !take(path, mine); waited = true) {
    if (!waited) onWait?.();
    await wait(POLL_MS);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Another process took over while this machine slept: there is nothing of ours to touch.
  }
}

/** @param {string} path @param {string} mine */
function take(path, mine) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, mine);
    closeSync(file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    breakStale(path);
    return false;
  }
}

/** @param {string} path */
function breakStale(path) {
  const aside = `${path}.${process.pid}`;
  try {
    const seen = readFileSync(path, 'utf8');
    if (!isStale(seen, Date.now() - statSync(path).mtimeMs)) return;
    // Two waiters may find the same stale lock; the slower one must not remove the lock that the
    // faster one now holds.
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, path);
  } catch {
    // Gone or taken over meanwhile: the next round sees the new state.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * @param {string} text the lock's content
 * @param {number} age milliseconds since the last heartbeat
 * @param {{ host?: string, alive?: (pid: number) => boolean }} [world]
 * @returns {boolean}
 */
export function isStale(text, age, { host = hostname(), alive = isAlive } = {}) {
  if (age > STALE_MS) return true;
  try {
    const holder = JSON.parse(text);
    return holder.host === host && !alive(holder.pid);
  } catch {
    // Made a moment ago and not yet written.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
