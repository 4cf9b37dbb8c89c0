import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { security } from './collector.ts';
import { fileTimeOf, win32Management } from './management.ts';
import { dsregcmdOf } from './win32.ts';

describe('how an organisation manages a computer with Windows', () => {
  const enrolments = [
    { Provider: 'MS DM Server', State: 1, Success: '20261123T081500Z', Failure: '' },
    { Provider: 'WMI_Bridge_SCCM_Server', State: 0, Success: '', Failure: '20261120T081500Z' },
    { Provider: '', State: 1 },
  ];
  // The registry gives its halves with a sign.
  const groupPolicy = { High: '31292175', Low: '-530676096' };

  test('is told by its enrolments and when its rules were applied', async () => {
    const answer = JSON.stringify({ enrolments, groupPolicy });
    const protections =
      '{"firewall":[],"uac":1,"secureBoot":1,"antivirus":[],"defender":{},"bitlocker":1}';
    const commands = { Enrollments: answer, EnableLUA: protections };
    const found = await collectOn({ platform: 'win32', commands }, security);
    expect(found.content('management.json')).toEqual({
      enrolments: [
        {
          provider: 'MS DM Server',
          active: true,
          lastSyncAt: '2026-11-23T08:15:00.000Z',
          lastFailureAt: null,
        },
        {
          provider: 'WMI_Bridge_SCCM_Server',
          active: false,
          lastSyncAt: null,
          lastFailureAt: '2026-11-20T08:15:00.000Z',
        },
      ],
      groupPolicyAt: '2026-11-23T06:00:01.000Z',
    });
  });
  test('is unknown where a source is silent, and none where there is none', () => {
    expect(win32Management(undefined)).toBeNull();
    expect(win32Management({})).toEqual({ enrolments: null, groupPolicyAt: null });
    expect(win32Management({ enrolments: [] })).toMatchObject({ enrolments: [] });
  });
  test('is bounded', () => {
    const flood = Array.from({ length: 5000 }, (_, at) => ({ Provider: `p${at}`, State: 1 }));
    expect(win32Management({ enrolments: flood })?.enrolments).toHaveLength(20);
  });
  test.for([
    ['31039136', '1253903744', '2023-06-14T09:12:07.000Z'],
    ['0', '5', null],
    ['x', '5', null],
    ['', '', null],
  ] as const)('the halves %s and %s are the time %s', ([high, low, time]) => {
    expect(fileTimeOf(high, low)).toBe(time);
  });
});

describe('the sign-in to Entra ID', () => {
  const status = [
    '             AzureAdJoined : YES',
    '          DeviceAuthStatus : FAILED. Device is either disabled or deleted',
    '           WorkplaceJoined : NO',
    '                    NgcSet : YES',
    '                AzureAdPrt : NO',
    '      AzureAdPrtUpdateTime : 2026-11-20 22:57:53.000 UTC',
    '            Attempt Status : 0xc000006d',
    '             User Identity : ada@corp.example',
    '  Server Error Description : AADSTS50126: Error validating credentials due to invalid username or password.',
  ].join('\n');
  test('tells when it was renewed and why it failed, by codes and without the account', () => {
    const found = dsregcmdOf(status);
    expect(found).toEqual([
      { part: 'joined to Entra ID', state: 'on', detail: null },
      { part: 'work account added', state: 'off', detail: null },
      {
        part: 'signed in to Entra ID',
        state: 'off',
        detail: 'renewed 2026-11-20T22:57:53Z, last attempt 0xc000006d AADSTS50126',
      },
      { part: 'device accepted by Entra ID', state: 'off', detail: null },
      { part: 'Windows Hello set up', state: 'on', detail: null },
    ]);
    expect(JSON.stringify(found)).not.toContain('ada');
  });
  test('has no detail where nothing failed', () => {
    expect(dsregcmdOf('  AzureAdPrt : YES\n  Attempt Status : 0x00000000\n')).toEqual([
      { part: 'signed in to Entra ID', state: 'on', detail: null },
    ]);
  });
});

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de', more: Machine['commands'] = {}): Machine => {
  const answers = JSON.parse(fixture(`windows-${language}.json`)) as Record<string, unknown>;
  const commands = Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  );
  return { platform: 'win32', commands: { ...commands, ...more } };
};
const english = windowsIn('en', { 'dsregcmd /status': fixture('dsregcmd.txt') });
const german = windowsIn('de');
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'fdesetup status': 'FileVault is Off.\n',
    'csrutil status': 'System Integrity Protection status: enabled.\n',
    'spctl --status': { stdout: '', stderr: 'assessments enabled' },
    'profiles status':
      'Enrolled via DEP: No\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.corp.example/x\n',
    'system_profiler -json SPFirewallDataType': fixture('firewall.json'),
  },
};
const secureBoot = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const linux: Machine = {
  platform: 'linux',
  files: {
    '/sys/kernel/security/lsm': 'lockdown,capability,yama,apparmor',
    '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
    '/sys/block/nvme0n1/size': '1\n',
    '/sys/block/dm-0/dm/uuid': 'CRYPT-LUKS2-4f1c0000aaaabbbbccccddddeeeeffff-luks-home\n',
    [secureBoot]: '\u0006\0\0\0\u0001',
    '/etc/ufw/ufw.conf': '# comment\nENABLED=yes\nLOGLEVEL=low\n',
  },
};
const stateOf = (content: unknown): Record<string, string> =>
  Object.fromEntries(
    (content as { protections: { part: string; state: string }[] }).protections.map((one) => [
      one.part,
      one.state,
    ]),
  );

