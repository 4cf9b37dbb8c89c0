import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { uninstallKeys } from '../software/uninstall-keys.ts';
import { nextcloudSettings } from './nextcloud.ts';
import { backedUpFolders, oneDriveReport } from './onedrive.ts';
import { type CloudDrive, drive, type SyncReport } from './types.ts';

interface Product {
  product: CloudDrive['product'];
  /** Its name in the list of installed programs. */
  installed: RegExp;
  processes: readonly string[];
}

const products: readonly Product[] = [
  { product: 'OneDrive', installed: /^Microsoft OneDrive\b/i, processes: ['onedrive'] },
  { product: 'Google Drive', installed: /^Google Drive\b/i, processes: ['googledrivefs'] },
  { product: 'Dropbox', installed: /^Dropbox(?: \d|$)/i, processes: ['dropbox'] },
  {
    product: 'iCloud Drive',
    installed: /^iCloud\b/i,
    processes: ['iclouddrive', 'icloudservices'],
  },
  { product: 'Nextcloud', installed: /^Nextcloud\b/i, processes: ['nextcloud'] },
];

/** The contents of files, where they exist. */
export interface WindowsFiles {
  nextcloud: string | null;
  /** OneDrive's diagnostics by the name of the account's folder, `Personal` or `Business1`. */
  diagnostics: Readonly<Record<string, string>>;
}

/** `{ programs: Uninstall keys, processes: Get-Process, accounts: OneDrive's }`. Null without any answer. */
export function win32CloudDrives(answer: unknown, files: WindowsFiles): CloudDrive[] | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const programs = rowsOf(parts.programs ?? []).slice(0, 100);
  const processes = rowsOf(parts.processes ?? []).slice(0, 500);
  return products.flatMap(({ product, installed, processes: names }): CloudDrive[] => {
    const program = programs.find((row) => installed.test(textOf(row.DisplayName) ?? ''));
    const process = processes.find((row) => names.includes(textOf(row.Name)?.toLowerCase() ?? ''));
    const known = knownOf(product, parts, files);
    if (program === undefined && process === undefined && known === null) return [];
    const version =
      textOf(program?.DisplayVersion) ?? textOf(process?.Version) ?? known?.version ?? null;
    const running = parts.processes === undefined ? null : process !== undefined;
    return [drive(product, { ...known, version, running })];
  });
}

/** Null when the product is not on this computer. */
function knownOf(
  product: CloudDrive['product'],
  parts: Row,
  files: WindowsFiles,
): Partial<CloudDrive> | null {
  if (product === 'Nextcloud')
    return files.nextcloud === null ? null : nextcloudSettings(files.nextcloud);
  if (product !== 'OneDrive' || parts.accounts === undefined) return null;
  const accounts = rowsOf(parts.accounts).filter((row) => accountName(row.Name));
  if (accounts.length === 0) return null;
  const reports = accounts.slice(0, 9).map(
    (row): SyncReport => ({
      kind: row.Name === 'Personal' ? 'personal' : 'work',
      backedUp: backedUpFolders(numberOf(row.Backup)),
      ...oneDriveReport(files.diagnostics[textOf(row.Name) ?? ''] ?? ''),
    }),
  );
  return { accounts: accounts.length, reports };
}

/** The names that OneDrive gives to accounts; they do not identify a person. */
export const accountName = (name: unknown): name is string =>
  typeof name === 'string' && /^(?:Personal|Business[1-9])$/.test(name);

// Only accounts with a folder: OneDrive also makes an entry when nobody signs in. The session filter leaves out programs of
// other people who are signed in.
export const windowsScript = askEach({
  programs: {
    list: `& {${uninstallKeys}}|Where-Object {$_.DisplayName -match '^(Microsoft OneDrive|Google Drive|Dropbox|iCloud|Nextcloud)'}|Select-Object DisplayName,DisplayVersion`,
  },
  processes: {
    list: `$s=(Get-Process -Id $PID).SessionId;Get-Process -Name ${products.flatMap(({ processes }) => processes).join(',')} -ErrorAction SilentlyContinue|Where-Object {$_.SessionId -eq $s}|Select-Object Name,@{n='Version';e={"$($_.FileVersion)"}}`,
  },
  accounts: {
    list: `foreach($k in (Get-ChildItem 'HKCU:\\Software\\Microsoft\\OneDrive\\Accounts' -ErrorAction SilentlyContinue)){
$a=Get-ItemProperty -LiteralPath $k.PSPath -Name UserFolder,KfmFoldersProtectedNow -ErrorAction SilentlyContinue;
if($a.UserFolder){[pscustomobject]@{Name=$k.PSChildName;Backup=$a.KfmFoldersProtectedNow}}}`,
  },
});
