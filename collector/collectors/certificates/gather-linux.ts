import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { certificateFrom, certificatesIn, described } from './describe.ts';
import { nssRows, rootFolders } from './linux.ts';
import type { Described } from './types.ts';

const largestFile = 256 * 1024;
const mostFiles = 100;

export interface Gathered {
  roots: Described[] | null;
  personal: Described[] | null;
  /** Places that the account may not read. */
  denied: string[];
}

export async function gatherLinux(context: CollectContext): Promise<Gathered> {
  const [folders, own] = await Promise.all([
    Promise.all(rootFolders.map((folder) => rootsIn(context, folder))),
    gatherNss(context),
  ]);
  const read = folders.filter(({ state }) => state !== 'missing');
  const roots = [...read.flatMap(({ found }) => found), ...(own?.roots ?? [])];
  return {
    roots: read.some(({ state }) => state === 'read') || own !== null ? roots : null,
    personal: own?.personal ?? null,
    denied: read
      .filter(({ state, partly }) => state === 'denied' || partly)
      .map(({ folder }) => folder),
  };
}

interface Folder {
  folder: string;
  state: 'read' | 'denied' | 'missing';
  /** Whether the account may not read some of its files. */
  partly: boolean;
  found: Described[];
}

async function rootsIn(context: CollectContext, folder: string): Promise<Folder> {
  const listing = await context.listFolder(folder);
  if (!listing.ok)
    return {
      folder,
      state: listing.problem === 'denied' ? 'denied' : 'missing',
      partly: false,
      found: [],
    };
  const paths = listing.entries.slice(0, mostFiles).map(({ name }) => `${folder}/${name}`);
  const files = await Promise.all(paths.map((path) => rootsOfFile(context, path, folder)));
  return {
    folder,
    state: 'read',
    partly: files.includes(null),
    found: files.flatMap((file) => file ?? []),
  };
}

/** Null when the account may not read it. A PEM file may hold several certificates, a DER file holds one. */
async function rootsOfFile(
  context: CollectContext,
  path: string,
  store: string,
): Promise<Described[] | null> {
  const reading = await context.readText(path, largestFile);
  if (!reading.ok) return reading.problem === 'denied' ? null : [];
  const inText = certificatesIn(reading.text);
  if (inText.length > 0) return inText.map((one) => described(one, store, true));
  const bytes = await context.readBytes(path, largestFile);
  const one = bytes === null ? null : certificateFrom(bytes);
  return one === null ? [] : [described(one, store, true)];
}

/** The person's database, which Chromium, Evolution and VPN programs use; null without the database or `certutil`. */
async function gatherNss(
  context: CollectContext,
): Promise<{ roots: Described[]; personal: Described[] } | null> {
  const folder = `${os.homedir()}/.pki/nssdb`;
  if (!(await context.listFolder(folder)).ok) return null;
  const ask = (...words: string[]) =>
    context.run('certutil', ['-L', '-d', `sql:${folder}`, ...words], { timeoutMs: 3000 });
  const list = await ask();
  if (list.state !== 'ended' || list.exitCode !== 0) return null;
  const rows = nssRows(list.stdout).filter(({ authority, personal }) => authority || personal);
  const certificates = await Promise.all(
    rows.map(async (row) => ({
      row,
      one: certificatesIn((await ask('-n', row.nickname, '-a')).stdout)[0],
    })),
  );
  const of = (wanted: 'authority' | 'personal', trusted: boolean | null): Described[] =>
    certificates.flatMap(({ row, one }) =>
      row[wanted] && one ? [described(one, '~/.pki/nssdb', trusted)] : [],
    );
  return { roots: of('authority', true), personal: of('personal', null) };
}
