import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

export const rooms = [
  'contract',
  'i18n',
  'bundle',
  'diagnosis',
  'policy',
  'collector',
  'ui',
  'main',
  'preload',
  'renderer',
  'desk/service',
  'desk/console',
  'desk/cli',
] as const;

export interface Import {
  from: string;
  to: string;
  /** As it is written. */
  specifier: string;
}

/** Paths from the root, with `/`; tests are left out. */
export const productFiles = (): string[] =>
  globSync(`{${rooms.join(',')}}/**/*.{ts,tsx}`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.test\.tsx?$|\.d\.ts$|vite\.config\.ts$/.test(path));

/** Every import of one of the product's files by another, including imports of types. */
export function productImports(): Import[] {
  const files = productFiles();
  const known = new Set(files);
  return files.flatMap((from) =>
    specifiersIn(readFileSync(join(root, from), 'utf8')).flatMap((specifier) => {
      const to = specifier.startsWith('#')
        ? specifier.slice(1)
        : posix.join(posix.dirname(from), specifier);
      return known.has(to) ? [{ from, to, specifier }] : [];
    }),
  );
}

const specifiersIn = (source: string): string[] =>
  [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([.#][^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );

export const roomOf = (file: string): string =>
  rooms.find((room) => file.startsWith(`${room}/`)) ?? file;

/** The files of each cycle, in the order in which the search met them. */
export function cyclesIn(imports: readonly Pick<Import, 'from' | 'to'>[]): string[][] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push(path.slice(path.indexOf(file)));
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const { to } of targets.get(file) ?? []) visit(to);
    path.pop();
    state.set(file, 'done');
  };
  for (const file of targets.keys()) visit(file);
  return cycles;
}
