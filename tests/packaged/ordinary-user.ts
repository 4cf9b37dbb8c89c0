import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `nobody`, who is on every Linux. Root cannot use Chromium's sandbox, and a release does not start without it. */
const ordinary = 65_534;
const isRoot = process.getuid?.() === 0;
const become = isRoot
  ? ['setpriv', `--reuid=${ordinary}`, `--regid=${ordinary}`, '--clear-groups']
  : [];

/** How a command is started by somebody who is not root: the same person where that is so already. */
export function asOrdinaryUser(
  command: string,
  words: readonly string[],
): { command: string; words: string[] } {
  const [first = command, ...rest] = [...become, command, ...words];
  return { command: first, words: rest };
}

/** A folder of theirs, and the variables by which Candor keeps its data in there. */
export function ordinaryHome(): {
  folder: string;
  environment: Record<string, string | undefined>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'candor-packaged-'));
  mkdirSync(join(folder, 'home'));
  chmodSync(folder, 0o700);
  if (isRoot)
    for (const path of [folder, join(folder, 'home')]) chownSync(path, ordinary, ordinary);
  const environment = {
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: undefined,
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XAUTHORITY: isRoot ? undefined : process.env.XAUTHORITY,
  };
  return { folder, environment: process.platform === 'linux' ? environment : {} };
}

/** Whether Chromium can make a sandbox here without a helper that belongs to root, which only an installed Candor has. */
export function canMakeSandbox(): boolean {
  if (process.platform !== 'linux') return true;
  const { command, words } = asOrdinaryUser('unshare', ['-U', 'true']);
  return spawnSync(command, words).status === 0;
}
