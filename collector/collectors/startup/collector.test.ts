import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { systemdBoot, timespanOf, win32Boot } from './boot.ts';
import { startup } from './collector.ts';
import { cronAtStart } from './cron.ts';

const time =
  'Startup finished in 12.301s (firmware) + 2.115s (loader) + 1.004s (kernel) + 3.250s (initrd) + 1min 2.345s (userspace) = 1min 21.015s \ngraphical.target reached after 1min 1.998s in userspace.\n';
const blame =
  '5min 230ms splunk.service\n   33.080s cloud-init-local.service\n    939ms dev-mapper-vg_root\\x2dlv_root.device\nno time\n';

describe('how long Linux took to start', () => {
  test('is told whole, in parts and by unit', async () => {
    const commands = {
      'systemd-analyze time': time,
      'systemd-analyze blame': blame,
      'crontab -l': '@reboot /usr/bin/tray\n',
    };
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
    const still =
      'Bootup is not yet finished (org.freedesktop.systemd1.Manager.FinishTimestampMonotonic=0).\n';
    expect(systemdBoot(still, '')).toBeNull();
    expect(systemdBoot('', '')).toBeNull();
    expect(systemdBoot('Startup finished in 1.5s (kernel) + 2s (userspace)', '')).toMatchObject({
      boots: [{ seconds: null }],
    });
    expect(systemdBoot('Startup finished in 2min 31.463s (userspace) \n', '')).toMatchObject({
      boots: [{ seconds: 151.463 }],
    });
  });
  test.for([
    ['1y 1month 2w 6d 1h 33min 53.782s', 35_921_033.782],
    ['3d 8h 57min 30.859s', 291_450.859],
    ['535ms', 0.535],
    ['12us', 0],
    ['soon', null],
  ] as const)('a span of “%s” is %d seconds', ([text, seconds]) =>
    expect(timespanOf(text)).toBe(seconds),
  );
  test('is bounded, however many units there are', () => {
    expect(systemdBoot('', '1.000s a.service\n'.repeat(10_000))?.slow).toHaveLength(30);
  });
});

