import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { services } from './collector.ts';
import { failedUnits } from './linux.ts';

const files = { '/proc/1/comm': 'systemd\n' };
const list = 'cups.service loaded active running CUPS Scheduler\n';

test('units that failed are named, whatever their kind, those of the person apart', async () => {
  const commands = {
    'systemctl --system list-units --state=failed':
      '● mnt-backup.mount loaded failed failed /mnt/backup\n  fwupd.service loaded failed failed Firmware\n',
    'systemctl --user list-units --state=failed':
      'tracker-miner@1.service loaded failed failed Index\n',
    'systemctl list-units': list,
  };
  const found = await collectOn({ platform: 'linux', files, commands }, services);
  expect(found.content('services.json')).toMatchObject({
    count: 1,
    failedUnits: {
      system: ['mnt-backup.mount', 'fwupd.service'],
      person: ['tracker-miner@1.service'],
    },
  });
});

test('whether units of the person failed is unknown, not none, where their manager does not answer', async () => {
  const commands = {
    'systemctl --system': '',
    'systemctl --user': { exitCode: 1, stderr: 'Failed to connect to bus: No medium found' },
    'systemctl list-units': list,
  };
  const found = await collectOn({ platform: 'linux', files, commands }, services);
  expect(found.content('services.json')).toMatchObject({
    failedUnits: { system: [], person: null },
  });
});

test('no more than 200 failed units are named', () => {
  const stdout = 'a.service loaded failed failed a\n'.repeat(5000);
  expect(failedUnits({ state: 'ended', exitCode: 0, stdout })).toHaveLength(200);
});

const fixture = fixtureOf(import.meta.url);

describe('on Linux, services', () => {
  const systemd = { '/proc/1/comm': 'systemd\n' };

  test('are running, failed or missing', async () => {
    const commands = { 'systemctl list-units': fixture('systemctl.txt') };
    expect(
      (await collectOn({ platform: 'linux', files: systemd, commands }, services)).content(
        'services.json',
      ),
    ).toMatchObject({
      count: 4,
      services: [
        { name: 'cups', state: 'running', failed: false },
        { name: 'ldconfig', state: 'not found', failed: false },
        { name: 'snapd.failure', state: 'failed', failed: true },
        { name: 'user@1000', title: 'User Manager for UID 1000' },
      ],
    });
  });
  test('without systemd are unavailable, and the reason says why', async () => {
    const { status, reason } = await collectOn(
      { platform: 'linux', files: { '/proc/1/comm': 'init\n' } },
      services,
    );
    expect(status).toBe('unavailable');
    expect(reason).toContain('does not use systemd');
  });
});
