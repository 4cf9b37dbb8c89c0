import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupFailure } from './failure.mjs';

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/**
 * Where an entry of an archive goes, or a refusal: a name that leaves its folder is an attack, never an accident.
 * @param {string} name as the archive has it
 * @param {string} prefix the archive's own top folder, left out of the result; with a slash at the end
 * @returns {string | undefined} a relative path with `/`; undefined for what lies outside the prefix
 */
export function entryPath(name, prefix) {
  const bad =
    name.includes('\\') || name.includes('\0') || name.includes(':') || posix.isAbsolute(name);
  if (bad || name.split('/').includes('..')) {
    throw new SetupFailure(`The archive holds the unsafe path ${JSON.stringify(name)}.`, {
      wayOut:
        'do not use this archive; delete the npm cache (npm cache clean --force) and try again.',
    });
  }
  if (!name.startsWith(prefix)) return undefined;
  const path = posix.normalize(name.slice(prefix.length) || '.');
  return path === '.' ? undefined : path;
}

/**
 * @param {number} externalAttributes of a zip entry made on Unix: the mode in the upper 16 bits
 * @returns {number | undefined} the permissions; undefined for anything but a plain file or folder (a link could point
 *   outside, and the archive this is for has none)
 */
export function entryMode(externalAttributes) {
  const mode = externalAttributes >>> 16;
  const type = mode & FILE_TYPE;
  if (type !== REGULAR && type !== FOLDER && type !== 0) return undefined;
  // Only the plain rwx bits: an archive may not hand out setuid.
  return mode & 0o777 || 0o644;
}

/**
 * Unpacks the wanted plain files of a zip. Uses yauzl, which set-up has installed by then: `unzip` is often missing.
 *
 * @param {string} zipPath
 * @param {{ folder: string, prefix: string, wanted: (path: string) => boolean, onBytes: (bytes: number) => void }} options
 */
export async function unzip(zipPath, { folder, prefix, wanted, onBytes }) {
  const { default: yauzl } = await import('yauzl');
  const zip = await yauzl.openPromise(zipPath, { strictFileNames: true });
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entryPath(entry.fileName, prefix);
      if (!path || entry.fileName.endsWith('/') || !wanted(path)) continue;
      const mode = entryMode(entry.externalFileAttributes);
      if (mode === undefined) {
        throw new SetupFailure(
          `The archive entry ${JSON.stringify(entry.fileName)} is not a plain file.`,
          {
            wayOut:
              'do not use this archive; delete the npm cache (npm cache clean --force) and try again.',
          },
        );
      }
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      const source = await zip.openReadStreamPromise(entry);
      source.on('data', (chunk) => onBytes(chunk.length));
      await pipeline(source, createWriteStream(target, { mode, flags: 'wx' }));
    }
  } finally {
    zip.close();
  }
}
