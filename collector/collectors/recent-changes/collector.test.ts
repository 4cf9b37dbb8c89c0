import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { recentChanges } from './collector.ts';
import { pacmanChanges, rpmLogChanges, zypperChanges } from './package-logs.ts';

const fixture = fixtureOf(import.meta.url);

const since = new Date('2026-11-09T00:00:00Z');
const now = new Date('2026-11-23T12:00:00Z');
const short = (
  changes: { action: string; name: string; from: string | null; to: string | null }[],
) => changes.map(({ action, name, from, to }) => [action, name, from, to]);

describe('what dnf, yum, zypper and pacman wrote down', () => {
  test('tells an update from an installation and a removal, with both versions', () => {
    expect(short(rpmLogChanges(fixture('dnf.rpm.log'), since, now))).toEqual([
      ['upgrade', 'bash', '5.2.26-3.fc40', '5.2.26-4.fc40'],
      ['install', 'kernel-core', null, '6.11.8-200.fc40'],
      ['remove', 'nano', '7.2-6.fc40', null],
      ['downgrade', 'NetworkManager', '1.48.2-1.fc40', '1.46.0-1.fc40'],
    ]);
    expect(short(rpmLogChanges(fixture('yum.log'), since, now))).toEqual([
      ['install', 'nano', null, '2.3.1-10.el7'],
      ['upgrade', 'dhclient', null, '4.2.5-83.el7'],
      ['remove', 'telnet', '0.17-66.el7', null],
    ]);
    expect(short(zypperChanges(fixture('zypp-history.txt'), since))).toEqual([
      ['install', 'nano', null, '7.2-1.1'],
      ['remove', 'vim', '9.1-1.1', null],
    ]);
    expect(short(pacmanChanges(fixture('pacman.log'), since, now))).toEqual([
      ['upgrade', 'linux', '6.11.8.arch1-2', '6.11.9.arch1-1'],
      ['install', 'nano', null, '8.2-1'],
      ['remove', 'vim', '9.1-1', null],
    ]);
  });
  test('shows no changes when it is empty', () => {
    expect([
      rpmLogChanges('', since, now),
      zypperChanges('', since),
      pacmanChanges('', since, now),
    ]).toEqual([[], [], []]);
  });

  const rpm = { 'rpm -qa': '1795170672\tbash\t5.2.26-4.fc40\n1795170673\tlate\t1.0-1\n' };
  test('counts more than the database, which knows no updates', async () => {
    const files = { '/var/log/dnf.rpm.log': fixture('dnf.rpm.log') };
    const found = await collectOn({ platform: 'linux', files, commands: rpm }, recentChanges);
    expect(found.status).toBe('success');
    const { changes } = found.content('recent-changes.json') as {
      changes: Parameters<typeof short>[0];
    };
    expect(short(changes).filter(([, name]) => name === 'bash')).toEqual([
      ['upgrade', 'bash', '5.2.26-3.fc40', '5.2.26-4.fc40'],
    ]);
    expect(short(changes)).toContainEqual(['install', 'late', null, '1.0-1']);
  });
  test('is missed where it is not kept or may not be read', async () => {
    expect(await collectOn({ platform: 'linux', commands: rpm }, recentChanges)).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('removals are missing'),
    });
    const closed = await collectOn(
      { platform: 'linux', commands: rpm, files: { '/var/log/dnf.rpm.log': 'denied' } },
      recentChanges,
    );
    expect(closed).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('may not read'),
    });
    expect(
      await collectOn({ platform: 'linux', commands: { 'rpm -qa': '' } }, recentChanges),
    ).toMatchObject({
      status: 'unavailable',
    });
  });

  test('is a removal without a version where yum of RHEL 6 leaves it out, whatever hyphens the name has', () => {
    const log =
      'Nov 20 10:00:00 Erased: telnet\nNov 20 10:00:01 Erased: java-1.8.0-openjdk\nNov 20 10:00:02 Installed: broken\n';
    expect(short(rpmLogChanges(log, since, now))).toEqual([
      ['remove', 'telnet', null, null],
      ['remove', 'java-1.8.0-openjdk', null, null],
    ]);
  });
});

describe('on Debian', () => {
  test('changes of the last 14 days are listed, newest first, with what was asked for', async () => {
    const files = {
      '/var/log/dpkg.log': fixture('dpkg.log'),
      '/var/log/apt/history.log': fixture('history.log'),
    };
    const found = (await collectOn({ platform: 'linux', files }, recentChanges)).content(
      'recent-changes.json',
    );
    expect(found).toMatchObject({
      changes: [
        { action: 'remove', name: 'nano:amd64', from: '7.2-1', to: null },
        { action: 'upgrade', name: 'libgbm1:amd64', from: '22.3.6-1', to: '22.3.7-1' },
      ],
      commands: [{ command: 'apt remove nano' }],
    });
    expect(JSON.stringify(found)).not.toContain('ada');
  });
});
