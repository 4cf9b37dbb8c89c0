import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { gather as gatherPackages } from '../software/collector.ts';
import { kindOfPackage } from './known-programs.ts';
import { broughtBy, browserName, linkOpeners } from './linux.ts';
import type { Browser, Found, OfficeProgram } from './types.ts';

/** Folders with desktop entries: the system's, those of flatpak (everyone's and this person's) and snap, and the person's own. */
const entryFolders = [
  '/usr/share/applications',
  '/usr/local/share/applications',
  '/var/lib/flatpak/exports/share/applications',
  '/var/lib/snapd/desktop/applications',
  `${os.homedir()}/.local/share/flatpak/exports/share/applications`,
  `${os.homedir()}/.local/share/applications`,
];

/** Where each browser looks for its organisation's policies. */
const policyFolders: readonly (readonly [RegExp, string])[] = [
  [/chrome/i, '/etc/opt/chrome/policies/managed'],
  [/chromium/i, '/etc/chromium/policies/managed'],
  [/edge/i, '/etc/opt/edge/policies/managed'],
  [/brave/i, '/etc/brave/policies/managed'],
  [/firefox/i, '/etc/firefox/policies'],
];

/** Null when neither a list of packages nor a desktop entry can be read. */
export async function gatherLinux(context: CollectContext): Promise<Found | null> {
  const [packages, openers] = await Promise.all([gatherPackages(context), gatherOpeners(context)]);
  if (packages.length === 0 && openers.length === 0) return null;
  const known = packages.flatMap((program) => {
    const kind = kindOfPackage(program.name, program.version);
    return kind === null ? [] : [{ ...program, kind }];
  });
  const packaged = known.filter(({ kind }) => kind === 'browser');
  const others = openers.filter(({ id }) => !packaged.some(({ name }) => broughtBy(id, name)));
  const found = [
    ...packaged.map(({ name, version, source }) => ({ name, version, source })),
    ...others.map(({ name }) => ({ name, version: null, source: 'desktop entry' })),
  ];
  const browsers = await Promise.all(
    found.map(
      async (one): Promise<Browser> => ({ ...one, managed: await isManaged(context, one.name) }),
    ),
  );
  const programs = known
    .filter(({ kind }) => kind === 'office')
    .map(
      ({ name, version, source }): OfficeProgram => ({
        name,
        version,
        source,
        channel: null,
        bits: null,
      }),
    );
  return { browsers, office: { programs, outlook: null, addIns: null } };
}

async function gatherOpeners(context: CollectContext): Promise<{ id: string; name: string }[]> {
  const caches = await readMany(
    context,
    entryFolders.map((folder) => `${folder}/mimeinfo.cache`),
    256 * 1024,
  );
  const files = entryFolders.flatMap((folder, at) =>
    linkOpeners(caches[at] ?? '').map((id) => ({ id, path: `${folder}/${id}.desktop` })),
  );
  const entries = await readMany(
    context,
    files.map(({ path }) => path),
    64 * 1024,
  );
  return files.flatMap(({ id }, at) => {
    const name = browserName(entries[at] ?? '');
    return name === null ? [] : [{ id, name }];
  });
}

async function isManaged(context: CollectContext, name: string): Promise<boolean | null> {
  const folder = policyFolders.find(([shape]) => shape.test(name))?.[1];
  return folder === undefined ? null : (await namesIn(context, folder, /\.json$/)).length > 0;
}
