import { describe, expect, test } from 'vitest';
import { operatingSystem } from '#collector/collectors/operating-system/collector.ts';
import { processes } from '#collector/collectors/processes/collector.ts';
import { recentChanges } from '#collector/collectors/recent-changes/collector.ts';
import { routes } from '#collector/collectors/routes/collector.ts';
import { services } from '#collector/collectors/services/collector.ts';
import { software } from '#collector/collectors/software/collector.ts';
import { systemLog } from '#collector/collectors/system-log/collector.ts';
import { collectOn, fixture, type Machine } from '#tests/harness/collect-context.ts';

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  ),
};
const silent: Machine = { platform: 'win32' };

describe('on Windows', () => {
  test('the operating system has its name, version and build', async () => {
    expect(
      (await collectOn(windows, operatingSystem)).content('operating-system.json'),
    ).toMatchObject({
      name: 'Microsoft Windows 11 Pro',
      version: '24H2',
      build: '26100.4652',
    });
  });

  test('installed programs come from the registry; asking Win32_Product would repair them all', async () => {
    expect((await collectOn(windows, software)).content('software.json')).toMatchObject({
      count: 4,
      packages: [
        { name: '5319275A.WhatsAppDesktop', source: 'appx', publisher: null },
        { name: '7-Zip 24.09 (x64)', source: 'registry' },
        { name: 'Microsoft Edge' },
        {
          name: 'Microsoft.WindowsCalculator',
          version: '11.2508.4.0',
          architecture: 'x64',
          publisher: 'Microsoft Corporation',
        },
      ],
    });
  });

  test('programs are listed with their times in seconds', async () => {
    expect((await collectOn(windows, processes)).content('processes.json')).toMatchObject({
      processes: [
        { pid: 4312, name: 'explorer.exe', cpuSeconds: 50, runningSeconds: 3600 },
        { name: 'System Idle Process' },
      ],
    });
  });

  test('a service that never had to start has not failed', async () => {
    const { services: list } = (await collectOn(windows, services)).content('services.json') as {
      services: { name: string; failed: boolean }[];
    };
    expect(list.map(({ name, failed }) => [name, failed])).toEqual([
      ['Spooler', false],
      ['BITS', false],
      ['AgentX', true],
    ]);
  });

  test('changes older than 14 days are left out', async () => {
    const { changes } = (await collectOn(windows, recentChanges)).content(
      'recent-changes.json',
    ) as {
      changes: { name: string }[];
    };
    expect(changes.map(({ name }) => name)).toEqual(['Microsoft Edge', 'KB5068861']);
  });

  test('events have their level as a word', async () => {
    expect((await collectOn(windows, systemLog)).content('events.json')).toMatchObject({
      events: [{ source: 'disk', id: 153, level: 'warning' }],
    });
  });

  test.for([software, processes, services, routes, recentChanges, systemLog])(
    'without an answer, $id says so instead of being empty',
    async (collector) => {
      const { status, reason, names } = await collectOn(silent, collector);
      expect({ status, names }).toEqual({ status: 'unavailable', names: [] });
      expect(reason).toMatch(/^[A-Z].+\.$/);
    },
  );
});
