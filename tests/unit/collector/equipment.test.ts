import { describe, expect, test } from 'vitest';
import { audio } from '../../../collector/collectors/audio/collector.ts';
import { devices } from '../../../collector/collectors/devices/collector.ts';
import { drivers } from '../../../collector/collectors/drivers/collector.ts';
import { power } from '../../../collector/collectors/power/collector.ts';
import { linuxTemperature } from '../../../collector/collectors/power/parse.ts';
import { printers } from '../../../collector/collectors/printers/collector.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const windowsIn = (language: 'en' | 'de'): Machine => {
  const answers = JSON.parse(fixture(`windows/devices-${language}.json`)) as Record<string, unknown>;
  const commands = Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]));
  return {
    platform: 'win32',
    commands: { ...commands, 'powercfg /getactivescheme': fixture(`windows/powercfg-${language}.txt`) },
  };
};
const [english, german] = [windowsIn('en'), windowsIn('de')];

const mac: Machine = {
  platform: 'darwin',
  commands: {
    'pmset -g batt': fixture('darwin/pmset-batt.txt'),
    'pmset -g therm': fixture('darwin/pmset-therm.txt'),
    'system_profiler -json SPPowerDataType': fixture('darwin/power.json'),
    'system_profiler -json SPUSBDataType': fixture('darwin/usb.json'),
    'system_profiler -json SPBluetoothDataType': fixture('darwin/bluetooth.json'),
    'system_profiler -json SPPrintersDataType': fixture('darwin/printers.json'),
    'system_profiler -json SPAudioDataType': fixture('darwin/audio.json'),
    'systemextensionsctl list': fixture('darwin/systemextensions.txt'),
  },
};

const usbFolder = '/sys/bus/usb/devices/1-3';
const laptop: Machine = {
  platform: 'linux',
  commands: { 'lpstat -p -d': fixture('linux/lpstat.txt') },
  files: {
    '/sys/class/power_supply/BAT0/uevent': fixture('linux/battery.uevent'),
    '/sys/class/power_supply/AC/uevent': fixture('linux/mains.uevent'),
    '/sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
    '/sys/class/thermal/thermal_zone0/temp': '87500\n',
    '/sys/class/thermal/cooling_device0/type': 'Processor\n',
    [`${usbFolder}/idVendor`]: '046d\n',
    [`${usbFolder}/idProduct`]: 'c52b\n',
    [`${usbFolder}/manufacturer`]: 'Logitech\n',
    [`${usbFolder}/product`]: 'USB Receiver\n',
    [`${usbFolder}/speed`]: '12\n',
    [`${usbFolder}/serial`]: 'SN-SECRET\n',
    '/sys/bus/usb/devices/1-3:1.0/bInterfaceClass': '03\n',
    '/sys/class/bluetooth/hci0/address': '70:a8:d3:11:22:33\n',
    '/sys/class/bluetooth/hci0:64/type': 'acl\n',
    '/sys/class/rfkill/rfkill0/type': 'bluetooth\n',
    '/sys/class/rfkill/rfkill0/soft': '1\n',
    '/sys/class/rfkill/rfkill0/hard': '0\n',
    '/proc/asound/cards': fixture('linux/asound-cards.txt'),
    '/proc/modules': fixture('linux/modules.txt'),
    '/sys/module/vboxdrv/version': '7.1.4 r165100 (0x00340001)\n',
    '/sys/module/e1000e/version': '3.2.6-k\n',
  },
};

