import os from 'node:os';
import { win32 } from 'node:path';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import { namesIn } from '#collector/toolkit/platform-tools.ts';
import { accountsAmong, iCloudStatus, macProducts, programsIn } from './darwin.ts';
import { nextcloudSettings } from './nextcloud.ts';
import { type CloudDrive, drive } from './types.ts';
import { accountName, type WindowsFiles } from './win32.ts';

const settingsBytes = 512 * 1024;

/** The settings of Nextcloud, from the first place that has them. */
async function nextcloudFile(
  context: CollectContext,
  paths: readonly string[],
): Promise<string | null | 'denied'> {
  const readings = await Promise.all(paths.map((path) => context.readText(path, settingsBytes)));
  const found = readings.find((reading) => reading.ok);
  if (found?.ok) return found.text;
  return readings.some((reading) => !reading.ok && reading.problem === 'denied') ? 'denied' : null;
}

/** Whether this person runs programs of these names; null when the system does not say. */
async function runningPrograms(context: CollectContext): Promise<ReadonlySet<string> | null> {
  const { state, stdout } = await context.run('ps', ['-xo', 'comm='], { timeoutMs: 5000 });
  return state === 'ended' && stdout !== '' ? programsIn(stdout) : null;
}

export async function gatherLinux(context: CollectContext): Promise<CloudDrive[] | 'denied'> {
  const home = os.homedir();
  const [programs, settings, dropbox, version, tokens, mounted] = await Promise.all([
    runningPrograms(context),
    nextcloudFile(context, [
      `${home}/.config/Nextcloud/nextcloud.cfg`,
      `${home}/.var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg`,
    ]),
    context.readText(`${home}/.dropbox-dist/VERSION`, 256),
    context.run('onedrive', ['--version'], { timeoutMs: 3000 }),
    namesIn(context, `${home}/.config/onedrive`, /^refresh_token$/),
    namesIn(context, `/run/user/${process.getuid?.() ?? 0}/gvfs`, /^(?:google-drive|onedrive):/),
  ]);
  const runs = (name: string): boolean | null => programs?.has(name) ?? null;
  const found: CloudDrive[] = [];
  if (version.state === 'ended') {
    const [, number] = /^onedrive v?(\d[\w.+-]{0,40})/m.exec(version.stdout) ?? [];
    found.push(
      drive('OneDrive', {
        version: textOf(number),
        running: runs('onedrive'),
        accounts: tokens.length,
      }),
    );
  }
  // The desktop's own connections; each is a mount.
  const mounts = mounted.filter((name) => name.startsWith('google-drive:')).length;
  if (mounts > 0) found.push(drive('Google Drive', { running: true, accounts: mounts }));
  if (dropbox.ok || runs('dropbox')) {
    const text = dropbox.ok ? /^\d[\w.]{0,40}$/.exec(dropbox.text.trim())?.[0] : undefined;
    found.push(drive('Dropbox', { version: textOf(text), running: runs('dropbox') }));
  }
  if (settings !== null && settings !== 'denied')
    found.push(drive('Nextcloud', { ...nextcloudSettings(settings), running: runs('nextcloud') }));
  return found.length === 0 && settings === 'denied' ? 'denied' : found;
}

export async function gatherDarwin(context: CollectContext): Promise<CloudDrive[] | 'denied'> {
  const library = `${os.homedir()}/Library`;
  const [programs, applications, storage, status, settings] = await Promise.all([
    runningPrograms(context),
    namesIn(context, '/Applications', /\.app$/),
    namesIn(context, `${library}/CloudStorage`),
    context.run('brctl', ['status', 'com.apple.CloudDocs'], {
      timeoutMs: 5000,
      capBytes: 256 * 1024,
    }),
    nextcloudFile(context, [`${library}/Preferences/Nextcloud/nextcloud.cfg`]),
  ]);
  const installed = macProducts.filter(({ application }) =>
    applications.includes(`${application}.app`),
  );
  const drives = await Promise.all(
    installed.map(async ({ product, application, storage: prefix }) => {
      const place = `/Applications/${application}.app/Contents/Info`;
      const read = await context.run('defaults', ['read', place, 'CFBundleShortVersionString'], {
        timeoutMs: 3000,
      });
      const counted =
        product === 'Nextcloud' && settings !== null && settings !== 'denied'
          ? nextcloudSettings(settings)
          : null;
      return drive(product, {
        accounts: accountsAmong(storage, prefix),
        ...counted,
        version: textOf(/^\d[\w.+-]{0,40}$/.exec(read.stdout.trim())?.[0]),
        running: programs?.has(application) ?? null,
      });
    }),
  );
  const iCloud = iCloudStatus(status.stdout);
  if (drives.length === 0 && iCloud === null && settings === 'denied') return 'denied';
  return iCloud === null ? drives : [...drives, iCloud];
}

/** The programs' files on Windows. */
export async function gatherWindowsFiles(context: CollectContext): Promise<WindowsFiles> {
  const roaming = process.env.APPDATA ?? win32.join(os.homedir(), 'AppData', 'Roaming');
  const local = process.env.LOCALAPPDATA ?? win32.join(os.homedir(), 'AppData', 'Local');
  const logs = win32.join(local, 'Microsoft', 'OneDrive', 'logs');
  const [settings, folders] = await Promise.all([
    nextcloudFile(context, [win32.join(roaming, 'Nextcloud', 'nextcloud.cfg')]),
    namesIn(context, logs),
  ]);
  const reports = await Promise.all(
    folders.filter(accountName).map(async (name) => {
      const log = await context.readText(
        win32.join(logs, name, 'SyncDiagnostics.log'),
        settingsBytes,
      );
      return [name, log.ok ? log.text : ''] as const;
    }),
  );
  return {
    nextcloud: settings === 'denied' ? null : settings,
    diagnostics: Object.fromEntries(reports),
  };
}
