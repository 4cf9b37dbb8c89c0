import { textOf } from '#collector/toolkit/fields.ts';
import type { CloudDrive } from './types.ts';

/** Reads only counts from Nextcloud's settings file, because it also contains addresses, accounts and folders. */
export function nextcloudSettings(
  file: string,
): Pick<CloudDrive, 'version' | 'accounts' | 'folders'> {
  const accounts = new Set<string>();
  const folders = new Map<string, boolean>();
  for (const line of file.split('\n')) {
    const found =
      /^\s{0,40}(\d{1,4})\\(?:url=|Folders\\(\d{1,6})\\(paused=true|paused=|localPath=))/.exec(
        line.slice(0, 200),
      );
    if (!found) continue;
    const [, account = '', folder, what] = found;
    accounts.add(account);
    if (folder === undefined) continue;
    const key = `${account}/${folder}`;
    folders.set(key, (folders.get(key) ?? false) || what === 'paused=true');
  }
  const paused = [...folders.values()].filter(Boolean).length;
  return {
    version: textOf(/^\s{0,40}clientVersion=(\d[\w.+-]{0,40})\s*$/m.exec(file)?.[1]),
    accounts: accounts.size,
    folders: { total: folders.size, paused },
  };
}