describe('battery and temperature', () => {
  test('tell how worn a battery is, and nothing of its serial number', async () => {
    const content = (await collectOn(laptop, power)).content('power.json');
    expect(content).toEqual({
      batteries: [{ name: 'BAT0', state: 'discharging', chargePercent: 44, healthPercent: 80, cycles: 417 }],
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
      batteries: [{ name: 'DELL XPS 13', state: 'discharging', chargePercent: 64, healthPercent: 75, cycles: 312 }],
      onMains: false,
      plan: 'balanced',
      temperatures: [{ place: '\\_TZ.TZ00', celsius: 55.1 }],
      speedLimitPercent: 70,
    });
    expect(await collectOn(german, power)).toMatchObject({ status: 'unavailable', names: [] });
  });
  test('on macOS show that heat slows the processor down', async () => {
    expect((await collectOn(mac, power)).content('power.json')).toMatchObject({
      batteries: [{ name: 'InternalBattery-0', state: 'discharging', chargePercent: 83, healthPercent: 88, cycles: 214 }],
      onMains: false,
      speedLimitPercent: 62,
    });
  });
  test('of a machine that has neither are unavailable, and the reason says so', async () => {
    expect(await collectOn({ platform: 'linux' }, power)).toMatchObject({ status: 'unavailable', names: [] });
  });
});

describe('connected devices', () => {
  test('are listed without their interfaces and serial numbers', async () => {
    expect((await collectOn(laptop, devices)).content('devices.json')).toEqual({
      usb: [
        {
          vendorId: '046d',
          productId: 'c52b',
          maker: 'Logitech',
          product: 'USB Receiver',
          megabitsPerSecond: 12,
          problem: null,
        },
      ],
      bluetooth: { adapters: 1, switchedOn: false, devices: null },
      failing: [],
    });
  });
  test('paired by Bluetooth have their names, never their addresses, on Linux', async () => {
    const paired = 'Device 02:00:00:AA:BB:01 Zoés Kopfhörer\nDevice 02:00:00:AA:BB:02 02-00-00-AA-BB-02\nnoise\n';
    const bluetooth = {
      'bluetoothctl devices Paired': paired,
      'bluetoothctl devices Connected': 'Device 02:00:00:AA:BB:01 Zoés Kopfhörer\n',
    };
    const run = await collectOn({ ...laptop, commands: { ...laptop.commands, ...bluetooth } }, devices);
    expect(run.status).toBe('success');
    expect(run.content('devices.json')).toMatchObject({
      bluetooth: {
        devices: [
          { name: 'Zoés Kopfhörer', connected: true },
          { name: 'unknown', connected: false },
        ],
      },
    });
    expect(await collectOn(laptop, devices)).toMatchObject({ status: 'partial' });
  });
  test('that do not work are told on Windows', async () => {
    const content = (await collectOn(english, devices)).content('devices.json');
    expect(content).toMatchObject({
      usb: [
        { vendorId: '046d', productId: 'c52b' },
        { product: 'Integrated Webcam', problem: 'failed_start' },
        { maker: 'Intel' },
      ],
      bluetooth: { adapters: 1, devices: [{ name: 'WH-1000XM5' }] },
      failing: [{ name: 'Integrated Webcam', kind: 'Camera', problem: 'failed_start' }],
    });
    expect(JSON.stringify(content)).not.toMatch(/SN0123456789|80991EAABBCC/);
    expect((await collectOn(german, devices)).content('devices.json')).toMatchObject({
      usb: [{ product: 'USB-Verbundgerät', problem: null }],
    });
  });
  test('on macOS are found behind hubs', async () => {
    const content = (await collectOn(mac, devices)).content('devices.json');
    expect(content).toMatchObject({
      usb: [{ vendorId: '2188' }, { vendorId: '1050', productId: '0407', maker: 'Yubico' }],
      bluetooth: {
        switchedOn: true,
        devices: [
          { name: 'Magic Keyboard', kind: 'Keyboard', connected: true },
          { name: 'Kopfhörer von Ada', connected: false },
        ],
      },
    });
    expect(JSON.stringify(content)).not.toMatch(/80:99|70:A8|0012345678/);
  });
});

