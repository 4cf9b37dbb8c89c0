import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notices of everything that is bundled into the app, in addition to Candor's own licence. */
export const noticesName = 'THIRD-PARTY-NOTICES.txt';

interface PackageFacts {
  name: string;
  version: string;
  license?: string;
  author?: string | { name?: string };
}

/**
 * The folders of the packages that these modules came from.
 * @param moduleIds as the bundler names them: paths, or `\0…` for what it made itself
 * @param root holds `node_modules`
 */
export function packageFoldersOf(moduleIds: Iterable<string>, root: string): string[] {
  const folders = new Set<string>();
  for (const id of moduleIds) {
    // A few lines of the bundler's own stand in its output.
    if (id.startsWith('\0rolldown/')) folders.add(join(root, 'node_modules/rolldown'));
    const path = id.replace(/^\0/, '').replace(/\?.*$/, '').replaceAll('\\', '/');
    // The last one: a package may bring another version of a package in a folder of its own.
    const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (found) folders.add(found);
  }
  return [...folders].sort();
}

/**
 * One text with name, version, licence and the full licence texts of these packages.
 * @throws Error that names a package which says nothing about its licence: such code cannot be given on
 */
export function noticesOf(folders: readonly string[]): string {
  const packages = folders.map((folder) => {
    const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFacts;
    const read = (name: string) =>
      readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
    const names = readdirSync(folder).sort();
    const texts = names
      .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.(js|ts|json)$/.test(name))
      .map(read);
    // Some say it at the end of their readme alone.
    const readme = names.find((name) => /^readme/i.test(name));
    const said = readme && /^#+ Licen[cs]e\s*$[\s\S]*/im.exec(read(readme))?.[0];
    if (texts.length === 0 && said) texts.push(said);
    if (!facts.license && texts.length === 0)
      throw new Error(`${facts.name} says nothing about its licence (${folder})`);
    return { facts, texts };
  });
  const sections = packages
    .sort((a, b) => (a.facts.name < b.facts.name ? -1 : 1))
    .map(({ facts: { name, version, license, author }, texts }) => {
      const by = typeof author === 'string' ? author : author?.name;
      const head = [
        `${name} ${version}`,
        `Licence: ${license ?? 'see below'}`,
        ...(by ? [`Author: ${by}`] : []),
      ].join('\n');
      return [head, ...texts].join('\n\n');
    });
  const opening =
    'Candor contains the software below, each under its own licence. Electron and Chromium bring theirs in files of their own.';
  return `${[opening, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
