import { describe, expect, test } from 'vitest';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { diskHealth } from './collector.ts';
import { commandErrorsOf, emmcHealth, smartctlHealth } from './linux.ts';

/** Two disks, as `/sys/block` names them. */
const blocks = {
  '/sys/block/sda/size': '1',
  '/sys/block/nvme0n1/size': '1',
  '/sys/block/loop0/size': '1',
};
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
  smartctl: {
    messages: [
      { string: 'Smartctl open device: /dev/sda failed: Permission denied', severity: 'error' },
    ],
  },
};
const linux = (sda: object, nvme: object): Machine => ({
  platform: 'linux',
  files: blocks,
  commands: {
    'smartctl -j -H -A -l error -l ssd /dev/sda': { stdout: JSON.stringify(sda), exitCode: 2 },
    'smartctl -j -H -A -l error -l ssd /dev/nvme0n1': JSON.stringify(nvme),
  },
});

describe('the health of disks', () => {
  test('on Linux comes from smartctl', async () => {
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
        {
          name: 'sda',
          verdict: 'failing',
          reallocatedSectors: 312,
          pendingSectors: 8,
          uncorrectedErrors: 3,
        },
      ],
    });
  });

  test.each([
    ['denied without an administrator’s rights', linux(refused, refused), 'denied', []],
    [
      'partial where only some may be asked',
      linux(refused, healthy),
      'partial',
      ['disk-health.json'],
    ],
    [
      'unavailable without the tool',
      { platform: 'linux', files: blocks } satisfies Machine,
      'unavailable',
      [],
    ],
    ['unavailable where no disk knows it', linux({}, {}), 'unavailable', []],
    [
      'unavailable where nobody answers',
      { platform: 'win32' } satisfies Machine,
      'unavailable',
      [],
    ],
  ] as const)('is %s', async (_name, machine, status, names) => {
    expect(await collectOn(machine, diskHealth)).toMatchObject({
      status,
      names,
      reason: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  test('counts errors of commands without any right, and says what is missing', async () => {
    const files = { ...blocks, '/sys/block/sda/device/ioerr_cnt': '0x1f\n' };
    const run = await collectOn({ platform: 'linux', files }, diskHealth);
    expect(run).toMatchObject({ status: 'partial', reason: expect.stringContaining('smartctl') });
    expect(run.content('disk-health.json')).toMatchObject({
      disks: [{ name: 'sda', verdict: null, commandErrors: 31 }],
    });
    const denied = await collectOn({ ...linux(refused, refused), files }, diskHealth);
    expect(denied).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('Only an administrator'),
    });
    expect(commandErrorsOf('-1\n')).toBeNull();
  });

  test('of flash memory in small computers needs no tool and no right', async () => {
    const folder = '/sys/block/mmcblk0/device';
    const files = {
      [`${folder}/life_time`]: '0x01 0x04\n',
      [`${folder}/pre_eol_info`]: '0x02\n',
      '/sys/block/mmcblk0boot0/device/life_time': '0x01 0x04\n',
    };
    const run = await collectOn({ platform: 'linux', files }, diskHealth);
    expect(run.status).toBe('success');
    expect(run.content('disk-health.json')).toMatchObject({
      disks: [{ name: 'mmcblk0', verdict: null, wearPercent: 40, warnings: ['little spare left'] }],
    });
    expect(emmcHealth('0x00 0x00\n', '0x00\n')).toEqual({ wearPercent: null, warnings: null });
    expect(emmcHealth('0x0b 0x01\n', '0x01\n')).toEqual({ wearPercent: 110, warnings: [] });
  });

  test('on macOS is the verdict of each', async () => {
    const nvme = {
      SPNVMeDataType: [
        {
          _name: 'Apple SSD Controller',
          _items: [{ _name: 'APPLE SSD AP0512Z', smart_status: 'Verified' }],
        },
      ],
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
      disks: [
        { verdict: 'passed' },
        { name: 'Externe Festplatte', verdict: 'failing' },
        { verdict: null },
      ],
    });
  });

  test('on Windows shows everyone the verdict, but only administrators the counters', async () => {
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
    const asPerson = await collectOn(
      on({ Name: 'x', HealthStatus: 'Warning', Counters: false, Temperature: null }),
      diskHealth,
    );
    expect(asPerson).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('administrator'),
    });
    expect(asPerson.content('disk-health.json')).toMatchObject({
      disks: [{ verdict: 'failing', temperatureCelsius: null }],
    });
  });
});