describe('printers', () => {
  test('have a name and a state', async () => {
    expect((await collectOn(laptop, printers)).content('printers.json')).toMatchObject({
      count: 3,
      printers: [
        { name: 'Brother_HL', state: 'idle', default: true },
        { name: 'Flur_Drucker', state: 'disabled', default: false },
        { name: 'Labels', state: 'printing' },
      ],
    });
  });
  test('on Windows do not tell their address', async () => {
    const content = (await collectOn(english, printers)).content('printers.json');
    expect(content).toMatchObject({ printers: [{ name: 'Second floor', connection: 'network' }, { connection: 'local' }] });
    expect(JSON.stringify(content)).not.toContain('10.20.0.9');
    expect((await collectOn(german, printers)).content('printers.json')).toMatchObject({
      printers: [{ name: 'Drucker im Flur', state: 'offline', connection: 'usb' }],
    });
  });
  test('on macOS do not tell who offers them', async () => {
    const content = (await collectOn(mac, printers)).content('printers.json');
    expect(content).toMatchObject({ printers: [{ name: 'Drucker im Flur', default: true, connection: 'network' }] });
    expect(JSON.stringify(content)).not.toContain('Ada');
  });
  test('are none where CUPS has none, and unknown where it does not answer', async () => {
    const none: Machine = {
      platform: 'linux',
      commands: { lpstat: { exitCode: 1, stderr: 'lpstat: No destinations added.' } },
    };
    expect((await collectOn(none, printers)).content('printers.json')).toEqual({ count: 0, printers: [] });
    const stopped: Machine = { platform: 'linux', commands: { lpstat: { exitCode: 1, stderr: 'lpstat: Connection refused' } } };
    expect(await collectOn(stopped, printers)).toMatchObject({ status: 'unavailable', names: [] });
  });
});

describe('sound devices', () => {
  test('are listed on all systems', async () => {
    expect((await collectOn(laptop, audio)).content('audio.json')).toMatchObject({
      devices: [
        { name: 'HDA Intel PCH', driver: 'HDA-Intel' },
        { name: 'Jabra EVOLVE 20', driver: 'USB-Audio' },
      ],
    });
    expect((await collectOn(mac, audio)).content('audio.json')).toMatchObject({
      devices: [
        { name: 'MacBook Pro-Lautsprecher', direction: 'output', default: true, driver: 'builtin' },
        { direction: 'input', default: false },
      ],
    });
    expect((await collectOn(english, audio)).content('audio.json')).toMatchObject({ count: 1, devices: [{ state: 'OK' }] });
  });
  test('that do not start say with which error', async () => {
    expect((await collectOn(german, audio)).content('audio.json')).toMatchObject({
      devices: [{ name: 'High Definition Audio-Gerät', state: 'error 10' }],
    });
  });
});

describe('drivers', () => {
  test('that are not part of the kernel or not signed are told', async () => {
    expect((await collectOn(laptop, drivers)).content('drivers.json')).toMatchObject({
      drivers: [
        { name: 'nvidia_drm', kind: 'proprietary', signed: false },
        { name: 'vboxdrv', kind: 'not part of the kernel', version: '7.1.4 r165100 (0x00340001)' },
        { name: 'e1000e', kind: null, signed: null, version: '3.2.6-k' },
      ],
    });
  });
  test('that are built into the kernel are told as far as they have a version', async () => {
    const files = { '/sys/module/xt_recent/parameters': '', '/sys/module/e1000e/version': '3.2.6-k\n' };
    const run = await collectOn({ platform: 'linux', files }, drivers);
    expect(run.status).toBe('partial');
    expect(run.content('drivers.json')).toMatchObject({ drivers: [{ name: 'e1000e', state: 'built in' }] });
  });
  test('of several devices on Windows stand once', async () => {
    expect((await collectOn(english, drivers)).content('drivers.json')).toMatchObject({
      count: 2,
      drivers: [{ name: 'Intel(R) Iris(R) Xe Graphics', date: '2024-01-18', kind: 'display' }, {}],
    });
    expect((await collectOn(german, drivers)).content('drivers.json')).toMatchObject({ drivers: [{ date: null }] });
  });
  test('on macOS are system extensions', async () => {
    expect((await collectOn(mac, drivers)).content('drivers.json')).toMatchObject({
      drivers: [
        { name: 'Example VPN', version: '5.1.2/512', state: 'activated enabled' },
        { name: 'Example Filter', state: 'terminated waiting to uninstall on reboot' },
      ],
    });
  });
});
