import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { timelineWords } from '#contract/bundle/timeline.ts';
import type { Catalogue } from '#i18n/catalogue.ts';
import { texts } from '#main/app/texts.ts';
import { findSentences } from './messages/sentences.ts';
import { parseSource, type SourceFile } from './messages/syntax.ts';
import type { CatalogueFile } from './messages/translation.ts';

const root = join(import.meta.dirname, '..', '..');
export const localesFolder = join(root, 'i18n/locales');

/** The rooms whose messages have ids. What the shared components say is shown by both windows. */
export const rooms = { ui: 'ui', window: 'renderer', console: 'desk/console' } as const;
type Room = keyof typeof rooms;

export interface Extracted {
  /**
   * Every English text, by the part of the product that shows it: the content of
   * `i18n/locales/en.json`.
   */
  catalogue: CatalogueFile;
  /** Ids that are defined twice in one window; the second silently replaces the first. */
  duplicates: string[];
  /** Where a text is made of something that the extractor cannot follow, so that it may have no translation. */
  unresolved: string[];
}

export async function extractMessages(): Promise<Extracted> {
  const defined = {
    ui: await messagesOf('ui'),
    window: await messagesOf('window'),
    console: await messagesOf('console'),
  };
  const windows = [
    [...defined.ui, ...defined.window],
    [...defined.ui, ...defined.console],
  ];
  const { sentences, unresolved } = findSentences(
    sourcesOf([...producers, ...Object.values(rooms)]),
  );
  return {
    catalogue: {
      ui: Object.fromEntries(defined.ui),
      window: Object.fromEntries(defined.window),
      console: Object.fromEntries(defined.console),
      native: sorted(stringsOf(texts)),
      // The words of a timeline are chosen by comparison, so nothing leads back to them.
      sentences: sorted([...sentences.keys(), ...Object.values(timelineWords)]),
    },
    duplicates: windows.flatMap((window) =>
      window.map(([id]) => id).filter((id, index, ids) => ids.indexOf(id) !== index),
    ),
    unresolved,
  };
}

/** Those that write sentences without an id. The command line is English only. */
const producers = ['main', 'collector', 'diagnosis', 'bundle', 'contract', 'desk/service'];

/** The source files below these folders, each once. */
export function sourcesOf(folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }));
  return [...new Set(paths.map((path) => path.replaceAll('\\', '/')))]
    .filter(
      (path) =>
        !/\.test\.ts$|\.d\.ts$|vite\.config\.ts$|^main\/app\/texts\.ts$|^contract\/text\/text\.ts$/.test(
          path,
        ),
    )
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** What each `messages.ts` of a room exports, in the order of folders and lines. */
async function messagesOf(room: Room): Promise<[id: string, message: string][]> {
  const files = globSync(`${rooms[room]}/**/messages.ts`, { cwd: root }).filter(
    (file) => room === 'ui' || !file.replaceAll('\\', '/').startsWith(rooms.ui),
  );
  const modules: object[] = await Promise.all(
    files.sort().map((file) => import(pathToFileURL(join(root, file)).href)),
  );
  return modules.flatMap((module) =>
    Object.values(module).flatMap((messages: Catalogue) => Object.entries(messages)),
  );
}

const stringsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(stringsOf)
    : [String(value)];

const sorted = (sources: readonly string[]): Catalogue =>
  Object.fromEntries([...new Set(sources)].sort().map((source) => [source, source]));

export const catalogueText = (catalogue: CatalogueFile): string =>
  `${JSON.stringify(catalogue, null, 2)}\n`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { catalogue } = await extractMessages();
  writeFileSync(join(localesFolder, 'en.json'), catalogueText(catalogue));
}