describe('how long Windows took to start', () => {
  const boots = [
    {
      At: '2026-11-23T07:00:00Z',
      Id: 100,
      BootTime: '51237',
      MainPath: '24437',
      PostBoot: '26800',
      Name: null,
      TotalTime: null,
    },
    {
      At: '2026-11-23T07:00:00Z',
      Id: 101,
      BootTime: null,
      Name: 'C:\\Users\\ada\\Example Sync.exe',
      TotalTime: '14210',
    },
    { At: '2026-11-23T07:00:00Z', Id: 103, BootTime: null, Name: 'Spooler', TotalTime: '20100' },
    { At: 'broken', Id: 100, BootTime: '1' },
    { At: '2026-11-23T07:00:00Z', Id: 100, BootTime: '' },
  ];
  const starts = [
    { At: '2026-11-23T07:00:00Z', Kind: '1' },
    { At: '2026-11-20T07:00:00Z', Kind: '0' },
    { At: '2026-11-19T07:00:00Z', Kind: '77' },
  ];
  const rest =
    '{"starts":[],"signIns":[{"At":"2026-11-23T07:01:00Z","Seconds":"38"}],"fastStartup":1}';
  const list = '{"programs":[],"approved":[],"tasks":[]}';

  test('is told with what slowed it, the kinds of its starts, and the rules at sign-in', async () => {
    const answer = `${JSON.stringify({ boots, starts })}\n${rest.replace('"starts":[],', '')}`;
    const found = await collectOn(
      { platform: 'win32', commands: { HiberbootEnabled: answer, StartupApproved: list } },
      startup,
    );
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
        {
          name: 'Example Sync.exe',
          kind: 'program',
          seconds: 14.21,
          at: '2026-11-23T07:00:00.000Z',
        },
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
    const found = await collectOn(
      { platform: 'win32', commands: { HiberbootEnabled: closed, StartupApproved: list } },
      startup,
    );
    expect(found).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('only an administrator'),
    });
    expect(found.content('boot.json')).toMatchObject({
      boots: [],
      fastStartup: true,
      signIns: [{ policySeconds: 38 }],
    });
  });
  test('is unknown, with Fast Startup, where nothing answers', async () => {
    expect(win32Boot({})).toMatchObject({ boots: [], fastStartup: null });
    const found = await collectOn(
      { platform: 'win32', commands: { StartupApproved: list } },
      startup,
    );
    expect(found.names).toEqual(['startup.json']);
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
const english = windowsIn('en');
const german = windowsIn('de');
const home = os.homedir();
const linux: Machine = {
  platform: 'linux',
  files: {
    '/etc/systemd/system/multi-user.target.wants/ssh.service': '',
    '/etc/systemd/system/multi-user.target.wants/cups.path': '',
    '/etc/systemd/system/sshd.service': '',
    '/etc/xdg/autostart/nm-applet.desktop': '[Desktop Entry]\nExec=nm-applet\n',
    [`${home}/.config/autostart/sync.desktop`]:
      '[Desktop Entry]\nName=Sync\nExec=/home/ada/bin/sync --key x\nHidden=true\n',
  },
};

describe('what starts by itself', () => {
  test('on Linux is named, without its commands, and says when it is switched off', async () => {
    const content = (await collectOn(linux, startup)).content('startup.json');
    expect(content).toEqual({
      count: 4,
      items: [
        { name: 'cups.path', kind: 'service', whose: 'system', enabled: true },
        { name: 'ssh.service', kind: 'service', whose: 'system', enabled: true },
        { name: 'nm-applet', kind: 'program', whose: 'system', enabled: true },
        { name: 'sync', kind: 'program', whose: 'person', enabled: false },
      ],
    });
  });
  test('on Windows belongs to the person or to everyone', async () => {
    expect((await collectOn(english, startup)).content('startup.json')).toMatchObject({
      items: [
        { name: 'OneDrive', whose: 'person', enabled: true },
        { name: 'SecurityHealth', whose: 'system', enabled: true },
        { name: 'Send to OneNote', whose: 'person', enabled: false },
        { name: 'Updater', whose: 'system', enabled: false },
        { name: 'GoogleUpdaterTaskSystem', kind: 'scheduled task', enabled: true, state: 'Ready' },
        {
          name: 'OneDrive Reporting Task',
          kind: 'scheduled task',
          enabled: true,
          state: 'Running',
        },
      ],
    });
    expect((await collectOn(german, startup)).content('startup.json')).toMatchObject({
      items: [
        { name: 'Zubehör', whose: 'system', enabled: true },
        { name: 'Tägliche Sicherung', kind: 'scheduled task', enabled: false },
      ],
    });
  });
  test('on macOS are login items too, of which only an administrator learns whether they are on', async () => {
    const files = {
      '/Applications/Sync.app/Contents/Library/LoginItems/Sync Helper.app': '',
      '/Applications/Notes.app/x': '',
    };
    const run = await collectOn({ platform: 'darwin', files }, startup);
    expect(run).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('administrator'),
    });
    expect(run.content('startup.json')).toMatchObject({
      items: [{ name: 'Sync Helper', kind: 'login item', enabled: null }],
    });
  });
  test('on macOS are agents and daemons', async () => {
    const files = {
      '/Library/LaunchDaemons/com.example.helper.plist': '',
      '/Library/LaunchAgents/.DS_Store': '',
      [`${home}/Library/LaunchAgents/com.example.sync.plist`]: '',
    };
    expect(
      (await collectOn({ platform: 'darwin', files }, startup)).content('startup.json'),
    ).toMatchObject({
      items: [
        { name: 'com.example.helper', kind: 'daemon', whose: 'system' },
        { name: 'com.example.sync', kind: 'agent', whose: 'person' },
      ],
    });
  });
});

describe('what cron starts with the computer', () => {
  test('is a program’s name, without its arguments and without what only waits before it', () => {
    expect(cronAtStart(fixture('crontab.txt'), true)).toEqual(['updater', 'agent']);
    expect(cronAtStart('@reboot A=1 "/home/ada/My Sync/sync" x\n@reboot sleep 5\n', false)).toEqual(
      ['sync', 'sleep'],
    );
    expect(
      cronAtStart('@reboot PASS="abc hunter2" /usr/bin/x\n@reboot PASS=\'a;b c\' y\n', false),
    ).toEqual(['x', 'y']);
    expect(
      cronAtStart(
        '@reboot "/srv/Project Bluebird/run it" -v\n@reboot "/srv/Project Bluebird\n',
        false,
      ),
    ).toEqual(['run_it']);
    expect(cronAtStart('', false)).toEqual([]);
  });
  test('stands among the rest, the person’s own apart', async () => {
    const files = {
      '/etc/cron.d/acme': fixture('crontab.txt'),
      '/etc/systemd/user/default.target.wants/sync.service': '',
    };
    const found = await collectOn(
      { platform: 'linux', files, commands: { 'crontab -l': '@reboot /home/ada/bin/tray\n' } },
      startup,
    );
    expect(found.content('startup.json')).toMatchObject({
      items: [
        { name: 'sync.service', kind: 'user service', whose: 'system' },
        { name: 'updater', kind: 'cron', whose: 'system' },
        { name: 'agent', kind: 'cron', whose: 'system' },
        { name: 'tray', kind: 'cron', whose: 'person' },
      ],
    });
    expect(JSON.stringify(found.content('startup.json'))).not.toMatch(/hunter2|ada/);
  });
});
