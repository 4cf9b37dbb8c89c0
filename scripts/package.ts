import { globSync, lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AfterPackContext,
  build,
  type Configuration,
  DIR_TARGET,
  Platform,
} from 'electron-builder';
import { buildTargets } from './build.ts';
import { electronRuntime } from './electron-runtime.mjs';
import { projectRoot } from './launch-agent.ts';
import { executableIn, fusesPresent, releaseFuses, setFuses, testFuses } from './package/fuses.ts';
import { type PackageVariant, packagedApp, packageFolders } from './package/layout.ts';

/**
 * `npm run package`: the unpacked app of this machine. `--variant test`: the same, for Playwright. `--release`: this
 * system's installers.
 */
const words = readWords();
const variant = readVariant(words.variant);

function readWords() {
  try {
    return parseArgs({
      options: {
        variant: { type: 'string', default: 'release' },
        release: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    console.error(
      `${thrown instanceof Error ? thrown.message : thrown}\nUsage: npm run package [-- --release | --variant test]`,
    );
    process.exit(2);
  }
}

function readVariant(word: string): PackageVariant {
  if (word === 'release' || word === 'test') return word;
  console.error(`There is no variant “${word}”. Known: ${Object.keys(packageFolders).join(', ')}.`);
  process.exit(2);
}

function refuse(reason: string): never {
  console.error(`No release was made: ${reason}`);
  process.exit(1);
}

/** electron-builder copies a given Electron as it is, with the small app that runs other apps from the command line. */
function removeDefaultApp({ appOutDir, packager }: AfterPackContext): Promise<void> {
  const resources = packager.getResourcesDir(appOutDir);
  for (const name of ['app', 'default_app.asar'])
    rmSync(join(resources, name), { recursive: true, force: true });
  return Promise.resolve();
}

function sizeOf(folder: string): number {
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + lstatSync(join(entry.parentPath, entry.name)).size, 0);
}

const started = performance.now();
const runtime = await electronRuntime();
const fallback = runtime.source === 'cypress';
if (words.release) {
  if (variant !== 'release') refuse('the test variant lets other programs inspect Candor.');
  if (fallback) {
    refuse(
      `the Electron on this machine (${runtime.version}) is the fallback for development and tests. Make releases where Electron itself can be downloaded.`,
    );
  }
}
await buildTargets(['app']);

const output = packageFolders[variant];
rmSync(join(projectRoot, output), { recursive: true, force: true });
const fuses = variant === 'test' ? testFuses : releaseFuses;
/** What is made here for development takes the Electron that is here; a release takes electron-builder's own download. */
const development: Configuration = {
  electronDist: runtime.dist,
  electronVersion: runtime.version,
  afterExtract: removeDefaultApp,
  afterPack: async (context: AfterPackContext) =>
    setFuses(context, fallback ? await fusesPresent(executableIn(context), fuses) : fuses),
};
await build({
  projectDir: projectRoot,
  publish: 'never',
  targets: Platform.current().createTarget(words.release ? null : DIR_TARGET),
  config: { directories: { output }, ...(words.release ? {} : development) },
});

const app = packagedApp(projectRoot, variant);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `Packaged ${app.executable}: ${(sizeOf(app.folder) / 1e6).toFixed(0)} MB, ${seconds} s`,
);
if (!words.release) {
  const why = fallback
    ? `Electron ${runtime.version} is the fallback for machines that cannot download the real one`
    : 'it is unsigned and unpacked';
  console.log(`NOT FOR RELEASE: ${why}. For development and tests only.`);
}
