import { numberOf, profilerRowsOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

/** One protection of the computer. `denied`: only an administrator may ask; `unknown`: the system does not say. */
export interface Protection {
  part: string;
  state: 'on' | 'off' | 'denied' | 'unknown';
  /** Such as the name of the protection and the age of its rules. */
  detail: string | null;
}

const stateOf = (on: boolean | null): Protection['state'] => (on === null ? 'unknown' : on ? 'on' : 'off');

export const protection = (part: string, on: boolean | null, detail: string | null = null): Protection => ({
  part,
  state: stateOf(on),
  detail: textOf(detail),
});

export const deniedProtection = (part: string): Protection => ({ part, state: 'denied', detail: null });

/** `/sys/kernel/security/lsm`: `lockdown,capability,yama,apparmor`; capability and lockdown alone protect no files. */
export function lsmOf(text: string): Protection {
  const names = text
    .trim()
    .split(',')
    .filter((name) => /^\w{1,30}$/.test(name));
  const major = names.filter((name) => /^(apparmor|selinux|smack|tomoyo)$/.test(name));
  return protection('access control', names.length === 0 ? null : major.length > 0, names.join(', '));
}

/**
 * Texts of `/sys/block/NAME/dm/uuid`: cryptsetup writes `CRYPT-LUKS2-…`. The rest of it names the disk and is left out.
 * A drive that encrypts itself, or a host below a virtual machine, cannot be seen from here: so `off` says what is missing.
 */
export function luksOf(uuids: string[], blockDevices: number): Protection {
  const kinds = uuids.flatMap((uuid) => /^CRYPT-([A-Z0-9]{1,20})/.exec(uuid)?.[1] ?? []);
  return protection('disk encryption', blockDevices === 0 ? null : kinds.length > 0, [...new Set(kinds)].join(', ') || 'no LUKS');
}

/** An EFI variable: four bytes of attributes, then its value, here one byte. */
export function secureBootOf(variable: string): boolean | null {
  const code = variable.length >= 5 ? variable.charCodeAt(4) : -1;
  return code === 1 ? true : code === 0 ? false : null;
}

/** `nft -j list tables`, or null when it may not be asked. */
export function nftOf(output: string): boolean | null {
  return output.trim() === '' ? null : /"table"\s{0,5}:\s{0,5}\{/.test(output);
}

/** `iptables -S INPUT`: what comes in is refused by a policy or looked at by a rule. Null when it may not be asked. */
export function iptablesOf(output: string): boolean | null {
  const policy = /^-P INPUT (\w{1,20})/m.exec(output)?.[1];
  return policy === undefined ? null : policy !== 'ACCEPT' || /^-A INPUT /m.test(output);
}

/** What `SPFirewallDataType` says: `allow_all` is what the settings show as off. */
const firewallOn = /^spfirewall_globalstate_(?:limit_connections|block_all)$/;
const firewallOff = /^spfirewall_globalstate_(?:allow_all|off)$/;

interface DarwinAnswers {
  fdesetup: string;
  csrutil: string;
  spctl: string;
  firewall: string;
  enrollment: string;
}

export function darwinProtections(answers: DarwinAnswers): Protection[] {
  const said = (text: string, on: RegExp, off: RegExp): boolean | null => (on.test(text) ? true : off.test(text) ? false : null);
  const mode = textOf(rowOf(profilerRowsOf(answers.firewall, 'SPFirewallDataType')).spfirewall_globalstate);
  const mdm = /^MDM enrollment: (Yes|No)(.{0,40})$/m.exec(answers.enrollment);
  return [
    protection('disk encryption', said(answers.fdesetup, /FileVault is On/, /FileVault is Off/), 'FileVault'),
    protection('system integrity', said(answers.csrutil, /status: enabled/, /status: disabled/), 'System Integrity Protection'),
    protection('program checks', said(answers.spctl, /assessments enabled/, /assessments disabled/), 'Gatekeeper'),
    protection('firewall', said(mode ?? '', firewallOn, firewallOff), mode?.replace('spfirewall_globalstate_', '') ?? null),
    protection('managed by an organisation', mdm ? mdm[1] === 'Yes' : null, mdm?.[2]?.replace(/[()]/g, '') ?? null),
  ];
}

/** `dsregcmd /status` speaks English on every Windows. Its tenant, device and user names are left out. */
export function dsregcmdOf(output: string): Protection[] {
  const wanted = { AzureAdJoined: 'joined to Entra ID', DomainJoined: 'joined to a domain', AzureAdPrt: 'signed in to Entra ID' };
  return Object.entries(wanted).flatMap(([key, part]) => {
    const said = new RegExp(`^\\s{0,60}${key} : (YES|NO)\\b`, 'm').exec(output)?.[1];
    return said === undefined ? [] : [protection(part, said === 'YES')];
  });
}

const flag = (value: unknown): boolean | null => {
  if (typeof value === 'boolean') return value;
  const number = numberOf(value);
  return number === null ? null : number !== 0;
};

/** What the shell says of a drive: 1 on, 2 off, 3 encrypting, 4 decrypting, 5 suspended, 6 on and locked. */
const bitlocker: Record<number, [boolean, string]> = {
  1: [true, 'BitLocker'],
  2: [false, 'BitLocker'],
  3: [true, 'BitLocker, being switched on'],
  4: [false, 'BitLocker, being switched off'],
  5: [false, 'BitLocker, suspended'],
  6: [true, 'BitLocker, locked'],
};

/** Ten years in days. */
const oldestSignatures = 3650;

/** `{ defender, antivirus, firewall, bitlocker, secureBoot, uac }`; empty when PowerShell gave no answer. */
export function win32Protections(answer: unknown): Protection[] {
  if (answer === undefined) return [];
  const parts = rowOf(answer);
  const defender = rowOf(parts.defender);
  // 65535 and 4294967295 stand for "never", also where another product has taken Defender's place.
  const days = numberOf(defender.AntivirusSignatureAge);
  const age = days === null || days > oldestSignatures ? null : days;
  const [encrypted = null, encryption = 'BitLocker'] = bitlocker[numberOf(parts.bitlocker) ?? 0] ?? [];
  return [
    protection(
      'virus protection, Defender',
      flag(defender.RealTimeProtectionEnabled),
      age === null ? null : `signatures ${age} days old`,
    ),
    // The state is a bit field: 0x1000 says that it runs, 0x10 that its signatures are old.
    ...rowsOf(parts.antivirus ?? []).map((row) => {
      const state = numberOf(row.productState);
      const old = state !== null && Math.floor(state / 0x10) % 2 === 1;
      return protection(
        'virus protection',
        state === null ? null : Math.floor(state / 0x1000) % 2 === 1,
        `${textOf(row.displayName)}${old ? ', signatures old' : ''}`,
      );
    }),
    ...rowsOf(parts.firewall ?? []).map((row) =>
      protection(`firewall, ${textOf(row.Name)?.toLowerCase() ?? 'unknown'} networks`, flag(row.Enabled)),
    ),
    protection('disk encryption', encrypted, encryption),
    protection('secure boot', flag(parts.secureBoot)),
    protection('user account control', flag(parts.uac)),
  ];
}
