import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { power } from './collector.ts';
import { linuxSupplies, linuxTemperature } from './linux.ts';
import { win32Power } from './win32.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    Win32_Battery: fixture(`windows-${language}.jsonl`),
    'powercfg /getactivescheme': fixture(`powercfg-${language}.txt`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'pmset -g batt': fixture('pmset-batt.txt'),
    'pmset -g therm': fixture('pmset-therm.txt'),
    'system_profiler -json SPPowerDataType': fixture('power.json'),
  },
};
const laptop: Machine = {
  platform: 'linux',
  files: {
    '/sys/class/power_supply/BAT0/uevent': fixture('battery.uevent'),
    '/sys/class/power_supply/AC/uevent': fixture('mains.uevent'),
    '/sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
    '/sys/class/thermal/thermal_zone0/temp': '87500\n',
    '/sys/class/thermal/cooling_device0/type': 'Processor\n',
  },
};

describe('battery and temperature', () => {
  test('tell how worn a battery is, and nothing of its serial number', async () => {
    const content = (await collectOn(laptop, power)).content('power.json');
    expect(content).toEqual({
      batteries: [
        {
          name: 'BAT0',
          peripheral: false,
          state: 'discharging',
          chargePercent: 44,
          healthPercent: 80,
          cycles: 417,
          condition: null,
        },
      ],
      onMains: false,
      plan: null,
      temperatures: [{ place: 'x86_pkg_temp', celsius: 87.5 }],
      speedLimitPercent: null,
    });
  });
  test('of zones that are switched off are left out', () => {
    expect(linuxTemperature('iwlwifi_1\n', '-274000\n')).toEqual([]);
    expect(linuxTemperature('acpitz\n', '0\n')).toEqual([]);
  });
  test('on Windows name the power plan in whatever language', async () => {
    expect((await collectOn(english, power)).content('power.json')).toEqual({
      batteries: [
        {
          name: 'DELL XPS 13',
          peripheral: false,
          state: 'discharging',
          chargePercent: 64,
          healthPercent: 75,
          cycles: 312,
          condition: null,
        },
      ],
      onMains: false,
      plan: 'balanced',
      temperatures: [{ place: '\\_TZ.TZ00', celsius: 55.1 }],
      speedLimitPercent: 70,
    });
    expect(await collectOn(german, power)).toMatchObject({ status: 'unavailable', names: [] });
  });
  test('on macOS show that heat slows the processor down', async () => {
    expect((await collectOn(mac, power)).content('power.json')).toMatchObject({
      batteries: [
        {
          name: 'InternalBattery-0',
          state: 'discharging',
          chargePercent: 83,
          healthPercent: 88,
          cycles: 214,
          condition: 'Good',
        },
      ],
      onMains: false,
      speedLimitPercent: 62,
    });
  });
  test('of a machine that has neither are unavailable, and the reason says so', async () => {
    expect(await collectOn({ platform: 'linux' }, power)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('a battery of Windows', () => {
  const battery = (status: number, driver?: object, charge = 64) =>
    win32Power(
      {
        batteries: [{ Name: 'B', BatteryStatus: status, EstimatedChargeRemaining: charge }],
        status: driver ? [driver] : [],
      },
      '',
    );
  test.each([
    [
      'on mains power, as the driver says charging',
      2,
      { Charging: true, Discharging: false, PowerOnline: true },
      64,
      'charging',
      true,
    ],
    [
      'on mains power, kept from charging',
      2,
      { Charging: false, Discharging: false, PowerOnline: true },
      80,
      'not charging',
      true,
    ],
    [
      'on mains power and full',
      2,
      { Charging: false, Discharging: false, PowerOnline: true },
      100,
      'full',
      true,
    ],
    ['on mains power, whether it charges is not told', 2, undefined, 64, null, true],
    [
      'discharging',
      1,
      { Charging: false, Discharging: true, PowerOnline: false },
      64,
      'discharging',
      false,
    ],
    [
      'low, charging on mains power',
      4,
      { Charging: true, Discharging: false, PowerOnline: true },
      5,
      'charging',
      true,
    ],
    ['low, no more told', 4, undefined, 5, null, null],
    ['charging and high', 7, undefined, 95, 'charging', true],
    ['undefined', 10, undefined, 95, null, null],
  ])('%s', (_name, status, driver, charge, state, onMains) => {
    expect(battery(status, driver, charge)).toMatchObject({ batteries: [{ state }], onMains });
  });
});

test('a battery’s condition is what its driver says, and nothing where it does not know', () => {
  const conditions = ['Dead', 'Unknown', ''].map((health) => {
    const uevent = `POWER_SUPPLY_TYPE=Battery\n${health && `POWER_SUPPLY_HEALTH=${health}\n`}`;
    return linuxSupplies([uevent]).batteries[0]?.condition;
  });
  expect(conditions).toEqual(['Dead', null, null]);
});

test('a battery and mains power are known by their type also on kernels that leave it out of the uevent', async () => {
  const folder = '/sys/class/power_supply';
  const files = {
    [`${folder}/BAT0/uevent`]:
      'POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_STATUS=Charging\nPOWER_SUPPLY_PRESENT=1\n',
    [`${folder}/BAT0/type`]: 'Battery\n',
    [`${folder}/AC/uevent`]: 'POWER_SUPPLY_NAME=AC\nPOWER_SUPPLY_ONLINE=1\n',
    [`${folder}/AC/type`]: 'Mains\n',
  };
  expect(
    (await collectOn({ platform: 'linux', files }, power)).content('power.json'),
  ).toMatchObject({
    batteries: [{ name: 'BAT0', state: 'charging' }],
    onMains: true,
  });
});

test('the battery of a keyboard is told from the computer’s own, and its address is not told', () => {
  const supply = (name: string): string =>
    `POWER_SUPPLY_NAME=${name}\nPOWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_SCOPE=Device\nPOWER_SUPPLY_MODEL_NAME=K380\n`;
  const names = [
    'hid-02:00:00:aa:bb:01-battery',
    'hid_02_00_00_aa_bb_01_battery',
    'hidpp_battery_0',
  ];
  expect(
    linuxSupplies(names.map(supply)).batteries.map(({ name, peripheral }) => [name, peripheral]),
  ).toEqual([
    ['K380', true],
    ['K380', true],
    ['hidpp_battery_0', true],
  ]);
});
