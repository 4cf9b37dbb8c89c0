import { describe, expect, test } from 'vitest';
import { audio } from '#collector/collectors/audio/collector.ts';
import { devices } from '#collector/collectors/devices/collector.ts';
import { disks } from '#collector/collectors/disks/collector.ts';
import { darwinPorts } from '#collector/collectors/interfaces/darwin.ts';
import { darwinMemory } from '#collector/collectors/memory/darwin.ts';
import { printers } from '#collector/collectors/printers/collector.ts';
import { recentChanges } from '#collector/collectors/recent-changes/collector.ts';
import { software } from '#collector/collectors/software/collector.ts';
import { vpn } from '#collector/collectors/vpn/collector.ts';
import { collectOn, fixture, type Machine } from '#tests/harness/collect-context.ts';

/** Names are in the person's language, keys and states are not: `-json` prints what no language changes. */
const languages = {
  fr: {
    app: 'Calculette',
    printer: 'Imprimante du 2e étage',
    phones: 'Écouteurs de Zoé',
    vpn: 'Société – siège',
    port: 'Pont',
  },
  ja: {
    app: '計算機',
    printer: '２階のプリンタ',
    phones: '花子のヘッドフォン',
    vpn: '会社（本社）',
    port: 'Thunderbolt ブリッジ',
  },
  ar: {
    app: 'الحاسبة',
    printer: 'طابعة الطابق الثاني',
    phones: 'سماعات ليلى',
    vpn: 'الشركة',
    port: 'جسر',
  },
};

function said(language: string): Record<string, string> {
  const parts = fixture(`darwin/commands-${language}.txt`).split(/^== (.+)$/m);
  return Object.fromEntries(
    parts.flatMap((part, index) =>
      index % 2 === 1 ? [[part, parts[index + 1]?.slice(1) ?? '']] : [],
    ),
  );
}

describe.each(Object.entries(languages))('macOS in another language (%s)', (language, names) => {
  const commands = said(language);
  const machine: Machine = {
    platform: 'darwin',
    commands: { ...commands, 'system_profiler -json': fixture(`darwin/profiler-${language}.json`) },
  };

  test('names its programs and what was installed', async () => {
    expect((await collectOn(machine, software)).content('software.json')).toMatchObject({
      packages: [{ name: names.app, version: '10.16', publisher: 'apple' }],
    });
    expect((await collectOn(machine, recentChanges)).content('recent-changes.json')).toMatchObject({
      changes: [{ action: 'install', to: '16.2', name: expect.stringContaining('Xcode') }],
    });
  });

  test('tells states of disks, printers, sound and paired devices', async () => {
    expect((await collectOn(machine, disks)).content('filesystems.json')).toMatchObject({
      filesystems: [
        { mount: '/System/Volumes/Data', readOnly: false, availableBytes: 201_234_567_168 },
      ],
    });
    expect((await collectOn(machine, disks)).content('devices.json')).toMatchObject({
      devices: [{ medium: 'solid state', health: 'Verified' }],
    });
    expect(JSON.stringify((await collectOn(machine, printers)).content('printers.json'))).toContain(
      names.printer,
    );
    expect(JSON.stringify((await collectOn(machine, audio)).content('audio.json'))).toContain(
      '"default":true',
    );
    const found = await collectOn(machine, devices);
    expect(JSON.stringify(found.names.map((name) => found.content(name)))).toContain(names.phones);
  });

  test('tells VPN connections, ports and swap', async () => {
    expect((await collectOn(machine, vpn)).content('vpn.json')).toMatchObject({
      connections: [{ name: names.vpn, connected: true, kind: 'IPSec (IKEv2)' }],
    });
    expect(darwinPorts(commands['networksetup -listallhardwareports'] ?? '')).toEqual([
      { name: 'bridge0', kind: expect.stringContaining(names.port) },
      { name: 'en0', kind: 'Wi-Fi' },
    ]);
    const swap = commands['sysctl -n vm.swapusage'] ?? '';
    expect(darwinMemory(36 * 2 ** 30, fixture('darwin/vm_stat.txt'), swap)).toMatchObject({
      swapTotalBytes: 2048 * 2 ** 20,
      swapUsedBytes: Math.round(1043.25 * 2 ** 20),
    });
  });
});
