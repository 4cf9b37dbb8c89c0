/** A program that stores files in a cloud. Does not name accounts or files. */
export interface CloudDrive {
  product: 'OneDrive' | 'Google Drive' | 'Dropbox' | 'iCloud Drive' | 'Nextcloud';
  version: string | null;
  /** Whether this person is running it; null when the system does not say. */
  running: boolean | null;
  /** How many accounts are set up; null when Candor cannot read that. */
  accounts: number | null;
  /** How many folders it syncs, and how many of them are paused; null when it does not say. */
  folders: { total: number; paused: number } | null;
  /** macOS: whether everything that was waiting has been synced. */
  caughtUp: boolean | null;
  /** ISO 8601. */
  lastSyncAt: string | null;
  /** OneDrive's diagnostics of each account. */
  reports: SyncReport[];
}

/** From OneDrive's own diagnostics, which it rewrites regularly while it runs. */
export interface SyncReport {
  kind: 'personal' | 'work';
  /** The person's folders that OneDrive backs up. */
  backedUp: string[];
  /** When it wrote the numbers; ISO 8601. Old numbers mean that it is not running. */
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
