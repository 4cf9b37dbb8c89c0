import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from './define.ts';
import { runPowershell, runProfiler } from './native.ts';
import { darwinProtections, dsregcmdOf, type Protection, win32Protections } from './parse/security.ts';
import { gatherLinuxProtections } from './security-linux.ts';

export const security = defineCollector({
  id: 'security',
  title: 'Protection of this computer',
  purpose: 'Shows which protections are on, such as disk encryption, firewall and virus protection: they may block what you do.',
  category: 'system',
  sensitivity: 'technical',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 15_000,
  byteCap: 128 * 1024,
  reads: {
    linux: [
      '/sys/kernel/security/lsm, /sys/kernel/security/lockdown, /sys/fs/selinux/enforce, /sys/module/apparmor/parameters/enabled',
      '/sys/block/dm-*/dm/uuid (only the kind of encryption)',
      '/sys/firmware/efi/efivars/SecureBoot-*',
      '/etc/ufw/ufw.conf',
      'systemctl is-active firewalld.service',
      'nft -j list tables, iptables -S INPUT (only whether there are any)',
    ],
    darwin: [
      'fdesetup status',
      'csrutil status',
      'spctl --status',
      'profiles status -type enrollment',
      'system_profiler -json SPFirewallDataType',
    ],
    win32: [
      'PowerShell: Get-MpComputerStatus, Get-NetFirewallProfile',
      'CIM: AntiVirusProduct',
      'COM: Shell.Application (whether BitLocker is on, as Explorer shows it)',
      'Registry: SecureBoot\\State, Policies\\System\\EnableLUA',
      'dsregcmd /status (only whether it is joined)',
    ],
  },
  mayReveal:
    'How well this computer is protected, which may help an attacker. Keys, rules, accounts and tenant names are left out.',
  async collect(context): Promise<CollectResult> {
    const protections = await gather(context);
    const known = protections.filter(({ state }) => state === 'on' || state === 'off');
    const denied = protections.filter(({ state }) => state === 'denied');
    const items = [jsonItem('security.json', { protections })];
    if (known.length === 0 && denied.length > 0) {
      return { status: 'denied', reason: because('Only an administrator may ask this computer about its protections.') };
    }
    if (known.length === 0)
      return { status: 'unavailable', reason: because('This computer tells nothing about its protections.') };
    if (denied.length > 0) {
      return {
        status: 'partial',
        reason: because('Some protections can be asked for by an administrator only: {parts}.', {
          parts: denied.map(({ part }) => part).join(', '),
        }),
        items,
      };
    }
    if (known.length === protections.length) return { items };
    return { status: 'partial', reason: because('The system does not tell the state of all its protections.'), items };
  },
});

async function gather(context: CollectContext): Promise<Protection[]> {
  if (context.platform === 'linux') return gatherLinuxProtections(context);
  if (context.platform === 'win32') {
    const [answer, joined] = await Promise.all([
      runPowershell(context, windowsScript, { timeoutMs: 12_000 }),
      context.run('dsregcmd', ['/status'], { timeoutMs: 8000 }),
    ]);
    return [...win32Protections(answer), ...dsregcmdOf(joined.stdout)];
  }
  const [fdesetup, csrutil, spctl, enrollment, firewall] = await Promise.all([
    context.run('fdesetup', ['status']),
    context.run('csrutil', ['status']),
    context.run('spctl', ['--status']),
    context.run('profiles', ['status', '-type', 'enrollment']),
    runProfiler(context, 'SPFirewallDataType', { timeoutMs: 10_000 }),
  ]);
  return darwinProtections({
    fdesetup: fdesetup.stdout,
    csrutil: csrutil.stdout,
    // Some versions say it on the second stream.
    spctl: `${spctl.stdout}\n${spctl.stderr}`,
    enrollment: enrollment.stdout,
    firewall,
  });
}

// Not Get-BitLockerVolume, Confirm-SecureBootUEFI and Get-Tpm, which answer administrators only.
const windowsScript = `
$d=Get-MpComputerStatus|Select-Object RealTimeProtectionEnabled,AntivirusSignatureAge;
$a=@(Get-CimInstance -Namespace root/SecurityCenter2 AntiVirusProduct|Select-Object displayName,productState);
$f=@(Get-NetFirewallProfile -PolicyStore ActiveStore|Select-Object Name,@{n='Enabled';e={"$($_.Enabled)" -eq 'True'}});
$b=(New-Object -ComObject Shell.Application).NameSpace($env:SystemDrive).Self.ExtendedProperty('System.Volume.BitLockerProtection');
$s=(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State').UEFISecureBootEnabled;
$u=(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System').EnableLUA;
ConvertTo-Json -Compress -Depth 4 -InputObject @{defender=$d;antivirus=$a;firewall=$f;bitlocker=$b;secureBoot=$s;uac=$u}`;
