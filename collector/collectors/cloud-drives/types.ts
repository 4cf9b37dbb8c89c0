/** A program that keeps files in a cloud. Neither accounts nor files are named. */
export interface CloudDrive {
  product: 'OneDrive' | 'Google Drive' | 'Dropbox' | 'iCloud Drive' | 'Nextcloud';
  version: string | null;
  /** Whether it runs for this person; null when the system does not say. */
  running: boolean | null;
  /** How many accounts are set up; null when the program does not say where others can read it. */
  accounts: number | null;
  /** Folders that it keeps, and how many of them somebody paused; null when it does not say. */
  folders: { total: number; paused: number } | null;
  /** macOS: whether everything that was known to wait has been fetched. */
  caughtUp: boolean | null;
  /** ISO 8601. */
  lastSyncAt: string | null;
  /** What OneDrive wrote down of each account. */
  reports: SyncReport[];
}

/** From OneDrive's own diagnostics, which it writes again and again while it runs. */
export interface SyncReport {
  kind: 'personal' | 'work';
  /** Of the person's folders, those that OneDrive keeps as a backup. */
  backedUp: string[];
  /** When it wrote the numbers; ISO 8601. Old ones say that it does not run. */
  writtenAt: string | null;
  filesToUpload: number | null;
  filesToDownload: number | null;
  failedUploads: number | null;
  failedDownloads: number | null;
  stalled: boolean | null;
  /** A bit field whose meaning Microsoft does not publish; engineers look it up. */
  state: number | null;
}

export const drive = (
  product: CloudDrive['product'],
  known: Partial<CloudDrive> = {},
): CloudDrive => ({
  product,
  version: null,
  running: null,
  accounts: null,
  folders: null,
  caughtUp: null,
  lastSyncAt: null,
  reports: [],
  ...known,
});
