import { describe, expect, test } from 'vitest';
import { collectOn } from '../../../tests/harness/collect-context.ts';
import { systemdBoot, timespanOf, win32Boot } from './boot.ts';
import { startup } from './collector.ts';

const time =
  'Startup finished in 12.301s (firmware) + 2.115s (loader) + 1.004s (kernel) + 3.250s (initrd) + 1min 2.345s (userspace) = 1min 21.015s \ngraphical.target reached after 1min 1.998s in userspace.\n';
const blame =
  '5min 230ms splunk.service\n   33.080s cloud-init-local.service\n    939ms dev-mapper-vg_root\\x2dlv_root.device\nno time\n';

describe('how long Linux took to start', () => {
  test('is told whole, in parts and by unit', async () => {
    const commands = { 'systemd-analyze time': time, 'systemd-analyze blame': blame, 'crontab -l': '@reboot /usr/bin/tray\n' };
    const found = await collectOn({ platform: 'linux', commands }, startup);
    expect(found).toMatchObject({ status: 'success', names: ['startup.json', 'boot.json'] });
    expect(found.content('boot.json')).toMatchObject({
      boots: [
        {
          at: null,
          seconds: 81.015,
          parts: [
            { name: 'firmware', seconds: 12.301 },
            { name: 'loader', seconds: 2.115 },
            { name: 'kernel', seconds: 1.004 },
            { name: 'initrd', seconds: 3.25 },
            { name: 'userspace', seconds: 62.345 },
          ],
        },
      ],
      slow: [
        { name: 'splunk.service', kind: 'unit', seconds: 300.23 },
        { name: 'cloud-init-local.service', seconds: 33.08 },
        { name: 'dev-mapper-vg_root\\x2dlv_root.device', seconds: 0.939 },
      ],
      fastStartup: null,
    });
  });
  test('is unknown while it still starts, and where systemd did not start it', () => {
    const still = 'Bootup is not yet finished (org.freedesktop.systemd1.Manager.FinishTimestampMonotonic=0).\n';
    expect(systemdBoot(still, '')).toBeNull();
    expect(systemdBoot('', '')).toBeNull();
    expect(systemdBoot('Startup finished in 1.5s (kernel) + 2s (userspace)', '')).toMatchObject({ boots: [{ seconds: null }] });
    expect(systemdBoot('Startup finished in 2min 31.463s (userspace) \n', '')).toMatchObject({ boots: [{ seconds: 151.463 }] });
  });
  test.for([
    ['1y 1month 2w 6d 1h 33min 53.782s', 35_921_033.782],
    ['3d 8h 57min 30.859s', 291_450.859],
    ['535ms', 0.535],
    ['12us', 0],
    ['soon', null],
  ] as const)('a span of “%s” is %d seconds', ([text, seconds]) => expect(timespanOf(text)).toBe(seconds));
  test('is bounded, however many units there are', () => {
    expect(systemdBoot('', '1.000s a.service\n'.repeat(10_000))?.slow).toHaveLength(30);
  });
});

describe('how long Windows took to start', () => {
  const boots = [
    { At: '2026-11-23T07:00:00Z', Id: 100, BootTime: '51237', MainPath: '24437', PostBoot: '26800', Name: null, TotalTime: null },
    { At: '2026-11-23T07:00:00Z', Id: 101, BootTime: null, Name: 'C:\\Users\\ada\\Example Sync.exe', TotalTime: '14210' },
    { At: '2026-11-23T07:00:00Z', Id: 103, BootTime: null, Name: 'Spooler', TotalTime: '20100' },
    { At: 'broken', Id: 100, BootTime: '1' },
    { At: '2026-11-23T07:00:00Z', Id: 100, BootTime: '' },
  ];
  const starts = [
    { At: '2026-11-23T07:00:00Z', Kind: '1' },
    { At: '2026-11-20T07:00:00Z', Kind: '0' },
    { At: '2026-11-19T07:00:00Z', Kind: '77' },
  ];
  const rest = '{"starts":[],"signIns":[{"At":"2026-11-23T07:01:00Z","Seconds":"38"}],"fastStartup":1}';
  const list = '{"programs":[],"approved":[],"tasks":[]}';

  test('is told with what slowed it, the kinds of its starts, and the rules at sign-in', async () => {
    const answer = `${JSON.stringify({ boots, starts })}\n${rest.replace('"starts":[],', '')}`;
    const found = await collectOn({ platform: 'win32', commands: { HiberbootEnabled: answer, StartupApproved: list } }, startup);
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('boot.json')).toEqual({
      boots: [
        {
          at: '2026-11-23T07:00:00.000Z',
          seconds: 51.237,
          parts: [
            { name: 'to the desktop', seconds: 24.437 },
            { name: 'after it', seconds: 26.8 },
          ],
        },
      ],
      slow: [
        { name: 'Spooler', kind: 'service', seconds: 20.1, at: '2026-11-23T07:00:00.000Z' },
        { name: 'Example Sync.exe', kind: 'program', seconds: 14.21, at: '2026-11-23T07:00:00.000Z' },
      ],
      fastStartup: true,
      starts: [
        { at: '2026-11-23T07:00:00.000Z', kind: 'fast' },
        { at: '2026-11-20T07:00:00.000Z', kind: 'cold' },
      ],
      signIns: [{ at: '2026-11-23T07:01:00.000Z', policySeconds: 38 }],
    });
  });
  test('is missing on an ordinary account, and the reason says so', async () => {
    const closed = `{"silent":{"source":"boots","error":"System.UnauthorizedAccessException"}}\n${rest}`;
    const found = await collectOn({ platform: 'win32', commands: { HiberbootEnabled: closed, StartupApproved: list } }, startup);
    expect(found).toMatchObject({ status: 'partial', reason: expect.stringContaining('only to an administrator') });
    expect(found.content('boot.json')).toMatchObject({ boots: [], fastStartup: true, signIns: [{ policySeconds: 38 }] });
  });
  test('is unknown, with Fast Startup, where nothing answers', async () => {
    expect(win32Boot({})).toMatchObject({ boots: [], fastStartup: null });
    const found = await collectOn({ platform: 'win32', commands: { StartupApproved: list } }, startup);
    expect(found.names).toEqual(['startup.json']);
  });
});
