import type { CollectContext } from './define.ts';
import { namesIn, readMany } from './native.ts';
import { deniedProtection, lsmOf, luksOf, nftOf, type Protection, protection, secureBootOf } from './parse/security.ts';

const secureBootFile = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

export async function gatherLinuxProtections(context: CollectContext): Promise<Protection[]> {
  return Promise.all([
    accessControl(context),
    diskEncryption(context),
    secureBoot(context),
    lockdown(context),
    firewall(context),
  ]);
}

/** securityfs is not mounted in containers; the modules' own files still tell then. */
async function accessControl(context: CollectContext): Promise<Protection> {
  const lsm = await context.readText('/sys/kernel/security/lsm', 4096);
  if (lsm.ok) return lsmOf(lsm.text);
  const [enforce = '', apparmor = ''] = await readMany(context, [
    '/sys/fs/selinux/enforce',
    '/sys/module/apparmor/parameters/enabled',
  ]);
  if (enforce.trim() !== '') return protection('access control', enforce.trim() === '1', 'selinux');
  if (apparmor.trim() !== '') return protection('access control', apparmor.trim() === 'Y', 'apparmor');
  return lsm.problem === 'denied' ? deniedProtection('access control') : protection('access control', null);
}

async function diskEncryption(context: CollectContext): Promise<Protection> {
  const devices = await namesIn(context, '/sys/block');
  const mapped = devices.filter((name) => name.startsWith('dm-'));
  return luksOf(
    await readMany(
      context,
      mapped.map((name) => `/sys/block/${name}/dm/uuid`),
    ),
    devices.length,
  );
}

async function secureBoot(context: CollectContext): Promise<Protection> {
  const variable = await context.readText(secureBootFile, 64);
  if (variable.ok) return protection('secure boot', secureBootOf(variable.text));
  return variable.problem === 'denied' ? deniedProtection('secure boot') : protection('secure boot', null, 'no EFI');
}

async function lockdown(context: CollectContext): Promise<Protection> {
  const mode = await context.readText('/sys/kernel/security/lockdown', 4096);
  const chosen = mode.ok ? (/\[(\w{1,30})\]/.exec(mode.text)?.[1] ?? null) : null;
  return protection('kernel lockdown', chosen === null ? null : chosen !== 'none', chosen);
}

async function firewall(context: CollectContext): Promise<Protection> {
  const ufw = await context.readText('/etc/ufw/ufw.conf', 16 * 1024);
  if (ufw.ok && /^\s{0,20}ENABLED\s{0,5}=\s{0,5}["']?yes/im.test(ufw.text)) return protection('firewall', true, 'ufw');
  const nft = await context.run('nft', ['-j', 'list', 'tables'], { timeoutMs: 3000, capBytes: 64 * 1024 });
  if (nft.state === 'ended' && nft.exitCode === 0) return protection('firewall', nftOf(nft.stdout), 'nftables');
  if (/not permitted|permission denied|must be root/i.test(nft.stderr)) return deniedProtection('firewall');
  return ufw.ok ? protection('firewall', false, 'ufw') : protection('firewall', null);
}
