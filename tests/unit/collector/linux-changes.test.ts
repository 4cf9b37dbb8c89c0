import { describe, expect, test } from 'vitest';
import { audio } from '../../../collector/collectors/audio/collector.ts';
import { security } from '../../../collector/collectors/security/collector.ts';
import { startup } from '../../../collector/collectors/startup/collector.ts';
import { cronAtStart } from '../../../collector/collectors/startup/cron.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

describe('what cron starts with the computer', () => {
  test('is a program’s name, without its arguments and without what only waits before it', () => {
    expect(cronAtStart(fixture('linux/crontab.txt'), true)).toEqual(['updater', 'agent']);
    expect(cronAtStart('@reboot A=1 "/home/ada/My Sync/sync" x\n@reboot sleep 5\n', false)).toEqual(['sync', 'sleep']);
    expect(cronAtStart('@reboot PASS="abc hunter2" /usr/bin/x\n@reboot PASS=\'a;b c\' y\n', false)).toEqual(['x', 'y']);
    expect(cronAtStart('@reboot "/srv/Project Bluebird/run it" -v\n@reboot "/srv/Project Bluebird\n', false)).toEqual(['run_it']);
    expect(cronAtStart('', false)).toEqual([]);
  });
  test('stands among the rest, the person’s own apart', async () => {
    const files = { '/etc/cron.d/acme': fixture('linux/crontab.txt'), '/etc/systemd/user/default.target.wants/sync.service': '' };
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

describe('the firewall', () => {
  const states = async (machine: Partial<Parameters<typeof collectOn>[0]>) => {
    const files = { '/sys/block/sda/size': '1', ...machine.files };
    const found = await collectOn({ platform: 'linux', commands: machine.commands ?? {}, files }, security);
    const { protections } = found.content('security.json') as {
      protections: { part: string; state: string; detail: string | null }[];
    };
    const one = protections.find(({ part }) => part === 'firewall');
    return [one?.state, one?.detail];
  };
  const root = {
    exitCode: 4,
    stderr: 'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)',
  };
  test.for([
    ['firewalld runs', { commands: { 'systemctl is-active': 'active\n', nft: root } }, ['on', 'firewalld']],
    [
      'only an administrator may ask',
      { commands: { 'systemctl is-active': 'inactive\n', nft: root, iptables: root } },
      ['denied', null],
    ],
    ['iptables refuses', { commands: { 'iptables -S INPUT': '-P INPUT DROP\n' } }, ['on', 'iptables']],
    [
      'iptables has rules',
      { commands: { 'iptables -S INPUT': '-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n' } },
      ['on', 'iptables'],
    ],
    ['iptables lets all in', { commands: { 'iptables -S INPUT': '-P INPUT ACCEPT\n' } }, ['off', 'iptables']],
    [
      'ufw is off, and the rest may not be asked',
      { commands: { nft: root }, files: { '/etc/ufw/ufw.conf': 'ENABLED=no\n' } },
      ['denied', null],
    ],
    ['there is none of them', {}, ['unknown', null]],
  ] as const)('where %s', async ([, machine, expected]) => expect(await states(machine as never)).toEqual(expected));
});

describe('sound on Linux', () => {
  test('names what programs play to and record from, and whether it is muted', async () => {
    const commands = {
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sinks`]:
        fixture('linux/pactl-sinks.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sources`]:
        fixture('linux/pactl-sources.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json info`]: fixture('linux/pactl-info.json'),
    };
    const files = {
      '/proc/asound/cards': fixture('linux/asound-cards-two.txt'),
      '/proc/asound/pcm': fixture('linux/asound-pcm.txt'),
    };
    const { devices } = (await collectOn({ platform: 'linux', files, commands }, audio)).content('audio.json') as {
      devices: { name: string; direction: string; default: boolean | null; state: string | null }[];
    };
    expect(devices.map(({ name, direction, default: chosen, state }) => [name, direction, chosen, state])).toEqual([
      ['HDA Intel PCH', 'both', null, null],
      ['HDA NVidia', 'output', null, null],
      ['Eingebautes Audio Analog Stereo', 'output', false, 'running, muted'],
      ['Adas Kopfhörer', 'output', true, 'suspended'],
      ['Eingebautes Audio Analog Stereo', 'input', true, 'idle'],
    ]);
  });
});
