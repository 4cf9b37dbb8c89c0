import { numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { type Protection, protection } from './types.ts';

/** `dsregcmd /status` is in English on every Windows. Its tenant, device and user names are left out. */
export function dsregcmdOf(output: string): Protection[] {
  const fieldOf = (key: string, shape: string): string | undefined =>
    new RegExp(`^\\s{0,60}${key} : (${shape})`, 'm').exec(output)?.[1];
  const wanted: readonly [key: string, part: string, detail?: string | null][] = [
    ['AzureAdJoined', 'joined to Entra ID'],
    ['DomainJoined', 'joined to a domain'],
    ['WorkplaceJoined', 'work account added'],
    ['AzureAdPrt', 'signed in to Entra ID', signInDetail(fieldOf)],
    ['DeviceAuthStatus', 'device accepted by Entra ID'],
    ['NgcSet', 'Windows Hello set up'],
  ];
  return wanted.flatMap(([key, part, detail = null]) => {
    const answer = fieldOf(key, '(?:YES|NO|SUCCESS|FAILED)\\b');
    return answer === undefined
      ? []
      : [protection(part, answer === 'YES' || answer === 'SUCCESS', detail)];
  });
}

/** When the sign-in was renewed, and the error codes of the last failure; never the account. */
function signInDetail(fieldOf: (key: string, shape: string) => string | undefined): string | null {
  const renewed = fieldOf(
    'AzureAdPrtUpdateTime',
    '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d',
  )?.replace(' ', 'T');
  const attempt = fieldOf('Attempt Status', '0x[0-9a-fA-F]{8}');
  const code = fieldOf('Server Error Description', 'AADSTS\\d{1,9}');
  const failure =
    attempt === undefined || /^0x0+$/.test(attempt)
      ? null
      : `last attempt ${[attempt, code].filter(Boolean).join(' ')}`;
  return (
    [renewed === undefined ? null : `renewed ${renewed}Z`, failure]
      .filter((part) => part !== null)
      .join(', ') || null
  );
}

const flag = (value: unknown): boolean | null => {
  if (typeof value === 'boolean') return value;
  const number = numberOf(value);
  return number === null ? null : number !== 0;
};

/** The shell's states of a drive: 1 on, 2 off, 3 encrypting, 4 decrypting, 5 suspended, 6 on and locked. */
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

/** `{ defender, antivirus, firewall, bitlocker, secureBoot, uac }`; empty when PowerShell did not answer. */
export function win32Protections(answer: unknown): Protection[] {
  if (answer === undefined) return [];
  const parts = rowOf(answer);
  const defender = rowOf(parts.defender);
  // 65535 and 4294967295 mean "never", for example when another product has replaced Defender.
  const days = numberOf(defender.AntivirusSignatureAge);
  const age = days === null || days > oldestSignatures ? null : days;
  const [encrypted = null, encryption = 'BitLocker'] =
    bitlocker[numberOf(parts.bitlocker) ?? 0] ?? [];
  return [
    protection(
      'virus protection, Defender',
      flag(defender.RealTimeProtectionEnabled),
      age === null ? null : `signatures ${age} days old`,
    ),
    // The state is a bit field: 0x1000 means that it is running, 0x10 that its signatures are old.
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
      protection(
        `firewall, ${textOf(row.Name)?.toLowerCase() ?? 'unknown'} networks`,
        flag(row.Enabled),
      ),
    ),
    protection('disk encryption', encrypted, encryption),
    protection('secure boot', flag(parts.secureBoot)),
    protection('user account control', flag(parts.uac)),
  ];
}

// Not Get-BitLockerVolume, Confirm-SecureBootUEFI and Get-Tpm, which only administrators may use. Windows Server has no
// AntiVirusProduct, and without Defender there is no Get-MpComputerStatus.
export const windowsScript = askEach({
  firewall: {
    list: `Get-NetFirewallProfile -PolicyStore ActiveStore -ErrorAction Stop|Select-Object Name,@{n='Enabled';e={"$($_.Enabled)" -eq 'True'}}`,
  },
  uac: {
    one: registryValue(
      'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System',
      'EnableLUA',
    ),
  },
  secureBoot: {
    one: registryValue(
      'SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State',
      'UEFISecureBootEnabled',
    ),
  },
  antivirus: {
    list: 'Get-CimInstance -Namespace root/SecurityCenter2 AntiVirusProduct -ErrorAction Stop|Select-Object displayName,productState',
  },
  defender: {
    one: 'Get-MpComputerStatus -ErrorAction Stop|Select-Object RealTimeProtectionEnabled,AntivirusSignatureAge',
  },
  bitlocker: {
    one: `(New-Object -ComObject Shell.Application).NameSpace($env:SystemDrive).Self.ExtendedProperty('System.Volume.BitLockerProtection')`,
  },
});

/** Null when it is missing, as on computers without UEFI. */
function registryValue(key: string, name: string): string {
  return `(Get-ItemProperty 'HKLM:\\${key}' -Name ${name} -ErrorAction SilentlyContinue).${name}`;
}
