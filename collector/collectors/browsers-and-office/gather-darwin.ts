import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import { namesIn } from '#collector/toolkit/platform-tools.ts';
import { type Kind, kindOfBundle } from './known-programs.ts';
import type { Found } from './types.ts';

const folders = ['/Applications', `${os.homedir()}/Applications`];
const managedFolder = '/Library/Managed Preferences';

/** Each browser's preferences domain, through which an organisation manages it. */
const domains: readonly (readonly [RegExp, string])[] = [
  [/^Google Chrome/, 'com.google.Chrome'],
  [/^Microsoft Edge/, 'com.microsoft.Edge'],
  [/^Firefox/, 'org.mozilla.firefox'],
  [/^Brave Browser/, 'com.brave.Browser'],
  [/^Safari/, 'com.apple.Safari'],
];

/**
 * Bundles and their versions; null when `/Applications` cannot be read. Outlook's add-ins and profiles are not read: they are
 * in folders of other programs, and macOS would ask the person for access.
 */
export async function gatherDarwin(context: CollectContext): Promise<Found | null> {
  const names = await Promise.all(folders.map((folder) => namesIn(context, folder, /\.app$/)));
  if (names.every((list) => list.length === 0)) return null;
  const bundles = folders.flatMap((folder, at) =>
    (names[at] ?? []).flatMap((file) => bundleOf(folder, file)),
  );
  const [versions, managed, channel] = await Promise.all([
    Promise.all(bundles.map(({ path }) => versionOf(context, path))),
    context.listFolder(managedFolder),
    context.run('defaults', ['read', 'com.microsoft.autoupdate2', 'ChannelName'], {
      timeoutMs: 3000,
    }),
  ]);
  const preferences = managed.ok
    ? managed.entries.map(({ name }) => name)
    : managed.problem === 'missing'
      ? []
      : null;
  const all = bundles.map((bundle, at) => ({
    ...bundle,
    version: versions[at] ?? null,
    source: 'applications',
  }));
  const updates = channel.exitCode === 0 ? textOf(channel.stdout) : null;
  return {
    browsers: all
      .filter(({ kind }) => kind === 'browser')
      .map(({ name, version, source }) => ({
        name,
        version,
        source,
        managed: isManaged(name, preferences),
      })),
    office: {
      programs: all
        .filter(({ kind }) => kind === 'office')
        .map(({ name, version, source }) => ({
          name,
          version,
          source,
          channel: /^Microsoft /.test(name) ? updates : null,
          bits: null,
        })),
      outlook: null,
      addIns: null,
    },
  };
}

function bundleOf(folder: string, file: string): { name: string; path: string; kind: Kind }[] {
  const name = file.replace(/\.app$/, '');
  const kind = kindOfBundle(name);
  return kind === null ? [] : [{ name, path: `${folder}/${file}`, kind }];
}

/** An Info.plist may be XML or binary; `defaults` reads both. */
async function versionOf(context: CollectContext, bundle: string): Promise<string | null> {
  const words = ['read', `${bundle}/Contents/Info`, 'CFBundleShortVersionString'];
  const { exitCode, stdout } = await context.run('defaults', words, {
    timeoutMs: 3000,
    capBytes: 4096,
  });
  return exitCode === 0 ? textOf(stdout) : null;
}

function isManaged(name: string, preferences: readonly string[] | null): boolean | null {
  const domain = domains.find(([shape]) => shape.test(name))?.[1];
  return domain === undefined || preferences === null
    ? null
    : preferences.includes(`${domain}.plist`);
}
