import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinProtections } from './darwin.ts';
import { gatherLinuxProtections } from './gather-linux.ts';
import { type Management, managementScript, win32Management } from './management.ts';
import type { Protection } from './types.ts';
import { dsregcmdOf, win32Protections, windowsScript } from './win32.ts';

export const security = defineCollector({
  id: 'security',
  title: 'Security',
  purpose:
    'Shows which protections are on, such as disk encryption, the firewall and virus protection. They may block what you want to do.',
  category: 'system',
  sensitivity: 'technical',
  privileges: {
    linux: 'The state of the firewall and, on some systems, of Secure Boot.',
    win32: 'How BitLocker protects each drive. Everyone can see whether it is on.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 22_000,
  byteCap: 128 * 1024,
  items: ['security.json', 'management.json'],
  reads: {
    linux: [
      '/sys/kernel/security/lsm, /sys/kernel/security/lockdown, /sys/fs/selinux/enforce, /sys/module/apparmor/parameters/enabled',
      '/sys/block/dm-*/dm/uuid (only the kind of encryption)',
      '/sys/firmware/efi/efivars/SecureBoot-*',
      '/etc/ufw/ufw.conf',
      'systemctl is-active firewalld.service',
      'nft -j list tables, iptables -S INPUT (only whether any exist)',
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
      'COM: Shell.Application (whether BitLocker is on, as in Explorer)',
      'Registry: SecureBoot\\State, Policies\\System\\EnableLUA',
      'dsregcmd /status (whether the computer is joined and accepted, when the sign-in was renewed, the code of the last failure)',
      'Registry: Enrollments, Provisioning\\OMADM (provider and times of device management), Group Policy\\State (time of the last update)',
    ],
  },
  mayReveal:
    'How well this computer is protected, which may help an attacker. Keys, rules, accounts and tenant names are left out.',
  async collect(context): Promise<CollectResult> {
    const { protections, management = null, silent, stopped } = await gather(context);
    const known = protections.filter(({ state }) => state === 'on' || state === 'off');
    const denied = protections.filter(({ state }) => state === 'denied');
    const items = [
      jsonItem('security.json', silent.length > 0 ? { protections, silent } : { protections }),
    ];
    if (management !== null) items.push(jsonItem('management.json', management));
    if (known.length === 0 && denied.length > 0) {
      return {
        status: 'denied',
        reason: because('Only an administrator can check the protections of this computer.'),
      };
    }
    if (known.length === 0)
      return {
        status: 'unavailable',
        reason: because('This computer does not report its protections.'),
      };
    if (silent.length > 0 || stopped) return withSilent(items, { silent, stopped });
    if (denied.length > 0) {
      return {
        status: 'partial',
        reason: because('Only an administrator can check some protections: {parts}.', {
          parts: denied.map(({ part }) => part).join(', '),
        }),
        items,
      };
    }
    if (known.length === protections.length) return { items };
    return {
      status: 'partial',
      reason: because('The system does not show the state of all its protections.'),
      items,
    };
  },
});

interface Gathered extends Pick<Asked, 'silent' | 'stopped'> {
  protections: Protection[];
  management?: Management | null;
}

async function gather(context: CollectContext): Promise<Gathered> {
  if (context.platform === 'win32') {
    const [{ answer, silent, stopped }, joined] = await Promise.all([
      ask(context, windowsScript, { timeoutMs: 12_000 }),
      context.run('dsregcmd', ['/status'], { timeoutMs: 8000 }),
    ]);
    const managed = await ask(context, managementScript, { timeoutMs: 8000 });
    return {
      protections: [...win32Protections(answer), ...dsregcmdOf(joined.stdout)],
      management: win32Management(managed.answer),
      silent: [...silent, ...managed.silent],
      stopped: stopped || managed.stopped,
    };
  }
  const protections = await (context.platform === 'linux'
    ? gatherLinuxProtections(context)
    : gatherDarwin(context));
  return { protections, silent: [], stopped: false };
}

async function gatherDarwin(context: CollectContext): Promise<Protection[]> {
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
    // Some versions write it to standard error.
    spctl: `${spctl.stdout}\n${spctl.stderr}`,
    enrollment: enrollment.stdout,
    firewall,
  });
}
