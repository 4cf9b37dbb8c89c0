import { readFileSync } from 'node:fs';

interface Folder {
  files: Record<string, Folder | { size: number }>;
}

/**
 * The paths of all files in an asar archive, with `/`. The archive begins with two Chromium pickles: the length of the
 * header, then the header as JSON (https://github.com/electron/asar#format).
 */
export function filesInAsar(archive: string): string[] {
  const bytes = readFileSync(archive);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Folder;
  const list = (folder: Folder, path: string): string[] =>
    Object.entries(folder.files).flatMap(([name, entry]) =>
      'files' in entry ? list(entry, `${path}${name}/`) : [`${path}${name}`],
    );
  return list(header, '');
}