describe('the protection of a computer', () => {
  test('on Linux is told without the name of an encrypted disk', async () => {
    const run = await collectOn(linux, security);
    expect(run.status).toBe('success');
    expect(stateOf(run.content('security.json'))).toEqual({
      'access control': 'on',
      'disk encryption': 'on',
      'secure boot': 'on',
      'kernel lockdown': 'on',
      firewall: 'on',
    });
    expect(JSON.stringify(run.content('security.json'))).not.toContain('4f1c');
  });
  test('that only an administrator may ask for is denied by name, and the rest is kept', async () => {
    const commands = { nft: { exitCode: 1, stderr: 'Operation not permitted (you must be root)' } };
    const files = { ...linux.files, '/etc/ufw/ufw.conf': 'denied' } as const;
    const run = await collectOn({ platform: 'linux', commands, files }, security);
    expect(run.status).toBe('partial');
    expect(run.reason).toContain('administrator');
    expect(stateOf(run.content('security.json')).firewall).toBe('denied');
  });
  test('is denied as a whole where nothing else is known', async () => {
    const files = { '/sys/kernel/security/lsm': 'denied', [secureBoot]: 'denied' } as const;
    expect(await collectOn({ platform: 'linux', files }, security)).toMatchObject({
      status: 'denied',
      names: [],
    });
    expect(await collectOn({ platform: 'linux' }, security)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('on Windows tells which virus protection runs and whether the computer is managed, not by whom', async () => {
    const run = await collectOn(english, security);
    const content = run.content('security.json');
    expect(run.status).toBe('success');
    expect(stateOf(content)).toEqual({
      'virus protection, Defender': 'off',
      'virus protection': 'on',
      'firewall, domain networks': 'on',
      'firewall, private networks': 'on',
      'firewall, public networks': 'off',
      'disk encryption': 'on',
      'secure boot': 'on',
      'user account control': 'on',
      'joined to Entra ID': 'on',
      'joined to a domain': 'off',
      'signed in to Entra ID': 'on',
    });
    expect(content).toMatchObject({
      protections: expect.arrayContaining([
        {
          part: 'virus protection',
          state: 'on',
          detail: 'Example Endpoint Security, signatures old',
        },
      ]),
    });
    expect(JSON.stringify(content)).not.toMatch(/LT-4711|Example Corporation|8f3c2b1a/);
  });
  test('that Windows does not tell is unknown, and the collector says so', async () => {
    const run = await collectOn(german, security);
    expect(run.status).toBe('partial');
    expect(stateOf(run.content('security.json'))).toMatchObject({
      'disk encryption': 'unknown',
      'secure boot': 'unknown',
    });
  });
  test('on macOS is told by each part of the system', async () => {
    const run = await collectOn(mac, security);
    expect(stateOf(run.content('security.json'))).toEqual({
      'disk encryption': 'off',
      'system integrity': 'on',
      'program checks': 'on',
      firewall: 'on',
      'managed by an organisation': 'on',
    });
    expect(JSON.stringify(run.content('security.json'))).not.toContain('mdm.corp');
  });
});

describe('the firewall', () => {
  const states = async (machine: Partial<Parameters<typeof collectOn>[0]>) => {
    const files = { '/sys/block/sda/size': '1', ...machine.files };
    const found = await collectOn(
      { platform: 'linux', commands: machine.commands ?? {}, files },
      security,
    );
    const { protections } = found.content('security.json') as {
      protections: { part: string; state: string; detail: string | null }[];
    };
    const one = protections.find(({ part }) => part === 'firewall');
    return [one?.state, one?.detail];
  };
  const root = {
    exitCode: 4,
    stderr:
      'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)',
  };
  test.for([
    [
      'firewalld runs',
      { commands: { 'systemctl is-active': 'active\n', nft: root } },
      ['on', 'firewalld'],
    ],
    [
      'only an administrator may ask',
      { commands: { 'systemctl is-active': 'inactive\n', nft: root, iptables: root } },
      ['denied', null],
    ],
    [
      'iptables refuses',
      { commands: { 'iptables -S INPUT': '-P INPUT DROP\n' } },
      ['on', 'iptables'],
    ],
    [
      'iptables has rules',
      { commands: { 'iptables -S INPUT': '-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n' } },
      ['on', 'iptables'],
    ],
    [
      'iptables lets all in',
      { commands: { 'iptables -S INPUT': '-P INPUT ACCEPT\n' } },
      ['off', 'iptables'],
    ],
    [
      'ufw is off, and the rest may not be asked',
      { commands: { nft: root }, files: { '/etc/ufw/ufw.conf': 'ENABLED=no\n' } },
      ['denied', null],
    ],
    ['there is none of them', {}, ['unknown', null]],
  ] as const)('where %s', async ([, machine, expected]) =>
    expect(await states(machine as never)).toEqual(expected),
  );
});
