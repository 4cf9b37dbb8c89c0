import type { CollectContext } from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { iptablesOf, lsmOf, luksOf, nftOf, secureBootOf } from './linux.ts';
import { deniedProtection, type Protection, protection } from './types.ts';

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

/** securityfs is not mounted in containers; there, the modules' own files show the state. */
async function accessControl(context: CollectContext): Promise<Protection> {
  const lsm = await context.readText('/sys/kernel/security/lsm', 4096);
  if (lsm.ok) return lsmOf(lsm.text);
  const [enforce = '', apparmor = ''] = await readMany(context, [
    '/sys/fs/selinux/enforce',
    '/sys/module/apparmor/parameters/enabled',
  ]);
  if (enforce.trim() !== '') return protection('access control', enforce.trim() === '1', 'selinux');
  if (apparmor.trim() !== '')
    return protection('access control', apparmor.trim() === 'Y', 'apparmor');
  return lsm.problem === 'denied'
    ? deniedProtection('access control')
    : protection('access control', null);
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
  return variable.problem === 'denied'
    ? deniedProtection('secure boot')
    : protection('secure boot', null, 'no EFI');
}

async function lockdown(context: CollectContext): Promise<Protection> {
  const mode = await context.readText('/sys/kernel/security/lockdown', 4096);
  const chosen = mode.ok ? (/\[(\w{1,30})\]/.exec(mode.text)?.[1] ?? null) : null;
  return protection('kernel lockdown', chosen === null ? null : chosen !== 'none', chosen);
}

/** The firewall programs first, then the kernel's tables, which only an administrator may read. */
async function firewall(context: CollectContext): Promise<Protection> {
  const limits = { timeoutMs: 3000, capBytes: 64 * 1024 };
  const [ufw, firewalld] = await Promise.all([
    context.readText('/etc/ufw/ufw.conf', 16 * 1024),
    context.run('systemctl', ['is-active', 'firewalld.service'], limits),
  ]);
  if (ufw.ok && /^\s{0,20}ENABLED\s{0,5}=\s{0,5}["']?yes/im.test(ufw.text))
    return protection('firewall', true, 'ufw');
  if (/^active\s*$/.test(firewalld.stdout)) return protection('firewall', true, 'firewalld');
  const [nft, iptables] = await Promise.all([
    context.run('nft', ['-j', 'list', 'tables'], limits),
    context.run('iptables', ['-S', 'INPUT'], limits),
  ]);
  const tables = nft.state === 'ended' && nft.exitCode === 0 ? nftOf(nft.stdout) : null;
  if (tables) return protection('firewall', true, 'nftables');
  const rules =
    iptables.state === 'ended' && iptables.exitCode === 0 ? iptablesOf(iptables.stdout) : null;
  if (rules) return protection('firewall', true, 'iptables');
  if (/not permitted|permission denied|must be root/i.test(`${nft.stderr}\n${iptables.stderr}`))
    return deniedProtection('firewall');
  if (tables === false || rules === false)
    return protection('firewall', false, tables === false ? 'nftables' : 'iptables');
  return ufw.ok ? protection('firewall', false, 'ufw') : protection('firewall', null);
}
