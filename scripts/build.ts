import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { noticesName, noticesOf, packageFoldersOf } from './notices.ts';
import { precompress } from './precompress.ts';
import { roomsBelow } from './rooms.ts';

const root = join(import.meta.dirname, '..');

/** What is built, from which sources, by which Vite configurations. */
const targets = {
  app: {
    sources: [...roomsBelow('main', 'preload', 'renderer'), 'build'],
    configurations: ['main/vite.config.ts', 'preload/vite.config.ts', 'renderer/vite.config.ts'],
    output: 'out/app',
    copies: { 'build/app-icons': 'out/app/icons' },
  },
  console: {
    sources: roomsBelow('desk/console'),
    configurations: ['desk/console/vite.config.ts'],
    output: 'out/console',
    copies: {},
  },
} as const;

export type BuildTarget = keyof typeof targets;

/** Builds what is older than its sources. Resolves to the targets that were built. */
export async function buildTargets(
  names: readonly BuildTarget[] = ['app', 'console'],
): Promise<BuildTarget[]> {
  const stale = names.filter((name) => !isFresh(name));
  for (const name of stale) {
    const { configurations, output, copies } = targets[name];
    const started = performance.now();
    rmSync(join(root, output), { recursive: true, force: true });
    const modules = new Set<string>();
    for (const configFile of configurations) {
      const built = await build({ configFile: join(root, configFile), logLevel: 'warn' });
      for (const id of modulesIn(built)) modules.add(id);
    }
    for (const [from, to] of Object.entries(copies))
      cpSync(join(root, from), join(root, to), { recursive: true });
    mkdirSync(join(root, output), { recursive: true });
    writeFileSync(join(root, output, noticesName), noticesOf(packageFoldersOf(modules, root)));
    if (name === 'console') precompress(join(root, output));
    writeFileSync(stampOf(name), newestSource(name));
    console.error(`Built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return stale;
}

/** What really went in, after tree-shaking. */
function modulesIn(built: Awaited<ReturnType<typeof build>>): string[] {
  const outputs = 'output' in built ? [built] : Array.isArray(built) ? built : [];
  return outputs.flatMap(({ output }) =>
    output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : [])),
  );
}

const stampOf = (name: BuildTarget) => join(root, targets[name].output, '.built');

function isFresh(name: BuildTarget): boolean {
  return existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === newestSource(name);
}

/** Changes whenever a source is added, removed or edited. */
function newestSource(name: BuildTarget): string {
  const files = [
    ...targets[name].sources.flatMap((folder) =>
      globSync(`${folder}/**/*.{ts,tsx,css,html,json,svg,png}`, { cwd: root }),
    ),
    'package-lock.json',
  ];
  return `${files.length} ${Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs))}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2).filter((word): word is BuildTarget => word in targets);
  const built = await buildTargets(wanted.length > 0 ? wanted : undefined);
  if (built.length === 0) console.error('Everything is up to date.');
}
