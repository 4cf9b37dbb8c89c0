import { type CloudDrive, drive } from './types.ts';

/** Each application's untranslated name, and how its folders in `~/Library/CloudStorage` begin. */
export const macProducts: readonly {
  product: CloudDrive['product'];
  application: string;
  storage: string;
}[] = [
  { product: 'OneDrive', application: 'OneDrive', storage: 'OneDrive' },
  { product: 'Google Drive', application: 'Google Drive', storage: 'GoogleDrive' },
  { product: 'Dropbox', application: 'Dropbox', storage: 'Dropbox' },
  { product: 'Nextcloud', application: 'Nextcloud', storage: 'Nextcloud' },
];

/** How many of the folders in `~/Library/CloudStorage` belong to a product; the rest of the name is the account. */
export const accountsAmong = (folders: readonly string[], storage: string): number =>
  folders.filter((name) => name === storage || name.startsWith(`${storage}-`)).length;

/** The names of programs in `ps -xo comm=`, which prints whole paths. */
export const programsIn = (output: string): ReadonlySet<string> =>
  new Set(output.split('\n').map((line) => line.slice(line.lastIndexOf('/') + 1).trim()));

/**
 * `brctl status com.apple.CloudDocs`: `<com.apple.CloudDocs[1] foreground {client:idle … last-sync:2026-11-20 17:16:49.232,
 * …, caught-up, …`, coloured, in an order that changes. Waiting documents follow on lines that are not read. Null
 * when iCloud Drive is not set up.
 */
export function iCloudStatus(output: string): CloudDrive | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours that are removed
  const plain = output.replace(/\u001b\[[\d;]{0,20}m/g, '');
  const line = /<com\.apple\.CloudDocs\[1\] ([^\n]{1,2000})/.exec(plain)?.[1];
  if (line === undefined) return null;
  const [, day, time] = /\blast-sync:(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(line) ?? [];
  // Without a time zone: it is this computer's local time.
  const at = new Date(`${day}T${time}`);
  return drive('iCloud Drive', {
    running: true,
    caughtUp: /[ ,]caught-up\b/.test(line),
    lastSyncAt: Number.isNaN(at.getTime()) ? null : at.toISOString(),
  });
}
