import { describe, expect, test } from 'vitest';
import { collectOn, type Machine } from '../../../tests/harness/collect-context.ts';
import { diskHealth } from './collector.ts';

/** Two disks, as `/sys/block` names them. */
const blocks = { '/sys/block/sda/size': '1', '/sys/block/nvme0n1/size': '1', '/sys/block/loop0/size': '1' };
const healthy = {
  smartctl: { version: [7, 4], exit_status: 0 },
  smart_status: { passed: true },
  temperature: { current: 34 },
  power_on_time: { hours: 8211 },
  nvme_smart_health_information_log: { percentage_used: 6, media_errors: 0 },
};
const failing = {
  smart_status: { passed: false },
  ata_smart_attributes: {
    table: [
      { id: 5, name: 'Reallocated_Sector_Ct', raw: { value: 312 } },
      { id: 197, raw: { value: 8 } },
      { id: 198, raw: { value: 3 } },
    ],
  },
};
const refused = {
  smartctl: { messages: [{ string: 'Smartctl open device: /dev/sda failed: Permission denied', severity: 'error' }] },
};
const linux = (sda: object, nvme: object): Machine => ({
  platform: 'linux',
  files: blocks,
  commands: {
    'smartctl -j -H -A /dev/sda': { stdout: JSON.stringify(sda), exitCode: 2 },
    'smartctl -j -H -A /dev/nvme0n1': JSON.stringify(nvme),
  },
});

describe('the health of disks', () => {
  test('on Linux is what smartctl says of each', async () => {
    const run = await collectOn(linux(failing, healthy), diskHealth);
    expect(run.status).toBe('success');
    expect(run.content('disk-health.json')).toMatchObject({
      disks: [
        {
          name: 'nvme0n1',
          verdict: 'passed',
          temperatureCelsius: 34,
          poweredOnHours: 8211,
          wearPercent: 6,
          uncorrectedErrors: 0,
        },
        { name: 'sda', verdict: 'failing', reallocatedSectors: 312, pendingSectors: 8, uncorrectedErrors: 3 },
      ],
    });
  });

  test.each([
    ['denied without an administrator’s rights', linux(refused, refused), 'denied', []],
    ['partial where only some may be asked', linux(refused, healthy), 'partial', ['disk-health.json']],
    ['unavailable without the tool', { platform: 'linux', files: blocks } satisfies Machine, 'unavailable', []],
    ['unavailable where no disk knows it', linux({}, {}), 'unavailable', []],
    ['unavailable where nobody answers', { platform: 'win32' } satisfies Machine, 'unavailable', []],
  ] as const)('is %s', async (_name, machine, status, names) => {
    expect(await collectOn(machine, diskHealth)).toMatchObject({ status, names, reason: expect.stringMatching(/^[A-Z].+\.$/) });
  });

  test('on macOS is the verdict of each', async () => {
    const nvme = {
      SPNVMeDataType: [{ _name: 'Apple SSD Controller', _items: [{ _name: 'APPLE SSD AP0512Z', smart_status: 'Verified' }] }],
    };
    const ata = {
      SPSerialATADataType: [
        {
          _items: [
            { _name: 'Externe Festplatte', smart_status: 'Failing' },
            { _name: 'USB', smart_status: 'Not Supported' },
          ],
        },
      ],
    };
    const run = await collectOn(
      {
        platform: 'darwin',
        commands: {
          'system_profiler -json SPNVMe': JSON.stringify(nvme),
          'system_profiler -json SPSerialATA': JSON.stringify(ata),
        },
      },
      diskHealth,
    );
    expect(run.content('disk-health.json')).toMatchObject({
      disks: [{ verdict: 'passed' }, { name: 'Externe Festplatte', verdict: 'failing' }, { verdict: null }],
    });
  });

  test('on Windows tells the verdict to everybody, and the counters to administrators', async () => {
    const on = (disk: object): Machine => ({
      platform: 'win32',
      commands: { 'Get-StorageReliabilityCounter': JSON.stringify({ disks: [disk] }) },
    });
    const disk = {
      Name: 'Samsung SSD 980',
      HealthStatus: 'Healthy',
      Counters: true,
      Temperature: 41,
      Wear: 3,
      PowerOnHours: 900,
    };
    const asAdministrator = await collectOn(on(disk), diskHealth);
    expect(asAdministrator.status).toBe('success');
    expect(asAdministrator.content('disk-health.json')).toMatchObject({
      disks: [{ verdict: 'passed', temperatureCelsius: 41, wearPercent: 3 }],
    });
    const asPerson = await collectOn(on({ Name: 'x', HealthStatus: 'Warning', Counters: false, Temperature: null }), diskHealth);
    expect(asPerson).toMatchObject({ status: 'partial', reason: expect.stringContaining('administrator') });
    expect(asPerson.content('disk-health.json')).toMatchObject({ disks: [{ verdict: 'failing', temperatureCelsius: null }] });
  });
});
