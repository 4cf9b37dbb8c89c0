import { dateOf, numberOf } from '#collector/toolkit/fields.ts';
import type { SyncReport } from './types.ts';

/**
 * `SyncDiagnostics.log`: one `key = value` per line; the case of a key's first letter depends on the version. Only
 * these numbers are read, because the file also contains ids of the account and the computer.
 */
export function oneDriveReport(log: string): Omit<SyncReport, 'kind' | 'backedUp'> {
  const values = new Map<string, string>();
  for (const [, key = '', value = ''] of log.matchAll(
    /^\s{0,40}([A-Za-z]{4,40}) {0,20}[=:] {0,20}([^\s]{1,40})\s*$/gm,
  )) {
    if (!values.has(key.toLowerCase())) values.set(key.toLowerCase(), value);
  }
  const number = (key: string): number | null => numberOf(values.get(key));
  const stalls = [number('syncstalldetected'), number('scanstatestalldetected')].filter(
    (value) => value !== null,
  );
  return {
    writtenAt: timeOf(values.get('timeutc')),
    filesToUpload: number('filestoupload'),
    filesToDownload: number('filestodownload'),
    failedUploads: number('numfilefaileduploads'),
    failedDownloads: number('numfilefaileddownloads'),
    stalled: stalls.length === 0 ? null : stalls.some((count) => count > 0),
    state: number('syncprogressstate'),
  };
}

const timeOf = (text: string | undefined): string | null =>
  text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]{5,12}Z$/.test(text) ? dateOf(text) : null;

const folderBits: readonly [bit: number, folder: string][] = [
  [512, 'desktop'],
  [1024, 'documents'],
  [2048, 'pictures'],
];

/** `KfmFoldersProtectedNow` in the registry. */
export const backedUpFolders = (value: unknown): string[] =>
  folderBits
    .filter(([bit]) => Math.floor((numberOf(value) ?? 0) / bit) % 2 === 1)
    .map(([, folder]) => folder);
