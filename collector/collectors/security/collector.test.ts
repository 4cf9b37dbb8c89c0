import { describe, expect, test } from 'vitest';
import { collectOn } from '../../../tests/harness/collect-context.ts';
import { security } from './collector.ts';
import { fileTimeOf, win32Management } from './management.ts';
import { dsregcmdOf } from './win32.ts';

const now = new Date('2026-11-23T12:00:00Z');

describe('how an organisation manages a computer with Windows', () => {
  const enrolments = [
    { Provider: 'MS DM Server', State: 1, Success: '20261123T081500Z', Failure: '' },
    { Provider: 'WMI_Bridge_SCCM_Server', State: 0, Success: '', Failure: '20261120T081500Z' },
    { Provider: '', State: 1 },
  ];
  const certificates = [
    { Store: 'CurrentUser', End: '2026-12-01T00:00:00Z', Client: true },
    { Store: 'CurrentUser', End: '2026-11-01T00:00:00Z', Client: false },
    { Store: 'LocalMachine', End: '2029-01-01T00:00:00Z', Client: true },
    { Store: 'LocalMachine', End: 'broken', Client: true },
  ];
  // The registry gives its halves with a sign.
  const groupPolicy = { High: '31292175', Low: '-530676096' };

  test('is told by its enrolments, its rules and certificates that end soon', async () => {
    const answer = JSON.stringify({ enrolments, groupPolicy, certificates });
    const protections = '{"firewall":[],"uac":1,"secureBoot":1,"antivirus":[],"defender":{},"bitlocker":1}';
    const commands = { Enrollments: answer, EnableLUA: protections };
    const found = await collectOn({ platform: 'win32', now: now.toISOString(), commands }, security);
    expect(found.content('management.json')).toEqual({
      enrolments: [
        { provider: 'MS DM Server', active: true, lastSyncAt: '2026-11-23T08:15:00.000Z', lastFailureAt: null },
        { provider: 'WMI_Bridge_SCCM_Server', active: false, lastSyncAt: null, lastFailureAt: '2026-11-20T08:15:00.000Z' },
      ],
      groupPolicyAt: '2026-11-23T06:00:01.000Z',
      certificates: [
        { store: 'CurrentUser', count: 2, expired: 1, endSoon: 1, forSigningIn: 1, nextEnd: '2026-12-01T00:00:00.000Z' },
        { store: 'LocalMachine', count: 1, expired: 0, endSoon: 0, forSigningIn: 0, nextEnd: '2029-01-01T00:00:00.000Z' },
      ],
    });
  });
  test('is unknown where a source is silent, and none where there is none', () => {
    expect(win32Management(undefined, now)).toBeNull();
    expect(win32Management({}, now)).toEqual({ enrolments: null, groupPolicyAt: null, certificates: null });
    expect(win32Management({ enrolments: [], certificates: [] }, now)).toMatchObject({ enrolments: [], certificates: [] });
  });
  test('is bounded', () => {
    const flood = Array.from({ length: 5000 }, (_, at) => ({
      Provider: `p${at}`,
      State: 1,
      Store: `s${at}`,
      End: '2026-12-01T00:00:00Z',
    }));
    const found = win32Management({ enrolments: flood, certificates: flood }, now);
    expect(found?.enrolments).toHaveLength(20);
    expect(found?.certificates).toHaveLength(10);
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