describe('what smartctl says', () => {
  const said = (answer: object) => smartctlHealth(JSON.stringify(answer), 'sda');
  const row = (name: string, value: number, raw = 0, more: object = {}) => ({
    name,
    value,
    raw: { value: raw },
    ...more,
  });
  const table = (...rows: object[]) => ({ ata_smart_attributes: { table: rows } });

  test.each([
    ['Samsung: the average wear', row('Wear_Leveling_Count', 91, 1661), 9],
    ['Intel', row('Media_Wearout_Indicator', 15), 85],
    ['Kingston: the value stays at 100', row('SSD_Life_Left', 100, 74), 26],
    ['SandForce: the raw value says nothing', row('SSD_Life_Left', 92, 0), 8],
    ['Silicon Motion', row('Remaining_Lifetime_Perc', 100, 96), 4],
    ['Micron: the raw value counts upwards', row('Percent_Lifetime_Remain', 99, 1), 1],
    ['an old rotating disk: 202 means something else', row('Data_Address_Mark_Errs', 100), null],
    ['a disk that smartctl does not know', row('Unknown_SSD_Attribute', 100), null],
    ['a value that is no percentage', row('Wear_Leveling_Count', 253), null],
  ])(
    'of the wear of a SATA disk is found whatever the maker calls it: %s',
    (_maker, attribute, wearPercent) => {
      expect(said({ smart_status: { passed: true }, ...table(attribute) })).toMatchObject({
        wearPercent,
      });
    },
  );

  test('of wear in the device statistics wins over the maker’s own attributes', () => {
    const statistics = {
      pages: [{ number: 7, table: [{ name: 'Percentage Used Endurance Indicator', value: 12 }] }],
    };
    expect(
      said({ ata_device_statistics: statistics, ...table(row('Wear_Leveling_Count', 50)) }),
    ).toMatchObject({
      wearPercent: 12,
    });
    expect(said({ endurance_used: { current_percent: 7 } })).toMatchObject({ wearPercent: 7 });
  });

  test('of a SCSI disk includes its grown defects and the errors of each way to use it', () => {
    const log = {
      read: { total_uncorrected_errors: 1 },
      write: { total_uncorrected_errors: 0 },
      verify: {},
    };
    expect(said({ scsi_grown_defect_list: 56, scsi_error_counter_log: log })).toMatchObject({
      grownDefects: 56,
      uncorrectedErrors: 1,
    });
  });

  test('of a failed attribute is a warning although the verdict is good', () => {
    const past = row('Airflow_Temperature_Cel', 40, 60, { when_failed: 'past' });
    const now = row('Reallocated_Sector_Ct', 1, 900, { when_failed: 'now' });
    expect(
      said({ smart_status: { passed: true }, ...table(past, now, row('Power_On_Hours', 1)) }),
    ).toMatchObject({
      verdict: 'passed',
      warnings: ['Airflow_Temperature_Cel failed in the past', 'Reallocated_Sector_Ct fails now'],
    });
  });

  test('of an NVMe disk includes its spare and each bit of its warning', () => {
    const nvme = (critical_warning: number) => ({
      nvme_smart_health_information_log: {
        critical_warning,
        available_spare: 4,
        percentage_used: 101,
      },
    });
    expect(said(nvme(9))).toMatchObject({
      spareLeftPercent: 4,
      wearPercent: 101,
      warnings: ['little spare left', 'read-only'],
    });
    expect(said(nvme(0))).toMatchObject({ warnings: [] });
    expect(said({ spare_available: { current_percent: 94 } })).toMatchObject({
      spareLeftPercent: 94,
    });
  });

  test('without a temperature is not zero degrees', () => {
    expect(said({ temperature: { current: 0 }, smart_status: { passed: true } })).toMatchObject({
      temperatureCelsius: null,
    });
  });
});
