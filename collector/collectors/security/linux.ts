import { type Protection, protection } from './types.ts';

/** `/sys/kernel/security/lsm`: `lockdown,capability,yama,apparmor`; capability and lockdown alone protect no files. */
export function lsmOf(text: string): Protection {
  const names = text
    .trim()
    .split(',')
    .filter((name) => /^\w{1,30}$/.test(name));
  const major = names.filter((name) => /^(apparmor|selinux|smack|tomoyo)$/.test(name));
  return protection(
    'access control',
    names.length === 0 ? null : major.length > 0,
    names.join(', '),
  );
}

/**
 * Texts of `/sys/block/NAME/dm/uuid`: cryptsetup writes `CRYPT-LUKS2-…`. The rest names the disk and is left out.
 * A drive that encrypts itself, or the host of a virtual machine, cannot be seen from here, so `off` says what was not found.
 */
export function luksOf(uuids: string[], blockDevices: number): Protection {
  const kinds = uuids.flatMap((uuid) => /^CRYPT-([A-Z0-9]{1,20})/.exec(uuid)?.[1] ?? []);
  return protection(
    'disk encryption',
    blockDevices === 0 ? null : kinds.length > 0,
    [...new Set(kinds)].join(', ') || 'no LUKS',
  );
}

/** An EFI variable: four bytes of attributes, then its value, here one byte. */
export function secureBootOf(variable: string): boolean | null {
  const code = variable.length >= 5 ? variable.charCodeAt(4) : -1;
  return code === 1 ? true : code === 0 ? false : null;
}

/** `nft -j list tables`; null when the account may not read them. */
export function nftOf(output: string): boolean | null {
  return output.trim() === '' ? null : /"table"\s{0,5}:\s{0,5}\{/.test(output);
}

/** `iptables -S INPUT`: incoming traffic is refused by the policy or checked by a rule. Null when the account may not read it. */
export function iptablesOf(output: string): boolean | null {
  const policy = /^-P INPUT (\w{1,20})/m.exec(output)?.[1];
  return policy === undefined ? null : policy !== 'ACCEPT' || /^-A INPUT /m.test(output);
}
