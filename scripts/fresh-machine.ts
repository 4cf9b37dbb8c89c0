import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './setup/cache.mjs';
import { onPath } from './setup/command.mjs';

/**
 * `npm run test:fresh [-- start | test]`: runs `npm start` and `npm test`, each as the first command in a fresh clone on
 * a bare Debian or Ubuntu of this machine's own release (debootstrap, with this machine's Node and npm and nothing
 * else). Clones what is committed. The bare system is made once and kept; CANDOR_CACHE_DIR moves it.
 */
const projectRoot = dirname(import.meta.dirname);
const place = join(cacheFolder(), 'fresh-machine');
const base = join(place, 'base');
const programs = ['debootstrap', 'git', 'unshare', 'apt-get'];
const wanted = process.argv.slice(2);
const commands = wanted.length > 0 ? wanted : ['start', 'test'];

const unknown = commands.find((name) => name !== 'start' && name !== 'test');
const absent = programs.filter((name) => !onPath(name));
if (unknown !== undefined) {
  stop(`“${unknown}” cannot be tried on a fresh machine. Known: start, test.`);
} else if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  stop('A bare system can be made only as root on Debian or Ubuntu.');
} else if (absent.length > 0) {
  stop(
    `This needs ${absent.join(', ')}. Install with: apt-get install -y debootstrap git util-linux`,
  );
} else {
  if (!existsSync(join(base, '.ready'))) makeBase();
  for (const name of commands) {
    const code = runFresh(name);
    console.log(`On a fresh machine, npm ${name} ended with ${code}.`);
    if (code !== 0) process.exitCode = 1;
  }
}

function stop(sentence: string): void {
  console.error(sentence);
  process.exitCode = 2;
}

function makeBase(): void {
  const codename =
    /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  const format = [
    'indextargets',
    '--format',
    '$(SITE)',
    'Created-By: Packages',
    `Codename: ${codename}`,
  ];
  const [mirror] = execFileSync('apt-get', format, { encoding: 'utf8' }).split('\n');
  if (!mirror) throw new Error(`apt knows no archive of ${codename}`);
  console.log(`Making a bare ${codename} (about a minute; once) …`);
  rmSync(base, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const include = '--include=ca-certificates,git,procps,iproute2,libstdc++6';
  execFileSync('debootstrap', ['--variant=minbase', include, codename, base, mirror], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // The Node that npm runs on; process.execPath is the project's own, which a fresh machine does not have.
  const { npm_node_execpath: node = process.execPath, npm_execpath: cli } = process.env;
  if (!cli) throw new Error('Run this with npm: `npm run test:fresh`.');
  copyFileSync(node, join(base, 'usr/bin/node'));
  const npm = join(base, 'usr/lib/node_modules/npm');
  cpSync(dirname(dirname(cli)), npm, { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(base, 'usr/bin/npm'));
  // How this machine reaches the registries: names, proxies, certificate authorities.
  const settings = [
    '/etc/resolv.conf',
    '/etc/hosts',
    '/etc/ssl/certs',
    '/usr/local/share/ca-certificates',
    '/etc/apt/apt.conf.d',
  ];
  const npmSettings = [join(process.env.HOME ?? '/root', '.npmrc'), '/etc/npmrc', '/usr/etc/npmrc'];
  for (const path of [...settings, ...npmSettings].filter((path) => existsSync(path))) {
    cpSync(path, join(base, path), { recursive: true, force: true, verbatimSymlinks: true });
  }
  writeFileSync(join(base, '.ready'), '');
}

/** In a mount namespace of its own, so nothing stays mounted afterwards. Resolves to the command's exit code. */
function runFresh(name: string): number {
  const root = join(place, name);
  rmSync(root, { recursive: true, force: true });
  execFileSync('cp', ['-a', '--reflink=auto', base, root]);
  execFileSync('git', ['clone', '--quiet', projectRoot, join(root, 'src')]);
  const script = `set -eu
    mount --bind "$1" "$1"; mount --bind /proc "$1/proc"; mount --rbind /dev "$1/dev"; mount --bind /sys "$1/sys"
    exec chroot "$1" /bin/sh -c 'cd /src && exec npm "$0"' "$2"`;
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
  const words = [
    '--mount',
    '--propagation',
    'private',
    'bash',
    '-c',
    script,
    'fresh-machine',
    root,
    name,
  ];
  const { status } = spawnSync('unshare', words, { stdio: 'inherit', env });
  rmSync(root, { recursive: true, force: true });
  return status ?? 1;
}
